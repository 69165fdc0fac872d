"""Acts: who may not do what, and when it is too late; nothing is written by a refusal."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.urls import reverse

from cases.models import Access, Party
from cases.services import record_access, recuse, reveal
from clocks.models import Clock
from desk.views import case as case_views
from notices.models import Notice
from offices.actors import SYSTEM, Actor
from offices.errors import NotPermitted, Refusal
from portal.views.following import status_of
from tests.factories import actor, refused, worker_of, written
from tests.workflows.conftest import open_item
from workflows.acts import early_intervention, intake, mediation, resolution, supervision
from workflows.acts.base import AlreadyDone


def _choose(case, by, matters, road="inspection"):
    mediation.choose_road(task=open_item(case, "choose_road"), by=by, at=matters.at, road=road)


def test_a_party_does_only_the_steps_of_its_role(matters):
    case, other = matters.disputed(), matters.filed()
    for by in (actor(case.parties.get(role="respondent")), actor(worker_of(other)), Actor(kind="party", label="路人")):
        refused(case, lambda by=by: _choose(case, by, matters), NotPermitted, "不由你办理")
    _choose(case, actor(worker_of(case)), matters)


def test_a_party_does_no_step_of_the_staff(matters):
    case = matters.filed()
    task = open_item(case, "decide_acceptance")
    by = actor(worker_of(case))
    refused(case, lambda: intake.accept(task=task, by=by, at=matters.at), NotPermitted)


def test_staff_without_the_right_do_not_accept(matters):
    case = matters.filed()
    task = open_item(case, "decide_acceptance")
    for name in ("petition", "inspector", "auditor", "admin"):
        by = matters.staff[name]
        refused(case, lambda by=by: intake.accept(task=task, by=by, at=matters.at), NotPermitted)


def test_a_step_is_done_once_and_only_at_its_turn(matters):
    case = matters.filed()
    task, by = open_item(case, "decide_acceptance"), matters.staff["intake"]
    intake.accept(task=task, by=by, at=matters.at)
    refused(case, lambda: intake.accept(task=task, by=by, at=matters.at), AlreadyDone)
    contact = open_item(case, "contact_respondent")
    wrong = refused(case, lambda: intake.accept(task=contact, by=by, at=matters.at), Refusal, "不在这一步")
    assert wrong.code == "wrong_step"


def test_who_is_recused_takes_and_does_nothing(matters):
    case, person = matters.filed(), matters.staff["intake"]
    recuse(case=case, staff=person, reason="亲属", by=SYSTEM, at=matters.at)
    task = open_item(case, "decide_acceptance")
    refused(case, lambda: supervision.claim(task=task, by=person, at=matters.at), NotPermitted, "应当回避")
    refused(case, lambda: intake.accept(task=task, by=person, at=matters.at), NotPermitted, "应当回避")


def test_a_task_is_taken_by_one(matters):
    case = matters.accepted()
    task = open_item(case, "contact_respondent")
    supervision.claim(task=task, by=matters.staff["mediator"], at=matters.at)
    late = matters.staff["mediator2"]
    refused(case, lambda: supervision.claim(task=task, by=late, at=matters.at), Refusal, "王调解")


REASSIGNMENTS = [
    ("inspector", "supervisor", "忙", "没有办理"),
    ("mediator", "supervisor", "  ", "改派理由"),
    ("mediator", "intake", "忙", "没有在这个机构"),
    ("mediator2", "supervisor", "忙", "有利害关系"),
]


@pytest.mark.parametrize(("to", "by", "reason", "sentence"), REASSIGNMENTS)
def test_a_task_goes_only_to_who_may_do_it(matters, to, by, reason, sentence):
    case, good = matters.accepted(), matters.accepted()
    recuse(case=case, staff=matters.staff["mediator2"], reason="亲属", by=SYSTEM, at=matters.at)
    before = written(case)
    report = supervision.reassign(
        tasks=[open_item(case, "contact_respondent")],
        to=matters.staff[to],
        by=matters.staff[by],
        at=matters.at,
        reason=reason,
    )
    assert [sentence in str(refusal) for _task, refusal in report] == [True]
    assert written(case) == before
    assert open_item(good, "contact_respondent").holder is None


def test_a_bulk_moves_what_it_can_and_names_what_it_cannot(matters):
    case, done = matters.accepted(), matters.accepted()
    tasks = [open_item(case, "contact_respondent"), open_item(done, "contact_respondent")]
    early_intervention.conclude_contact(
        task=tasks[1], by=matters.staff["mediator"], at=matters.at, outcome="disputed", note="有争议"
    )
    report = supervision.reassign(
        tasks=tasks, to=matters.staff["mediator2"], by=matters.staff["supervisor"], at=matters.at, reason="休假"
    )
    assert {task.case_id: type(refusal) for task, refusal in report} == {case.pk: type(None), done.pk: AlreadyDone}
    assert open_item(case, "contact_respondent").holder == matters.staff["mediator2"]
    assert Notice.objects.filter(template="task_assigned", case=case).count() == 1


BACK = [
    lambda case, by, at: supervision.undo_last(case=case, by=by, at=at, reason="错了"),
    lambda case, by, at: supervision.cancel(case=case, by=by, at=at, reason="错了"),
    lambda case, by, at: supervision.return_to(case=case, node="contact_respondent", by=by, at=at, reason="错了"),
]


@pytest.mark.parametrize("back", BACK, ids=["undo", "cancel", "return"])
def test_no_way_back_once_money_is_reported_or_an_opinion_served(matters, back):
    by = matters.staff["supervisor"]
    paid, answered = matters.reported()[0].case, matters.answered()
    city = matters.staff["province-supervisor"]
    assert refused(paid, lambda: back(paid, by, matters.at), Refusal, "已有付款").code == "irreversible"
    assert refused(answered, lambda: back(answered, city, matters.at), Refusal, "已经送达").code == "irreversible"


@pytest.mark.parametrize("back", BACK, ids=["undo", "cancel", "return"])
def test_only_a_supervisor_takes_a_step_back(matters, back):
    case = matters.accepted()
    refused(case, lambda: back(case, matters.staff["intake"], matters.at), NotPermitted)
    recuse(case=case, staff=matters.staff["supervisor"], reason="亲属", by=SYSTEM, at=matters.at)
    refused(case, lambda: back(case, matters.staff["supervisor"], matters.at), NotPermitted, "应当回避")


def test_taking_back_names_a_step_that_was_and_a_reason(matters):
    case, by, at = matters.filed(), matters.staff["supervisor"], matters.at
    refused(case, lambda: supervision.undo_last(case=case, by=by, at=at, reason="错"), Refusal, "可以撤销的步骤")
    refused(case, lambda: supervision.cancel(case=case, by=by, at=at, reason=" "), Refusal, "撤销理由")
    refused(
        case, lambda: supervision.return_to(case=case, node="mediate", by=by, at=at, reason="错"), Refusal, "没有经过"
    )
    wrong = open_item(case, "decide_acceptance")
    refused(
        case, lambda: supervision.close_escalation(task=wrong, by=by, at=at, instruction="快"), Refusal, "不在这一步"
    )


def _withdraw(case, by, matters):
    resolution.withdraw(case=case, by=by, at=matters.at, reason="算了")


def test_a_worker_of_a_group_does_not_withdraw_for_all(matters):
    case, other = matters.accepted(2), matters.filed()
    for by, sentence in (
        (actor(worker_of(case, 1)), "推选的代表）可以撤回"),
        (actor(case.parties.get(role="respondent")), "不由你办理"),
        (actor(worker_of(other)), "不由你办理"),
        (Actor(kind="party", label="路人"), "不由你办理"),
    ):
        refused(case, lambda by=by: _withdraw(case, by, matters), NotPermitted, sentence)


def test_a_single_worker_withdraws(matters):
    case = matters.accepted()
    _withdraw(case, actor(worker_of(case)), matters)
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert not Clock.objects.filter(case=case, stopped_at__isnull=True).exists()


def _petition_about_own_wages(matters, workers):
    case = matters.petition()
    petitioner = case.parties.get(role="petitioner")
    for name, phone in workers:
        of_petitioner = {"name": petitioner.name, "phone_index": petitioner.phone_index}
        Party.objects.create(case=case, role="worker", **(of_petitioner | name | phone))
    return case, petitioner


def test_who_petitions_about_the_own_wages_stands_in_the_case_twice_and_withdraws(matters):
    case, petitioner = _petition_about_own_wages(matters, [({}, {})])
    _withdraw(case, actor(petitioner), matters)
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


@pytest.mark.parametrize(
    "workers",
    [
        [({"name": "另一人"}, {})],
        [({}, {"phone_index": "another"})],
        [({}, {}), ({}, {})],
    ],
    ids=["the phone of both", "the name of both", "two workers behind one phone"],
)
def test_who_petitions_for_others_does_not_withdraw_for_them(matters, workers):
    case, petitioner = _petition_about_own_wages(matters, workers)
    refused(case, lambda: _withdraw(case, actor(petitioner), matters), NotPermitted, "推选的代表）可以撤回")


def test_workers_without_a_phone_are_each_a_person(matters):
    case = matters.accepted(2)
    case.parties.filter(role="worker").update(phone_index="", name="同名")
    refused(case, lambda: _withdraw(case, actor(worker_of(case, 1)), matters), NotPermitted, "推选的代表）可以撤回")


def test_an_extension_is_told_to_every_claimant(matters):
    case = matters.handled(people=3)
    clock = open_item(case, "handle_petition").clock
    by = matters.staff["supervisor"]
    supervision.extend(clock=clock, by=by, at=matters.at, length=30, reason="案情复杂")
    assert case.notices.filter(template="extension_granted").count() == 3


@pytest.mark.parametrize("why", ["no_right", "recused"])
def test_personal_data_are_not_revealed_without_the_right(matters, why):
    case = matters.filed()
    person = matters.staff["auditor" if why == "no_right" else "intake"]
    if why == "recused":
        recuse(case=case, staff=person, reason="亲属", by=SYSTEM, at=matters.at)
    party = worker_of(case)
    refused(
        case,
        lambda: reveal(party=party, field="phone", purpose="联系", by=person, at=matters.at),
        NotPermitted,
        "个人信息原文",
    )


def test_only_identifiers_can_be_revealed(matters):
    party, by = worker_of(matters.filed()), matters.staff["intake"]
    with pytest.raises(Refusal) as refused:
        reveal(party=party, field="name", purpose="联系", by=by, at=matters.at)
    assert refused.value.code == "unknown_field"


@pytest.mark.django_db(transaction=True)
def test_a_look_is_in_the_history_and_in_the_ledger(matters):
    """With real transactions: the look is a transaction of its own."""
    case, by = matters.filed(), matters.staff["intake"]
    party = worker_of(case)
    assert reveal(party=party, field="phone", purpose="联系本人", by=by, at=matters.at) == "+8613900000000"
    look = Access.objects.get(case=case)
    assert (look.staff, look.what, look.purpose, look.party_id, look.at) == (
        by,
        "phone",
        "联系本人",
        party.pk,
        matters.at,
    )
    assert case.events.filter(name="personal_data_revealed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_can_take_a_look_back(matters):
    case, by = matters.filed(), matters.staff["intake"]
    with pytest.raises(RuntimeError), transaction.atomic():
        record_access(case=case, staff=by, what="case_page", at=matters.at)
    assert not Access.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_look_stays_when_the_page_then_fails_and_takes_no_connection_more(matters, client, monkeypatch):
    case, by = matters.filed(), matters.staff["intake"]
    client.force_login(by)
    client.raise_request_exception = False
    opened = []
    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", lambda *args: opened.append(args))

    def fails(*_args, **_kwargs):
        raise ValueError

    monkeypatch.setattr(case_views, "render", fails)
    assert client.get(reverse("desk:case", args=[case.number])).status_code == 500
    assert Access.objects.get().what == "case_page"
    assert opened == []


def test_a_fellow_worker_sees_neither_sums_nor_papers_of_others(matters):
    case = matters.agreed(2)
    representative, fellow = worker_of(case, 0), worker_of(case, 1)
    own, all_ = status_of(case, fellow), status_of(case, representative)
    assert [row.worker for row in own["money"]] == [fellow]
    assert {row.worker_id for row in own["instalments"]} == {fellow.pk}
    assert not {"mediation_agreement", "order_to_pay", "receipt"} & {paper.form for paper, _title in own["documents"]}
    assert [row.worker for row in all_["money"]] == [representative, fellow]
    assert {"mediation_agreement", "receipt"} <= {paper.form for paper, _title in all_["documents"]}


def test_strangers_open_no_page_of_a_case(matters):
    case = matters.filed()
    assert Client().get(reverse("portal:case", args=[case.number])).status_code == 404


def test_named_reasons_are_required_at_intake(matters):
    case = matters.filed()
    task, by, at = open_item(case, "decide_acceptance"), matters.staff["intake"], matters.at
    refused(case, lambda: intake.request_supplement(task=task, by=by, at=at, missing=[]), Refusal, "还缺什么")
    for reason, office in ((" ", "仲裁委"), ("不属于", "")):
        refused(
            case,
            lambda reason=reason, office=office: intake.refuse(
                task=task, by=by, at=at, reason_code="other", reason=reason, competent_office=office
            ),
            Refusal,
            "不予受理必须",
        )
    refused(
        case, lambda: intake.transfer(task=task, by=by, at=at, to=case.office, reason="管辖"), Refusal, "已经在这个机构"
    )
    intake.request_supplement(task=task, by=by, at=at, missing=["身份证"])
    waiting = open_item(case, "await_supplement")
    refused(case, lambda: intake.supplement(task=waiting, by=by, at=at), Refusal, "请上传材料")


def test_what_is_missing_is_told_once(matters):
    """Each answer begins five days anew: a second notice would put off the decision for ever."""
    case, by, at = matters.filed(), matters.staff["intake"], matters.at

    def ask(missing):
        task = open_item(case, "decide_acceptance")
        intake.request_supplement(task=task, by=by, at=at, missing=[missing])

    ask("考勤表")
    supervision.undo_last(case=case, by=matters.staff["supervisor"], at=at, reason="写错了")
    ask("身份证")
    intake.supplement(task=open_item(case, "await_supplement"), by=by, at=at, note="身份证")
    refused(case, lambda: ask("工资条"), Refusal, "一次性告知")
    intake.accept(task=open_item(case, "decide_acceptance"), by=by, at=at)


def test_only_a_party_of_the_case_is_invited(matters):
    case, other = matters.accepted(), matters.filed()
    party, task = other.parties.get(role="respondent"), open_item(case, "contact_respondent")
    refused(
        case,
        lambda: early_intervention.invite_respondent(
            task=task, by=matters.staff["mediator"], at=matters.at, party=party
        ),
        Refusal,
        "只能邀请本案欠薪一方",
    )


def test_a_step_of_mediation_needs_a_mediation(matters):
    case = matters.proposed()
    case.mediations.all().delete()
    task = open_item(case, "seek_consent")
    refused(
        case,
        lambda: mediation.record_consent(
            task=task, by=matters.staff["mediator"], at=matters.at + timedelta(hours=1), consents=True, how="电话"
        ),
        Refusal,
        "没有待答复",
    )
