"""Writes of petitions under the Petition Work Regulations of 2022."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import events
from cases.models import Case
from cases.services import lock_case
from law.periods import compute_deadline
from offices.actors import Actor, staff_actor
from offices.clock import legal_day
from offices.errors import Refusal
from offices.models import Office, Staff
from petitions.models import Opinion, Petition, ReviewRequest

MAX_REPRESENTATIVES = 5
WINDOW_RULES = {
    Opinion.Level.REVIEW: "petition_review_request",
    Opinion.Level.RECHECK: "petition_recheck_request",
}
OPINION_BEFORE = {Opinion.Level.REVIEW: Opinion.Level.HANDLING, Opinion.Level.RECHECK: Opinion.Level.REVIEW}


class PetitionRefused(Refusal):
    """The regulations do not allow it."""

    code = "petition_refused"


@transaction.atomic
def register(
    *, case: Case, form: str, people: int, claim: str, representatives: int, by: Actor, at: datetime
) -> Petition:
    """Register a petition on its case, at once (art. 21); a visit has five representatives at most (art. 20)."""
    lock_case(case.pk)
    if form == Petition.Form.VISIT and representatives > MAX_REPRESENTATIVES:
        raise PetitionRefused(_("多人来访应推选代表，代表不超过五人。"), article="信访工作条例第二十条")
    petition = Petition.objects.create(case=case, form=form, people=people, claim=claim)
    events.append(case, "petition_registered", by=by, at=at, form=Petition.Form(petition.form).label, people=people)
    return petition


@transaction.atomic
def decide_route(
    *, petition: Petition, branch: int, route: str, reason: str, handed_to: str, by: Staff, at: datetime
) -> Petition:
    """Decide the right of the matter (art. 31). Raises PetitionRefused when branch and route do not fit."""
    lock_case(petition.case_id)
    if (route == Petition.Route.PETITION) != (branch == 6):
        raise PetitionRefused(_("只有第（六）项按信访程序办理。"), article="信访工作条例第三十一条")
    if route == Petition.Route.ELSEWHERE and not handed_to.strip():
        raise PetitionRefused(_("要写明转送的机关。"))
    petition.branch, petition.route, petition.route_reason = branch, route, reason
    petition.handed_to, petition.decided_on = handed_to, legal_day(at)
    if route == Petition.Route.PETITION:
        petition.accepted_on = legal_day(at)
    petition.save()
    actor, title = staff_actor(by), Petition.Route(petition.route).label
    events.append(petition.case, "route_decided", by=actor, at=at, route=title, reason=reason, handed_to=handed_to)
    if petition.accepted_on:
        events.append(petition.case, "petition_accepted", by=actor, at=at)
    return petition


@transaction.atomic
def issue_opinion(
    *,
    petition: Petition,
    level: str,
    office: Office,
    facts: str,
    opinion: str,
    basis: str,
    supports_claim: bool,
    by: Staff,
    at: datetime,
) -> Opinion:
    """Issue a handling, review or re-check opinion: facts, conclusion and basis are all required (art. 32)."""
    lock_case(petition.case_id)
    if not (facts.strip() and opinion.strip() and basis.strip()):
        raise PetitionRefused(_("意见书要写明事实理由、处理意见和依据。"), article="信访工作条例第三十二条")
    row = Opinion.objects.create(
        petition=petition,
        level=level,
        office=office,
        facts=facts,
        opinion=opinion,
        basis=basis,
        supports_claim=supports_claim,
        issued_on=legal_day(at),
    )
    title = Opinion.Level(row.level).label
    events.append(petition.case, "opinion_issued", by=staff_actor(by), at=at, level=title, office=office.name)
    return row


@transaction.atomic
def record_served(*, opinion: Opinion, served_on: date, by: Actor, at: datetime) -> None:
    """Record the day on which the petitioner received an opinion; the window for a remedy runs from it."""
    lock_case(opinion.petition.case_id)
    opinion.served_on = served_on
    opinion.save(update_fields=["served_on"])
    title = Opinion.Level(opinion.level).label
    events.append(opinion.petition.case, "opinion_served", by=by, at=at, level=title)


def window_end(petition: Petition, level: str) -> date:
    """Return the last day for a request for review or re-check. Raises PetitionRefused before service."""
    before = petition.opinions.filter(level=OPINION_BEFORE[Opinion.Level(level)], served_on__isnull=False).first()
    if before is None or before.served_on is None:
        raise PetitionRefused(_("上一级意见还没有送达。"))
    return compute_deadline(WINDOW_RULES[Opinion.Level(level)], before.served_on).due


@transaction.atomic
def request_review(*, petition: Petition, level: str, reasons: str, by: Actor, at: datetime) -> ReviewRequest:
    """Take a request for review (art. 35) or re-check (art. 36). Raises PetitionRefused after the window."""
    lock_case(petition.case_id)
    if legal_day(at) > window_end(petition, level):
        raise PetitionRefused(_("申请期限已过。"), article="信访工作条例第三十五条、第三十六条")
    request = ReviewRequest.objects.create(petition=petition, level=level, reasons=reasons, requested_at=at)
    title = gettext_lazy("复查") if level == Opinion.Level.REVIEW else gettext_lazy("复核")
    events.append(petition.case, "review_requested", by=by, at=at, level=title)
    return request


def next_higher_office(office: Office) -> Office:
    """Return the office of the next higher agency that reviews (art. 35): its petition office, else its HRSS office.

    Raises PetitionRefused at the top of the tree.
    """
    agency = office if office.kind == Office.Kind.HRSS else office.parent
    above = agency.parent if agency else None
    if above is None:
        raise PetitionRefused(_("没有上一级机关。"))
    desk = Office.objects.filter(parent=above, kind=Office.Kind.PETITION, is_active=True).first()
    return desk or above
