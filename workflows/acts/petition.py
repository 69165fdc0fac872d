"""Acts of a petition: its route, the opinions, the windows for review and re-check."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Party
from cases.services import close_case, hand_custody
from clocks import services as clock_services
from offices.actors import Actor
from offices.clock import legal_day
from offices.errors import Refusal
from offices.language import in_source
from offices.models import Office, Staff
from petitions import services as petitions
from petitions.models import Opinion, Petition
from workflows import messages, papers
from workflows.acts.base import Act, declare
from workflows.models import WorkItem

LEVEL_OF_NODE = {
    "handle_petition": Opinion.Level.HANDLING,
    "decide_review": Opinion.Level.REVIEW,
    "decide_recheck": Opinion.Level.RECHECK,
}
WINDOW_OF_NODE = {"await_review_request": Opinion.Level.REVIEW, "await_recheck_request": Opinion.Level.RECHECK}


@declare(steps=("decide_route",))
def decide_route(
    *, task: WorkItem, by: Staff, at: datetime, branch: int, route: str, reason: str, handed_to: str = ""
) -> None:
    """Decide the right of the matter (art. 31) and tell the petitioner which way it goes and by when."""
    with decide_route.acting(task, by=by, at=at) as act:
        petition = act.case.petition
        if route == "statutory" and not Party.objects.filter(case=act.case, role=Party.Role.WORKER).exists():
            raise Refusal(_("导入法定途径前，先登记欠薪情况（劳动者、欠薪一方和金额）。"), code="no_claim")
        petitions.decide_route(
            petition=petition, branch=branch, route=route, reason=reason, handed_to=handed_to, by=act.officer, at=at
        )
        if route == "statutory":
            hand_custody(case=act.case, to=_hrss_of(act.case.office), reason=reason, by=act.actor, at=at)
        act.decide(route, title=Petition.Route(route).label, reason=reason)
        _tell_route(act, route, handed_to)


def _hrss_of(office: Office) -> Office:
    return office if office.kind == Office.Kind.HRSS or office.parent is None else office.parent


def _tell_route(act: Act, route: str, handed_to: str) -> None:
    people = messages.claimants(act.case)
    if route == "elsewhere":
        messages.tell(people, "petition_elsewhere", case=act.case, at=act.at, body=handed_to)
        close_case(case=act.case, outcome="handed_over", by=act.actor, at=act.at)
        return
    rule = "inspection_accept" if route == "statutory" else "petition_handle"
    due_on = messages.next_due(act.case, rule, act.at)
    title = Petition.Route(route).label
    messages.tell(people, "petition_route", case=act.case, at=act.at, route=title, due=due_on)


def _above(office: Office) -> Office | None:
    try:
        return petitions.next_higher_office(office)
    except petitions.PetitionRefused:
        return None


@declare(steps=tuple(LEVEL_OF_NODE))
def issue_opinion(
    *, task: WorkItem, by: Staff, at: datetime, facts: str, opinion: str, basis: str, supports_claim: bool
) -> None:
    """Give the opinion of this level, serve it, and open the petitioner's window or end the matter.

    The day on which the opinion reaches the petitioner's page counts as the day of service.
    """
    with issue_opinion.acting(task, by=by, at=at) as act:
        level = LEVEL_OF_NODE[act.item.node]
        row = petitions.issue_opinion(
            petition=act.case.petition,
            level=level,
            office=act.case.office,
            facts=facts,
            opinion=opinion,
            basis=basis,
            supports_claim=supports_claim,
            by=act.officer,
            at=at,
        )
        is_final = level == Opinion.Level.RECHECK
        above = None if is_final else _above(act.case.office)
        papers.opinion(case=act.case, opinion=row, above=above, by=act.officer, at=at)
        petitions.record_served(opinion=row, served_on=legal_day(at), by=act.actor, at=at)
        act.decide("answered", title=Opinion.Level(row.level).label)
        people = messages.claimants(act.case)
        if level == Opinion.Level.HANDLING:
            messages.tell(people, "petition_opinion_served", case=act.case, at=at)
        else:
            messages.tell(people, "review_decided", case=act.case, at=at, level=Opinion.Level(row.level).label)
        if is_final:
            _close(act)


@declare(steps=tuple(WINDOW_OF_NODE), parties=(Party.Role.PETITIONER,))
def request_review(*, task: WorkItem, by: Staff | Actor, at: datetime, reasons: str) -> None:
    """Take the petitioner's request within the window and hand the case to the next higher agency."""
    with request_review.acting(task, by=by, at=at) as act:
        level = WINDOW_OF_NODE[act.item.node]
        above = petitions.next_higher_office(act.case.office)
        petitions.request_review(petition=act.case.petition, level=level, reasons=reasons, by=act.actor, at=at)
        hand_custody(case=act.case, to=above, reason=level.label, by=act.actor, at=at)
        title = in_source(gettext_lazy("申请%(level)s"), level=level.label)
        act.decide("requested", title=title, reason=reasons[:200])
        rule = "petition_review_decide" if level == Opinion.Level.REVIEW else "petition_recheck_decide"
        due_on = messages.next_due(act.case, rule, at)
        messages.tell(messages.claimants(act.case), "review_requested", case=act.case, at=at, due=due_on)


@declare(steps=tuple(WINDOW_OF_NODE))
def conclude_without_review(*, task: WorkItem, by: Staff, at: datetime) -> None:
    """End the matter after the window has passed without a request. Raises Refusal before."""
    with conclude_without_review.acting(task, by=by, at=at) as act:
        end = petitions.window_end(act.case.petition, WINDOW_OF_NODE[act.item.node])
        if legal_day(at) <= end:
            raise Refusal(_("申请期限到 %(day)s，还没有过。") % {"day": end})
        act.decide("no_request", title=gettext_lazy("期限已过，没有申请"))
        _close(act)


def _close(act: Act) -> None:
    clock_services.stop_all(case=act.case, reason="case_closed", at=act.at)
    close_case(case=act.case, outcome="answered", by=act.actor, at=act.at)
