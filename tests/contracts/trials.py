"""Each declared act made ready to be done, for `test_acts` to try as every role and relation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from arrears.models import Payment
from cases.models import Case, Party
from config.access_table import right_of_step
from offices.actors import Actor, staff_actor
from offices.models import Office, Staff
from offices.rights import Right
from offices.services import appoint, hire
from tests.factories import OPINION, Matters, actor, plan, worker_of
from tests.workflows.conftest import complaint, open_item
from workflows import engine, queue
from workflows.acts import custody, early_intervention, intake, mediation, petition, resolution, supervision
from workflows.acts.base import ACTS, Declared
from workflows.models import WorkItem
from workflows.services import record_wage_claim


@dataclass
class Ready:
    """An act that can be done now: on a case, in an office, by whoever is passed to `do`."""

    case: Case
    do: Callable[[Staff | Actor], Any]
    office: Office | None = None

    def place(self) -> Office:
        """The office whose people may do it."""
        return self.office or Office.objects.get(path=self.case.office_path)


@dataclass
class Trial:
    """How to get an act ready."""

    act: Declared[..., Any]
    ready: Callable[[Matters], Ready]

    def rights(self, ready: Ready) -> set[Right]:
        """The rights of which one opens it."""
        if self.act.steps == engine.STEPS:
            return {right_of_step("decide_acceptance")}
        if self.act.steps:
            step = ready.case.work_items.filter(closed_at__isnull=True, node__in=self.act.steps).first()
            return {right_of_step(step.node)}
        return set(self.act.rights)


def name_of(act: Declared[..., Any]) -> str:
    """The name under which an act is declared."""
    return next(name for name, found in ACTS.items() if found is act)


def _on_step(act: Declared[..., Any], stage: Callable[[Matters], Case], node: str = "", **given: Any) -> Trial:
    """An act on a step, with what it is given; a callable is asked with the case."""

    def ready(matters: Matters) -> Ready:
        case = stage(matters)
        task = open_item(case, node or act.steps[0])
        # Whoever holds the step is put aside: the right of the step is what is tried here.
        WorkItem.objects.filter(pk=task.pk).update(holder=None)
        facts = {name: value(case) if callable(value) else value for name, value in given.items()}
        place = Office.objects.get(path=task.office_path)
        return Ready(case, lambda by: act(**{"task": task, "by": by, "at": matters.at, **facts}), place)

    return Trial(act, ready)


def _on_case(act: Declared[..., Any], stage: Callable[[Matters], Case], **given: Any) -> Trial:
    def ready(matters: Matters) -> Ready:
        case = stage(matters)
        facts = {name: value(case) if callable(value) else value for name, value in given.items()}
        return Ready(case, lambda by: act(case=case, by=by, at=matters.at, **facts))

    return Trial(act, ready)


def _with_actor(act: Declared[..., Any], stage: Callable[[Matters], Case], **given: Any) -> Trial:
    """An act that takes an actor, staff or party."""
    plain = _on_case(act, stage, **given)

    def ready(matters: Matters) -> Ready:
        made = plain.ready(matters)
        return Ready(made.case, lambda by: made.do(staff_actor(by) if isinstance(by, Staff) else by))

    return Trial(act, ready)


def _office(code: str) -> Office:
    return Office.objects.get(division_id=code, kind=Office.Kind.HRSS)


def _clerk(matters: Matters, code: str) -> Staff:
    person = hire(username=f"clerk-{code}", name=f"受理{code}", office=_office(code), password=None)
    appoint(staff=person, office=_office(code), role="intake_officer", by=None, at=matters.at)
    return person


def _transferred(matters: Matters) -> Case:
    case = matters.filed()
    custody.transfer(case=case, to=_office("620103"), reason="管辖", by=matters.staff["intake"], at=matters.at)
    case.refresh_from_db()
    return case


def _returned(matters: Matters) -> Case:
    case = _transferred(matters)
    custody.send_back(case=case, to=_office("620102"), reason="用工", by=_clerk(matters, "620103"), at=matters.at)
    case.refresh_from_db()
    return case


def _disputed_custody(matters: Matters) -> Case:
    case = _returned(matters)
    clerks = {"620102": matters.staff["intake"], "620103": Staff.objects.get(username="clerk-620103")}
    for here, there in (("620102", "620103"), ("620103", "620102")):
        custody.send_back(case=case, to=_office(there), reason="再退", by=clerks[here], at=matters.at)
        case.refresh_from_db()
    return case


def _assisted(matters: Matters) -> Case:
    case = matters.accepted()
    by = matters.staff["supervisor"]
    custody.ask_assistance(case=case, office=_office("620103"), what="查账", by=by, at=matters.at)
    return case


def _supplementing(matters: Matters) -> Case:
    case = matters.filed()
    task = open_item(case, "decide_acceptance")
    intake.request_supplement(task=task, by=matters.staff["intake"], at=matters.at, missing=["身份证"])
    return case


def _inspected(matters: Matters) -> Case:
    return matters.on_road("inspection")


def _paid(matters: Matters) -> Case:
    for payment in matters.reported():
        by = actor(payment.worker)
        resolution.answer_payment(payment=payment, by=by, at=matters.at, received=True, through="phone")
    return payment.case


def _chased(matters: Matters) -> Case:
    case = matters.filed()
    beside = open_item(case, "decide_acceptance")
    node = engine.flow_of(case).instance.node("chase_acceptance")
    with queue.moment(matters.at):
        engine.escalate([engine.Escalation(beside.task, node, case, case.office)], at=matters.at)
    return case


def _answer_payment(matters: Matters) -> Ready:
    payment: Payment = matters.reported()[0]

    def do(by: Staff | Actor) -> Any:
        who = staff_actor(by) if isinstance(by, Staff) else by
        return resolution.answer_payment(payment=payment, by=who, at=matters.at, received=True, through="counter")

    return Ready(payment.case, do)


def _on_clock(act: Declared[..., Any], **given: Any) -> Trial:
    def ready(matters: Matters) -> Ready:
        case = matters.handled()
        clock = open_item(case, "handle_petition").clock
        place = Office.objects.get(path=clock.office_path)
        return Ready(case, lambda by: act(clock=clock, by=by, at=matters.at, **given), place)

    return Trial(act, ready)


def _own_promise(matters: Matters) -> Ready:
    case = matters.accepted()
    clock = open_item(case, "contact_respondent").clock
    return Ready(case, lambda by: supervision.suspend(clock=clock, by=by, at=matters.at, ground="等材料"))


def _paused(matters: Matters) -> Ready:
    made = _own_promise(matters)
    made.do(matters.staff["supervisor"])
    clock = open_item(made.case, "contact_respondent").clock
    return Ready(made.case, lambda by: supervision.resume(clock=clock, by=by, at=matters.at))


def _reassigned(matters: Matters) -> Ready:
    case = matters.accepted()
    task, to = open_item(case, "contact_respondent"), matters.staff["mediator2"]

    def do(by: Staff | Actor) -> None:
        assert isinstance(by, Staff)
        for _task, refusal in supervision.reassign(tasks=[task], to=to, by=by, at=matters.at, reason="忙"):
            if refusal is not None:
                raise refusal

    return Ready(case, do)


def _respondent(case: Case) -> Party:
    return case.parties.get(role="respondent")


DAY = date(2026, 12, 15)

TRIALS = (
    _on_case(custody.ask_assistance, Matters.accepted, office=lambda _case: _office("620103"), what="查账"),
    _on_case(custody.transfer, Matters.filed, to=lambda _case: _office("620103"), reason="管辖"),
    _on_case(custody.send_back, _transferred, to=lambda _case: _office("620102"), reason="用工"),
    _on_step(custody.take, _returned),
    _on_step(custody.decide, _disputed_custody, to=lambda _case: _office("620103"), reason="指定"),
    _on_step(custody.assist, _assisted, answer="查过"),
    _on_step(early_intervention.record_contact, Matters.accepted, party=_respondent, method="phone", result="reached"),
    _on_step(early_intervention.invite_respondent, Matters.accepted, party=_respondent),
    _on_step(early_intervention.conclude_contact, Matters.accepted, outcome="disputed", note="有争议"),
    _on_step(intake.accept, Matters.filed),
    _on_step(intake.request_supplement, Matters.filed, missing=["身份证"]),
    _on_step(intake.supplement, _supplementing, note="补了"),
    _on_step(intake.refuse, Matters.filed, reason_code="other", reason="不属于", competent_office="仲裁委"),
    _on_step(intake.transfer, Matters.filed, to=lambda _case: _office("620103"), reason="管辖"),
    _on_step(mediation.choose_road, Matters.disputed, road="inspection"),
    _on_step(mediation.record_consent, Matters.proposed, consents=True, how="电话"),
    _on_step(mediation.assign_mediator, Matters.consented, mediator=lambda _case: _mediator()),
    _on_step(mediation.set_session, Matters.mediating, starts_at=lambda case: _soon(case), place="调解室"),
    _on_step(mediation.record_minutes, Matters.mediating, session=lambda case: _session(case), minutes="笔录"),
    _on_step(
        mediation.conclude_agreed, Matters.mediating, plan=plan, amounts=None, method="转账", default_clause="转监察"
    ),
    _on_step(mediation.conclude_failed, Matters.mediating, reason="谈不拢"),
    _on_step(petition.decide_route, Matters.petition, branch=6, route="petition", reason="其他"),
    _on_step(record_wage_claim, Matters.petition, filing=complaint()),
    _on_step(petition.issue_opinion, Matters.handled, **OPINION),
    _on_step(petition.request_review, Matters.answered, reasons="不服"),
    _on_step(petition.conclude_without_review, Matters.answered, at=lambda case: _after_window(case)),
    _on_step(resolution.declare_default, Matters.agreed, note="没付", at=lambda case: _after_window(case)),
    _on_step(resolution.close_paid, _paid),
    _on_step(resolution.issue_order, _inspected, debtor=_respondent, amounts=None, pay_by=DAY, facts="属实", plan=plan),
    _on_step(resolution.hand_over, _inspected, body="仲裁委", note="争议"),
    _with_actor(
        resolution.report_payment,
        Matters.agreed,
        worker=worker_of,
        amount=Decimal("1.00"),
        paid_on=date(2026, 10, 1),
        method="转账",
    ),
    _with_actor(resolution.report_instalment, Matters.agreed, number=1, paid_on=date(2026, 10, 1), method="转账"),
    Trial(resolution.answer_payment, _answer_payment),
    _with_actor(resolution.withdraw, Matters.filed, reason="算了"),
    _on_step(supervision.claim, Matters.filed, "decide_acceptance"),
    Trial(supervision.reassign, _reassigned),
    _on_clock(supervision.extend, length=30, reason="案情复杂"),
    Trial(supervision.suspend, _own_promise),
    Trial(supervision.resume, _paused),
    _on_case(supervision.return_to, Matters.accepted, node="decide_acceptance", reason="错了"),
    _on_case(supervision.undo_last, Matters.accepted, reason="错了"),
    _on_case(supervision.cancel, Matters.filed, reason="错了"),
    _on_step(supervision.close_escalation, _chased, "chase_acceptance", instruction="快办"),
)


def _mediator() -> Staff:
    return Staff.objects.get(username="mediator")


def _soon(case: Case) -> Any:
    return case.received_at + timedelta(days=3)


def _after_window(case: Case) -> Any:
    return case.received_at + timedelta(days=200)


def _session(case: Case) -> Any:
    task, by = open_item(case, "mediate"), _mediator()
    return mediation.set_session(task=task, by=by, at=case.received_at, starts_at=_soon(case), place="调解室")
