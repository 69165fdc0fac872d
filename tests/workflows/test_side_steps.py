"""Steps beside the straight path: what each writes, whom it tells, and where the case stands after it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from cases.models import Case, Invitation
from cases.uploads import CheckedFile
from clocks import due
from clocks.models import Clock, Rung
from mediation.models import Mediation
from notices.models import Notice
from offices.models import Office
from tests.factories import PAY_DAY, actor, plan, worker_of
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows import diagrams, engine, flows, messages, services, tasks, views
from workflows.acts import early_intervention, intake, mediation, resolution, supervision
from workflows.models import SavedView, WorkItem
from workflows.sweep import sweep

FILE = CheckedFile(sha256="b" * 64, content_type="image/png", size=7, original_name="工资条.png")


def _open_nodes(case):
    return set(WorkItem.objects.filter(case=case, closed_at__isnull=True).values_list("node", flat=True))


def _told(case, template):
    return case.notices.filter(template=template).count()


# Filing.


def test_work_elsewhere_than_on_a_site_has_no_project_and_no_limitation_before_it_ends(staff, instant):
    person = replace(complaint().workers[0], ended_on=None, still_working=True)
    filing = replace(complaint(), workers=(person,), project=None, general_contractor=None)
    case = services.file_complaint(filing=filing, by=WORKER, at=instant).case
    assert not hasattr(Case.objects.get(pk=case.pk), "project")
    assert not case.clocks.filter(rule="arbitration_limitation_wage").exists()
    assert case.clocks.filter(rule="inspection_accept").exists()


def test_a_second_tap_finds_the_case_and_the_code_of_the_first(staff, instant):
    filing = complaint(key="k" * 32)
    first = services.file_complaint(filing=filing, by=WORKER, at=instant)
    again = services.file_complaint(filing=filing, by=WORKER, at=instant + timedelta(seconds=1))
    assert (again.case, again.query_code, again.receipt) == (first.case, first.query_code, first.receipt)
    assert services.is_repeated("k" * 32) and not services.is_repeated("l" * 32)
    Case.objects.filter(pk=first.case.pk).update(query_code_hash="keyed1$x$y")
    assert services.file_complaint(filing=filing, by=WORKER, at=instant).query_code is None, "it was issued anew"


def test_a_tap_that_comes_while_the_first_is_being_written_finds_it_too(staff, instant, monkeypatch):
    filing = complaint(key="k" * 32)
    first = services.file_complaint(filing=filing, by=WORKER, at=instant)
    real, seen = services._existing, []

    def late(key):
        seen.append(key)
        return None if len(seen) == 1 else real(key)

    monkeypatch.setattr(services, "_existing", late)
    assert services.file_complaint(filing=filing, by=WORKER, at=instant).case == first.case
    assert Case.objects.count() == 1
    assert len(seen) == 2


def test_a_fault_without_a_key_is_a_fault(staff, instant, monkeypatch):
    def fault(**_facts):
        raise IntegrityError("another rule")

    monkeypatch.setattr(services, "open_case", fault)
    with pytest.raises(IntegrityError):
        services.file_complaint(filing=complaint(), by=WORKER, at=instant)


# Intake.


@pytest.mark.parametrize("by_party", [True, False], ids=["on the phone", "at the counter"])
def test_papers_complete_a_complaint_and_its_five_days_begin_anew(matters, by_party):
    case, at = matters.filed(), matters.at
    intake.request_supplement(
        task=open_item(case, "decide_acceptance"), by=matters.staff["intake"], at=at, missing=["身份证"], note="复印件"
    )
    later = at + timedelta(days=3)
    by = actor(worker_of(case)) if by_party else matters.staff["intake"]
    intake.supplement(task=open_item(case, "await_supplement"), by=by, at=later, files=[FILE])
    piece = case.evidence.get()
    assert (piece.sha256, piece.by_party) == (FILE.sha256, worker_of(case) if by_party else None)
    clock = open_item(case, "decide_acceptance").clock
    assert (clock.rule, clock.triggered_at) == ("inspection_accept", later)
    assert case.decisions.get(choice="supplement").reason == "身份证；复印件"
    assert _told(case, "supplement_received") == 1
    body = Notice.objects.filter(case=case, template="supplement_received").first().body
    assert f"{messages.next_due(case, 'inspection_accept', later):%Y-%m-%d}" in body, "by when it is decided now"


def test_a_transfer_at_intake_moves_the_case_with_what_is_left_of_its_days(matters):
    case, at = matters.filed(), matters.at
    before = due.state(open_item(case, "decide_acceptance").clock, at).due_on
    to = Office.objects.get(division_id="620103", kind=Office.Kind.HRSS)
    intake.transfer(
        task=open_item(case, "decide_acceptance"), by=matters.staff["intake"], at=at, to=to, reason="项目地"
    )
    case.refresh_from_db()
    item = open_item(case, "decide_acceptance")
    assert (case.office, item.office_path) == (to, to.path)
    assert due.state(item.clock, at).due_on == before
    assert _told(case, "transferred") == 1


# The respondent's answer and the roads.


def _invited(case, matters, node):
    party = case.parties.get(role="respondent")
    early_intervention.invite_respondent(
        task=open_item(case, node), by=matters.staff["mediator"], at=matters.at, party=party
    )
    return Invitation.objects.get(party=party)


def _answer(invitation, at, **more):
    early_intervention.answer_invitation(invitation=invitation, at=at, disputes=True, answer="已付清", **more)


@pytest.mark.parametrize(("consents", "status"), [(True, "proposed"), (False, "refused"), (None, "proposed")])
def test_the_respondent_answers_by_its_link_with_papers_and_its_word_on_mediation(matters, consents, status):
    case = matters.proposed()
    invitation = _invited(case, matters, "seek_consent")
    _answer(invitation, matters.at, files=[("payment_proof", FILE)], consents_to_mediation=consents)
    assert case.evidence.get().by_party.role == "respondent"
    assert _told(case, "respondent_answered") == 1
    assert Mediation.objects.get(case=case).status == status
    assert (
        _open_nodes(case)
        == {
            True: {"assign_mediator"},
            False: {"choose_road"},
            None: {"seek_consent"},
        }[consents]
    )
    runs = case.clocks.filter(rule="mediation_right_to_arbitrate", stopped_at__isnull=True).exists()
    assert runs is (consents is not False)
    assert _told(case, "mediation_refused") == (1 if consents is False else 0)


def test_a_word_on_mediation_that_nobody_asked_for_changes_no_step(matters):
    case = matters.accepted()
    invitation = _invited(case, matters, "contact_respondent")
    _answer(invitation, matters.at, consents_to_mediation=True)
    assert _open_nodes(case) == {"contact_respondent"}
    assert not Mediation.objects.exists()


def test_the_road_to_arbitration_hands_over_the_papers_and_closes(matters):
    case = matters.on_road("arbitration")
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "handed_over")
    assert _open_nodes(case) == set()
    assert case.documents.filter(form="handover_bundle").count() == 1
    assert _told(case, "handed_over") == 1


def test_a_promise_is_followed_and_what_is_said_to_be_paid_is_asked_of_the_worker(matters):
    promised, paid = matters.accepted(), matters.accepted()
    for case, outcome in ((promised, "promised"), (paid, "paid")):
        early_intervention.conclude_contact(
            task=open_item(case, "contact_respondent"),
            by=matters.staff["mediator"],
            at=matters.at,
            outcome=outcome,
            note="电话",
            plan=plan(case, (PAY_DAY,)),
        )
        assert _open_nodes(case) == {"follow_performance"}
    assert (_told(promised, "payment_promised"), _told(promised, "payment_reported")) == (1, 0)
    assert (_told(paid, "payment_promised"), _told(paid, "payment_reported")) == (0, 1)
    assert [payment.status for payment in paid.payments.all()] == ["reported"]
    clock = paid.clocks.get(rule="confirm_payment", stopped_at__isnull=True)
    asked = paid.notices.get(template="payment_reported")
    assert f"{due.state(clock, matters.at).due_on}" in asked.body


def test_a_phone_that_stands_for_several_workers_gets_one_message_an_occasion(matters):
    """A foreman lists his own phone for his people, or a stranger's to have it ring."""
    filing = complaint(workers=5)
    shared = tuple(replace(facts, phone="+8613900000000", is_representative=False) for facts in filing.workers[:3])
    alone = tuple(replace(facts, is_representative=False) for facts in filing.workers[3:])
    case = services.file_complaint(filing=replace(filing, workers=shared + alone), by=WORKER, at=matters.at).case
    intake.accept(task=open_item(case, "decide_acceptance"), by=matters.staff["intake"], at=matters.at)
    assert (_told(case, "complaint_received"), _told(case, "accepted")) == (3, 3)
    early_intervention.conclude_contact(
        task=open_item(case, "contact_respondent"),
        by=matters.staff["mediator"],
        at=matters.at,
        outcome="paid",
        note="电话",
        plan=plan(case, (PAY_DAY,)),
    )
    assert case.payments.filter(status="reported").count() == 5, "each is confirmed by itself"
    told = case.notices.get(template="payments_reported")
    assert told.to_party == worker_of(case)
    assert "3笔，共37800.00元" in told.body
    single = case.notices.filter(template="payment_reported")
    assert {notice.to_party for notice in single} == {worker_of(case, 3), worker_of(case, 4)}
    assert all("12600.00元" in notice.body for notice in single)


def test_workers_without_a_phone_are_each_told_on_their_page(matters):
    filing = complaint(workers=2)
    people = tuple(replace(facts, phone="", is_representative=False) for facts in filing.workers)
    case = services.file_complaint(filing=replace(filing, workers=people), by=WORKER, at=matters.at).case
    assert _told(case, "complaint_received") == 2


# Supervision.


def test_the_work_of_who_leaves_waits_for_anybody_with_the_right(matters):
    case, leaving = matters.accepted(), matters.staff["mediator"]
    task = open_item(case, "contact_respondent")
    supervision.claim(task=task, by=leaving, at=matters.at)
    assert supervision.dismiss(staff=leaving, by=matters.staff["admin"], at=matters.at) == 1
    leaving.refresh_from_db()
    assert not leaving.is_active
    assert open_item(case, "contact_respondent").holder is None
    assert case.events.filter(name="task_freed").count() == 1
    supervision.claim(task=task, by=matters.staff["mediator2"], at=matters.at)
    assert open_item(case, "contact_respondent").holder == matters.staff["mediator2"]


@pytest.mark.parametrize("back", ["undo", "return"])
def test_a_step_taken_back_goes_on_with_the_days_it_had_left(matters, back):
    case, by, at = matters.filed(), matters.staff["supervisor"], matters.at
    first = open_item(case, "decide_acceptance").clock
    intake.accept(task=open_item(case, "decide_acceptance"), by=matters.staff["intake"], at=at + timedelta(hours=2))
    later = at + timedelta(days=1)
    if back == "undo":
        supervision.undo_last(case=case, by=by, at=later, reason="点错了")
    else:
        supervision.return_to(case=case, node="decide_acceptance", by=by, at=later, reason="点错了")
    item = open_item(case, "decide_acceptance")
    assert _open_nodes(case) == {"decide_acceptance"}
    assert (item.clock, item.clock.stopped_at) == (first, None)
    assert Clock.objects.filter(case=case, rule="inspection_accept", stopped_at__isnull=True).count() == 1
    assert case.decisions.filter(choice="accepted").count() == 1, "what was decided stays in the history"
    assert case.events.filter(name="step_undone" if back == "undo" else "case_returned").count() == 1


def test_an_escalation_is_answered_and_the_overdue_step_stays(matters):
    case = matters.filed()
    late = open_item(case, "decide_acceptance").due_at
    sweep(late)
    chase = WorkItem.objects.get(case=case, node__startswith="chase_", closed_at__isnull=True)
    supervision.close_escalation(task=chase, by=matters.staff["supervisor"], at=late, instruction="三日内办结")
    assert _open_nodes(case) == {"decide_acceptance"}
    assert case.decisions.get(node=chase.node).reason == "三日内办结"


def test_the_answer_of_one_worker_stops_the_days_of_no_other(matters):
    first, second = matters.reported(workers=2)
    running = Clock.objects.filter(case=first.case, rule="confirm_payment", stopped_at__isnull=True)
    assert running.exists()
    for payment, is_left in ((first, True), (second, False)):
        resolution.answer_payment(
            payment=payment, by=actor(payment.worker), at=matters.at, received=True, through="phone"
        )
        assert running.exists() is is_left


def test_what_is_undone_is_the_last_step_and_no_answer_to_an_escalation(matters):
    case, by = matters.accepted(), matters.staff["supervisor"]
    late = open_item(case, "contact_respondent").due_at
    sweep(late)
    chase = WorkItem.objects.get(case=case, node__startswith="chase_", closed_at__isnull=True)
    supervision.close_escalation(task=chase, by=by, at=late, instruction="三日内办结")
    supervision.undo_last(case=case, by=by, at=late, reason="点错了")
    assert _open_nodes(case) == {"decide_acceptance"}


@pytest.mark.parametrize(("path", "heard"), [("62.6201.620102.", True), ("62.", False)])
def test_a_rung_for_the_office_above_fires_also_where_nobody_stands_above(matters, path, heard):
    case, late = matters.filed(), matters.at + timedelta(days=60)
    clock = open_item(case, "decide_acceptance").clock
    office = Office.objects.get(path=path)
    Clock.objects.filter(pk=clock.pk).update(office=office, office_path=path)
    sweep(late)
    assert Rung.objects.get(clock=clock, code="upper_office").fired_at == late
    assert Notice.objects.filter(key__contains=f"clock{clock.pk}:upper_office").exists() is heard


# Rounds, pictures, views.


@pytest.mark.parametrize("drift", [timedelta(0), timedelta(hours=1), timedelta(hours=-1)])
def test_nothing_fires_by_a_clock_that_is_off(filed, monkeypatch, instant, drift):
    late = instant + timedelta(days=12)
    monkeypatch.setattr(tasks, "now", lambda: late)
    monkeypatch.setattr(tasks.clock, "drift", lambda: drift)
    fired = tasks.sweep()
    breached = Clock.objects.filter(breached_at__isnull=False).exists()
    assert ((fired > 0), breached) == ((True, True) if not drift else (False, False))


def test_the_round_that_compares_names_each_difference(filed, caplog):
    assert tasks.reconcile() == 0
    item = open_item(filed.case, "decide_acceptance")
    type(item.task).objects.filter(pk=item.task_id).update(status="CANCELED")
    assert tasks.reconcile() == 1
    assert f"任务{item.task_id}：已经结束" in caplog.text
    WorkItem.objects.filter(pk=item.pk).delete()
    type(item.task).objects.filter(pk=item.task_id).update(status="NEW")
    assert tasks.reconcile() == 1
    assert f"任务{item.task_id}：在流程里开着" in caplog.text


def test_a_diagram_shows_where_work_waits_and_where_it_is_late():
    flow, mark = flows.WageComplaintFlow, "fill-opacity"
    plain = diagrams.flow_diagram(flow)
    counts = {"decide_acceptance": (4, 0), "mediate": (2, 1), "inspect": (0, 0)}
    svg = diagrams.heat_diagram(flow, counts)
    assert svg.count(mark) == plain.count(mark) + 2
    assert ">4</text>" in svg and ">2 / 1</text>" in svg
    assert diagrams.heat_diagram(flow, {}) == plain


def test_a_kept_view_is_one_s_own(staff):
    views.keep(staff=staff["intake"], name="我的", query="stage=intake")
    views.keep(staff=staff["intake"], name="我的", query="stage=mediation")
    (kept,) = views.of(staff["intake"])
    assert kept.query == "stage=mediation"
    for who, key in (("mediator", str(kept.pk)), ("intake", "x"), ("intake", "9" * 30)):
        views.forget(staff=staff[who], pk=key)
        assert SavedView.objects.count() == 1
    views.forget(staff=staff["intake"], pk=str(kept.pk))
    assert not SavedView.objects.exists()


def test_a_case_that_was_never_filed_has_no_step_to_go_back_to(case):
    assert engine.return_targets(case) == []


def test_free_work_is_given_and_what_is_held_changes_hands(matters):
    case = matters.accepted()
    task = open_item(case, "contact_respondent")
    for name in ("mediator", "mediator2"):
        supervision.reassign(
            tasks=[task], to=matters.staff[name], by=matters.staff["supervisor"], at=matters.at, reason="分工"
        )
        assert open_item(case, "contact_respondent").holder == matters.staff[name]
    engine.free(task.task)
    engine.free(task.task)
    task.task.refresh_from_db()
    assert (task.task.owner, task.task.status) == (None, "NEW")


def test_only_the_respondent_that_agrees_brings_a_mediator(matters):
    case = matters.proposed()
    mediation.record_consent(
        task=open_item(case, "seek_consent"), by=matters.staff["mediator"], at=matters.at, consents=False, how="电话"
    )
    assert _open_nodes(case) == {"choose_road"}
    assert _told(case, "mediation_refused") == 1
