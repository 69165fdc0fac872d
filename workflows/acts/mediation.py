"""Acts of mediation: the road, consent, the mediator, sessions, the agreement or the failure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.plans import PlanItem
from arrears.services import agree_lines, plan_instalments
from cases.models import RESPONDENTS, Case, Party
from cases.services import close_case, hand_custody
from clocks import services as clock_services
from mediation import services as mediation
from mediation.models import Mediation, Session
from offices.actors import Actor
from offices.clock import LEGAL_ZONE, legal_day
from offices.errors import Refusal
from offices.language import in_source
from offices.models import Office, Staff
from workflows import messages, papers
from workflows.acts.base import Act, declare
from workflows.models import WorkItem

ROADS = {
    "mediation": gettext_lazy("调解"),
    "inspection": gettext_lazy("劳动保障监察"),
    "arbitration": gettext_lazy("劳动仲裁"),
}


def roads_open(case: Case) -> list[str]:
    """Return the roads a worker may choose now; mediation that failed or was refused is not offered again."""
    tried = Mediation.objects.filter(case=case).exists()
    return [road for road in ROADS if road != "mediation" or not tried]


def inspection_office(case: Case) -> Office:
    """Return the inspection office of the case's HRSS office, or that office where it has none of its own."""
    agency = case.office if case.office.kind == Office.Kind.HRSS else case.office.parent or case.office
    found = Office.objects.filter(parent=agency, kind=Office.Kind.INSPECTION, is_active=True).first()
    return found or agency


def to_inspection(act: Act, reason: str | Promise) -> None:
    """Hand the case to the inspection office."""
    hand_custody(case=act.case, to=inspection_office(act.case), reason=reason, by=act.actor, at=act.at)


@declare(steps=("choose_road",), parties=(Party.Role.WORKER,))
def choose_road(*, task: WorkItem, by: Staff | Actor, at: datetime, road: str, note: str = "") -> None:
    """Take the worker's choice of road, which the worker makes after reading what each one closes."""
    with choose_road.acting(task, by=by, at=at) as act:
        if road not in roads_open(act.case):
            raise Refusal(_("这条途径现在不能选。"), field="road")
        if road == "mediation":
            mediation.propose(case=act.case, applied_on=legal_day(at), by=act.actor, at=at)
            clock_services.arm(
                case=act.case, rule="mediation_right_to_arbitrate", triggered_at=at, office=act.case.office
            )
        elif road == "inspection":
            to_inspection(act, gettext_lazy("劳动者选择监察"))
        act.decide(road, title=ROADS[road], reason=note)
        if road == "mediation":
            due_on = messages.next_due(act.case, "respondent_consent", at)
            messages.tell(messages.respondents(act.case), "mediation_consent_asked", case=act.case, at=at, due=due_on)
        elif road == "arbitration":
            _lead_to_arbitration(act)


def _lead_to_arbitration(act: Act) -> None:
    with translation.override(act.case.language):  # it stands on a paper for the parties
        body = _("%(place)s劳动人事争议仲裁委员会") % {"place": act.case.division.name}
        reason = _("劳动者选择仲裁")
    papers.bundle(case=act.case, body=body, reason=reason, by=act.staff, at=act.at)
    messages.tell(messages.claimants(act.case), "handed_over", case=act.case, at=act.at, body=body)
    close_case(case=act.case, outcome="handed_over", by=act.actor, at=act.at)


@declare(steps=("seek_consent",), parties=RESPONDENTS)
def record_consent(*, task: WorkItem, by: Staff | Actor, at: datetime, consents: bool, how: str) -> None:
    """Record whether the respondent agrees to mediation: as it told an officer, or itself through its invitation."""
    with record_consent.acting(task, by=by, at=at) as act:
        row = mediation.current(act.case)
        if row is None:
            raise Refusal(_("没有待答复的调解申请。"))
        mediation.consent(mediation=row, side="respondent", consents=consents, by=act.actor, at=act.at, how=how)
        title = gettext_lazy("对方同意调解") if consents else gettext_lazy("对方不同意调解")
        act.decide("consented" if consents else "declined", title=title, reason=how)
        if not consents:
            _end_right_to_arbitrate(act.case, act.at)
            messages.tell(messages.claimants(act.case), "mediation_refused", case=act.case, at=act.at)


@declare(steps=("assign_mediator",))
def assign_mediator(*, task: WorkItem, by: Staff, at: datetime, mediator: Staff) -> None:
    """Assign a mediator without a conflict of interest; with both consents the application is accepted."""
    with assign_mediator.acting(task, by=by, at=at) as act:
        row = mediation.current(act.case)
        if row is None:
            raise Refusal(_("没有待受理的调解申请。"))
        mediation.assign_mediator(mediation=row, mediator=mediator, by=act.officer, at=at)
        act.decide("assigned", title=in_source(gettext_lazy("指派%(name)s"), name=mediator.name))
        everyone = messages.claimants(act.case) + messages.respondents(act.case)
        messages.tell(everyone, "mediator_assigned", case=act.case, at=at, mediator=mediator.name)


def _open_mediation(act: Act) -> Mediation:
    row = mediation.current(act.case)
    if row is None:
        raise Refusal(_("本案没有进行中的调解。"))
    return row


@declare(steps=("mediate",))
def set_session(*, task: WorkItem, by: Staff, at: datetime, starts_at: datetime, place: str) -> Session:
    """Set a session and notify both sides; the task stays open."""
    with set_session.acting(task, by=by, at=at) as act:
        session = mediation.set_session(
            mediation=_open_mediation(act), starts_at=starts_at, place=place, by=act.officer, at=at
        )
        everyone = messages.claimants(act.case) + messages.respondents(act.case)
        when = f"{starts_at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}"
        messages.tell(
            everyone, "session_set", case=act.case, at=at, when=when, place=place, occasion=f"session{session.pk}"
        )
        return session


@declare(steps=("mediate",))
def record_minutes(*, task: WorkItem, by: Staff, at: datetime, session: Session, minutes: str) -> None:
    """Record the minutes of a session; the task stays open."""
    with record_minutes.acting(task, by=by, at=at) as act:
        mediation.record_minutes(session=session, minutes=minutes, by=act.officer, at=at)


@declare(steps=("mediate",))
def conclude_agreed(
    *,
    task: WorkItem,
    by: Staff,
    at: datetime,
    plan: Sequence[PlanItem],
    amounts: Mapping[int, Decimal] | None,
    method: str,
    default_clause: str,
    terms: str = "",
) -> None:
    """Record the signed agreement and settle the ledger lines by it: one transaction over both apps."""
    with conclude_agreed.acting(task, by=by, at=at) as act:
        row = mediation.conclude_agreed(
            mediation=_open_mediation(act),
            items=plan,
            method=method,
            default_clause=default_clause,
            terms=terms,
            by=act.officer,
            at=at,
        )
        total = agree_lines(case=act.case, amounts=amounts, by=act.actor, at=at)
        plan_instalments(case=act.case, source="agreement", items=plan, by=act.actor, at=at)
        papers.agreement(case=act.case, agreement=row, by=act.officer, at=at)
        _end_right_to_arbitrate(act.case, at)
        act.decide("agreed", title=gettext_lazy("达成协议"))
        first = min(item.due_on for item in plan)
        everyone = messages.claimants(act.case) + messages.respondents(act.case)
        messages.tell(everyone, "agreement_signed", case=act.case, at=at, amount=total, due=first)


def _end_right_to_arbitrate(case: Case, at: datetime) -> None:
    for clock in case.clocks.filter(rule="mediation_right_to_arbitrate", stopped_at__isnull=True):
        clock_services.stop(clock=clock, reason="mediation_ended", at=at)


@declare(steps=("mediate",))
def conclude_failed(*, task: WorkItem, by: Staff, at: datetime, reason: str) -> None:
    """End mediation without an agreement; the worker chooses another road (Order 17 arts. 29-31)."""
    with conclude_failed.acting(task, by=by, at=at) as act:
        mediation.conclude_failed(mediation=_open_mediation(act), reason=reason, by=act.officer, at=at)
        _end_right_to_arbitrate(act.case, at)
        act.decide("failed", title=gettext_lazy("调解不成"), reason=reason)
        messages.tell(messages.claimants(act.case), "mediation_failed", case=act.case, at=at)
