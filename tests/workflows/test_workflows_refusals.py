"""Filing, custody, supervision, incidents: facts -> refusal, and nothing was written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from cases.models import Case, Invitation
from cases.services import recuse
from clocks.models import Clock
from documents.models import Document
from notices.models import Notice
from offices.actors import SYSTEM
from offices.errors import NotPermitted, Refusal
from offices.models import Division, Office
from offices.services import deputise
from tests.factories import actor, refused, worker_of
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows import incidents, services
from workflows.acts import custody, early_intervention, intake, mediation, supervision
from workflows.acts.base import Act, AlreadyDone
from workflows.incidents import Kind
from workflows.models import FailedJob, IncidentRetry


def _office(code: str) -> Office:
    return Office.objects.get(division_id=code, kind=Office.Kind.HRSS)


# Filing.


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"division_code": "110000"}, "division", "事发的县区"),
        ({"division_code": ""}, "division", "事发的县区"),
        ({"workers": ()}, "workers", "至少要有一名劳动者"),
    ],
)
def test_a_filing_that_lacks_its_place_or_its_people_opens_no_case(staff, instant, changes, field, sentence):
    filing = replace(complaint(), **changes)
    with pytest.raises(Refusal, match=sentence) as refusal:
        services.file_complaint(filing=filing, by=WORKER, at=instant)
    assert refusal.value.field == field
    assert not Case.objects.exists()


def test_an_office_that_is_closed_takes_no_filing_and_the_one_above_does(staff, instant):
    Office.objects.filter(division_id="620102").update(is_active=False)
    assert services.file_complaint(filing=complaint(), by=WORKER, at=instant).case.office == _office("6201")
    Office.objects.update(is_active=False)
    with pytest.raises(Refusal) as refusal:
        services.file_complaint(filing=complaint(), by=WORKER, at=instant)
    assert refusal.value.field == "division"


def test_a_fault_of_the_database_that_is_no_double_tap_is_not_hidden(staff, instant, monkeypatch):
    def fault(**_facts):
        raise IntegrityError("another rule")

    monkeypatch.setattr(services, "open_case", fault)
    with pytest.raises(IntegrityError, match="another rule"):
        services.file_complaint(filing=complaint(key="a" * 32), by=WORKER, at=instant)


def test_the_claim_of_a_petition_is_recorded_once(matters):
    case, by = matters.petition(), matters.staff["petition"]
    task = open_item(case, "decide_route")
    services.record_wage_claim(task=task, filing=complaint(), by=by, at=matters.at)
    assert case.parties.filter(role="worker").count() == 1
    again = refused(
        case,
        lambda: services.record_wage_claim(task=task, filing=complaint(), by=by, at=matters.at),
        sentence="已经登记",
    )
    assert again.code == "claim_recorded"


# Custody: stage, who acts, what is asked -> code or field, sentence.


def _transfer(case, matters, by="intake", to="620103", reason="项目地"):
    custody.transfer(case=case, to=_office(to), reason=reason, by=matters.staff[by], at=matters.at)


def _send_back(case, matters, by="intake", to="620103", reason="项目地"):
    custody.send_back(case=case, to=_office(to), reason=reason, by=matters.staff[by], at=matters.at)


def _ask(case, matters, by="intake", office="620103", what="核对考勤"):
    custody.ask_assistance(case=case, office=_office(office), what=what, by=matters.staff[by], at=matters.at)


CUSTODY = [
    ("filed", lambda c, m: _transfer(c, m, by="petition"), "not_permitted", "没有在这个机构办理"),
    ("filed", lambda c, m: _send_back(c, m, by="auditor"), "not_permitted", "没有在这个机构办理"),
    ("filed", lambda c, m: _ask(c, m, by="admin"), "not_permitted", "没有在这个机构办理"),
    ("filed", lambda c, m: _transfer(c, m, reason=" "), "reason", "理由和法律依据"),
    ("filed", lambda c, m: _send_back(c, m, reason=""), "reason", "理由和法律依据"),
    ("filed", lambda c, m: _transfer(c, m, to="620102"), "to", "已经在这个机构"),
    ("filed", _send_back, "not_received", "请用移送"),
    ("agreed", _transfer, "too_late", "不再移送"),
    ("agreed", _send_back, "too_late", "不再移送"),
    ("filed", lambda c, m: _ask(c, m, what="  "), "what", "请对方做什么"),
    ("filed", lambda c, m: _ask(c, m, office="620102"), "office", "另一个机构"),
]


@pytest.mark.parametrize(("stage", "act", "named", "sentence"), CUSTODY)
def test_a_case_does_not_change_hands(matters, stage, act, named, sentence):
    case = getattr(matters, stage)()
    refusal = refused(case, lambda: act(case, matters), sentence=sentence)
    assert named in (refusal.field, refusal.code)


def test_nothing_goes_to_an_office_that_is_closed(matters):
    case = matters.filed()
    Office.objects.filter(pk=_office("620103").pk).update(is_active=False)
    assert refused(case, lambda: _transfer(case, matters), sentence="不再办案").field == "to"


@pytest.mark.parametrize("act", [_transfer, _send_back, _ask])
def test_who_is_recused_does_not_move_a_case(matters, act):
    case = matters.filed()
    recuse(case=case, staff=matters.staff["intake"], reason="亲属", by=SYSTEM, at=matters.at)
    refused(case, lambda: act(case, matters), NotPermitted, "应当回避")


def test_what_was_returned_is_taken_or_returned_but_not_passed_on(matters):
    case = matters.filed()
    _transfer(case, matters, to="6201")
    _send_back(case, matters, by="city-supervisor", to="620102")
    assert refused(case, lambda: _transfer(case, matters), sentence="退回过").code == "returned"


def test_a_closed_case_asks_nobody_for_help(matters):
    case = matters.filed()
    supervision.cancel(case=case, by=matters.staff["supervisor"], at=matters.at, reason="误登")
    assert refused(case, lambda: _ask(case, matters), sentence="没有在办的环节").code == "no_step"


def test_a_decision_on_jurisdiction_says_why_and_binds(matters):
    case = matters.filed()
    _transfer(case, matters, to="6201")
    _send_back(case, matters, by="city-supervisor", to="620102")
    _send_back(case, matters, to="6201")
    _send_back(case, matters, by="city-supervisor", to="620102")
    task, by = open_item(case, "decide_jurisdiction"), matters.staff["province-supervisor"]

    def decide(reason):
        custody.decide(task=task, by=by, at=matters.at, to=_office("620102"), reason=reason)

    assert refused(case, lambda: decide(" "), sentence="理由和法律依据").field == "reason"
    before = case.custody.count()
    decide("项目地")
    held = list(case.custody.order_by("pk"))[before - 1 :]
    assert [(row.office.division_id, row.kind, row.until) for row in held] == [
        ("620102", "return", matters.at),
        ("620102", "decision", None),
    ], "the interval ends and begins at one instant in the same office"
    assert refused(case, lambda: _transfer(case, matters), sentence="已经由上级指定").code == "decided"
    step, by = open_item(case, "decide_acceptance"), matters.staff["intake"]

    def transfer_at_intake():
        intake.transfer(task=step, by=by, at=matters.at, to=_office("620103"), reason="项目地")

    assert refused(case, transfer_at_intake, sentence="已经由上级指定").code == "decided"


# Steps of people.


def test_a_deputy_does_not_take_over_what_the_absent_person_holds(matters):
    case, staff, at = matters.accepted(), matters.staff, matters.at
    task = open_item(case, "contact_respondent")
    supervision.claim(task=task, by=staff["mediator"], at=at)
    deputise(
        absent=staff["mediator"],
        deputy=staff["mediator2"],
        since=at,
        until=at + timedelta(days=3),
        reason="年休假",
        by=staff["supervisor"],
        at=at,
    )
    late = lambda: supervision.claim(task=task, by=staff["mediator2"], at=at)  # noqa: E731
    refused(case, late, AlreadyDone, "王调解接办")


def test_taking_twice_is_taken_once(matters):
    case, by = matters.accepted(), matters.staff["mediator"]
    task = open_item(case, "contact_respondent")
    for _tap in range(2):
        supervision.claim(task=task, by=by, at=matters.at)
    assert case.events.filter(name="task_taken").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda task, by, at: supervision.claim(task=task, by=by, at=at),
        lambda task, by, at: intake.accept(task=task, by=by, at=at),
    ],
    ids=["claim", "accept"],
)
def test_a_finished_step_is_not_begun_again(matters, act):
    case, by = matters.filed(), matters.staff["intake"]
    task = open_item(case, "decide_acceptance")
    intake.accept(task=task, by=by, at=matters.at)
    refused(case, lambda: act(task, by, matters.at), AlreadyDone, "已经由别人办完")


def test_a_party_is_no_officer(matters):
    case = matters.disputed()
    party = actor(worker_of(case))
    act = Act(open_item(case, "choose_road"), case, party, None, matters.at)
    refused(case, lambda: act.officer, NotPermitted, "由工作人员办理")


def test_time_is_counted_where_the_text_gives_no_ground(matters):
    case, by = matters.handled(), matters.staff["supervisor"]
    clock = open_item(case, "handle_petition").clock
    stop = lambda: supervision.suspend(clock=clock, by=by, at=matters.at, ground="听证")  # noqa: E731
    assert refused(case, stop, sentence="没有给中止").code == "no_ground"


def test_a_promise_of_the_office_itself_may_be_paused(matters):
    case, by = matters.disputed(), matters.staff["supervisor"]
    clock = open_item(case, "choose_road").clock
    assert clock.family != Clock.Family.STATUTORY
    supervision.suspend(clock=clock, by=by, at=matters.at, ground="等材料")
    assert clock.suspensions.get().ground == "等材料"


@pytest.mark.parametrize("back", ["undo", "cancel", "return"])
def test_a_closed_case_is_not_taken_back(matters, back):
    case, by, at = matters.filed(), matters.staff["supervisor"], matters.at
    intake.refuse(
        task=open_item(case, "decide_acceptance"),
        by=matters.staff["intake"],
        at=at,
        reason_code="other",
        reason="不属于",
        competent_office="仲裁委",
    )
    acts = {
        "undo": lambda: supervision.undo_last(case=case, by=by, at=at, reason="错"),
        "cancel": lambda: supervision.cancel(case=case, by=by, at=at, reason="错"),
        "return": lambda: supervision.return_to(case=case, node="decide_acceptance", by=by, at=at, reason="错"),
    }
    assert refused(case, acts[back], sentence="已经结案").code == "case_closed"


@pytest.mark.parametrize("outcome", ["", "settled"])
def test_contact_ends_in_one_of_four_ways(matters, outcome):
    case = matters.accepted()
    task = open_item(case, "contact_respondent")
    conclude = lambda: early_intervention.conclude_contact(  # noqa: E731
        task=task, by=matters.staff["mediator"], at=matters.at, outcome=outcome, note="x"
    )
    assert refused(case, conclude, sentence="请选择结果").field == "outcome"


def test_an_invitation_is_answered_once(matters):
    case = matters.accepted()
    party = case.parties.get(role="respondent")
    early_intervention.invite_respondent(
        task=open_item(case, "contact_respondent"), by=matters.staff["mediator"], at=matters.at, party=party
    )
    invitation = Invitation.objects.get(party=party)

    def answer(text):
        early_intervention.answer_invitation(invitation=invitation, at=matters.at, disputes=True, answer=text)

    answer("已付")
    assert refused(case, lambda: answer("没付"), sentence="已经答复过").code == "answered"
    invitation.refresh_from_db()
    assert invitation.answer == "已付"


def _assign(case, matters):
    mediation.assign_mediator(
        task=open_item(case, "assign_mediator"),
        by=matters.staff["supervisor"],
        at=matters.at,
        mediator=matters.staff["mediator"],
    )


def _session(case, matters):
    mediation.set_session(
        task=open_item(case, "mediate"),
        by=matters.staff["mediator"],
        at=matters.at,
        starts_at=matters.at + timedelta(days=1),
        place="调解室",
    )


@pytest.mark.parametrize(
    ("stage", "act", "sentence"),
    [("consented", _assign, "没有待受理"), ("mediating", _session, "没有进行中")],
)
def test_a_step_of_mediation_without_its_mediation_is_refused(matters, stage, act, sentence):
    case = getattr(matters, stage)()
    case.mediations.all().delete()
    refused(case, lambda: act(case, matters), sentence=sentence)


# Incidents.


def _retry(kind, key, by, at):
    with pytest.raises(Refusal) as refusal:
        incidents.retry(kind=kind, key=key, by=by, at=at)
    assert not IncidentRetry.objects.exists()
    return refusal.value


@pytest.mark.parametrize(
    ("kind", "key"), [("weather", "1"), (Kind.RUNG, "x"), (Kind.NOTICE, "-1"), (Kind.JOB, ""), (Kind.PAPER, "9" * 19)]
)
def test_what_is_no_incident_is_not_retried(staff, instant, kind, key):
    assert "没有这一项" in str(_retry(kind, key, staff["supervisor"], instant))


@pytest.mark.parametrize("kind", [Kind.RUNG, Kind.NOTICE, Kind.PAPER, Kind.JOB])
def test_what_is_settled_or_never_was_is_not_retried(staff, instant, kind):
    job = FailedJob.objects.create(name="a", error="E", first_at=instant, last_at=instant, settled_at=instant)
    key = str(job.pk) if kind == Kind.JOB else "1"
    assert "已经处理" in str(_retry(kind, key, staff["admin"], instant))


def test_a_task_in_step_is_left_alone(filed, staff, instant):
    task = open_item(filed.case, "decide_acceptance").task_id
    assert "已经处理" in str(_retry(Kind.TASK, str(task), staff["admin"], instant))
    assert "没有办理" in str(_retry(Kind.TASK, str(task), staff["supervisor"], instant))
    assert "已经处理" in str(_retry(Kind.TASK, "999999", staff["admin"], instant))


def test_a_notice_on_its_way_is_not_sent_again(filed, staff, instant):
    notice = Notice.objects.filter(case=filed.case).first()
    assert "已经处理" in str(_retry(Kind.NOTICE, str(notice.pk), staff["supervisor"], instant))


def test_a_failed_job_is_not_seen_by_who_does_not_administer(staff, instant):
    job = FailedJob.objects.create(name="a", error="E", first_at=instant, last_at=instant)
    assert "已经处理" in str(_retry(Kind.JOB, str(job.pk), staff["supervisor"], instant))


def test_a_paper_that_will_not_render_is_tried_again_within_one_s_offices(filed, staff, instant):
    paper = Document.objects.filter(case=filed.case).first()
    Document.objects.filter(pk=paper.pk).update(render_attempts=5, render_after=instant + timedelta(hours=1))
    assert "没有办理" in str(_retry(Kind.PAPER, str(paper.pk), staff["petition"], instant))
    recuse(case=filed.case, staff=staff["city-supervisor"], reason="亲属", by=SYSTEM, at=instant)
    assert "已经处理" in str(_retry(Kind.PAPER, str(paper.pk), staff["city-supervisor"], instant))
    incidents.retry(kind=Kind.PAPER, key=str(paper.pk), by=staff["supervisor"], at=instant)
    paper.refresh_from_db()
    assert paper.render_after == instant
    Document.objects.filter(pk=paper.pk).update(sha256="a" * 64)
    with pytest.raises(Refusal, match="已经处理"):
        incidents.retry(kind=Kind.PAPER, key=str(paper.pk), by=staff["supervisor"], at=instant)


def test_a_division_of_the_statistics_has_an_office_above_it(staff, instant):
    """A place without an office of its own files upwards, never into nothing."""
    child = Division.objects.create(code="620102999", name="某街道", level="township", parent_id="620102")
    case = services.file_complaint(filing=replace(complaint(), division_code=child.code), by=WORKER, at=instant).case
    assert (case.office, case.division) == (_office("620102"), child)
