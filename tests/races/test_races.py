"""Two people, two sweeps, a double tap: one of them wins and nothing is doubled."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases.models import Case
from cases.numbering import take_number
from cases.query_codes import check_query_code, owner_of, token_of_next
from clocks.models import Rung
from documents.models import Document
from notices.models import Notice
from offices.actors import staff_actor
from offices.errors import Refusal
from offices.models import AdministratorChange
from tests.factories import actor
from tests.races.conftest import at_once
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows import reconcile
from workflows.acts import intake
from workflows.acts.administrators import ask, confirm, drop
from workflows.acts.base import AlreadyDone
from workflows.acts.query_code import issue_at_counter, issue_to_party
from workflows.models import Decision, WorkItem
from workflows.services import file_complaint
from workflows.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_finish_one_task(people, instant):
    case = file_complaint(filing=complaint(), by=WORKER, at=instant).case
    item = open_item(case, "decide_acceptance")
    results = at_once(
        lambda: intake.accept(task=item, by=people["intake"], at=instant),
        lambda: intake.refuse(
            task=item,
            by=people["intake"],
            at=instant,
            reason_code="out_of_scope",
            reason="不属于欠薪",
            competent_office="法院",
        ),
    )
    assert sorted(type(result) for result in results if result is not None) == [AlreadyDone]
    assert Decision.objects.filter(case=case).count() == 1
    assert reconcile.disagreements() == []


def test_a_double_tap_makes_one_case(people, instant):
    results = at_once(
        *(lambda: file_complaint(filing=complaint(key="one key"), by=WORKER, at=instant) for _tap in range(3))
    )
    assert {result.case.pk for result in results} == {Case.objects.get().pk}
    assert len({result.query_code for result in results}) == 1 and results[0].query_code, "each tap shows the code"
    assert Document.objects.count() == 1
    assert WorkItem.objects.count() == 1


def test_two_taps_issue_one_query_code(people, instant):
    case = file_complaint(filing=complaint(key="one key"), by=WORKER, at=instant).case
    party = owner_of(case)
    token = token_of_next(case, actor(party))
    shown = at_once(
        *(lambda: issue_to_party(party=party, token=token, by=actor(party), at=instant) for _tap in range(3))
    )
    assert len(set(shown)) == 1 and isinstance(shown[0], str)
    assert check_query_code(case.number, shown[0]) == case
    assert case.events.filter(name="query_code_issued_again").count() == 1
    assert Notice.objects.filter(template="query_code_issued_again").count() == 1


def test_phone_and_counter_at_once_leave_one_code_in_force(people, instant):
    case = file_complaint(filing=complaint(key="one key"), by=WORKER, at=instant).case
    party, officer = owner_of(case), people["intake"]
    ours, theirs = token_of_next(case, actor(party)), token_of_next(case, staff_actor(officer))
    results = at_once(
        lambda: issue_to_party(party=party, token=ours, by=actor(party), at=instant),
        lambda: issue_at_counter(case=case, check="id_card", token=theirs, by=officer, at=instant),
    )
    (code,) = (result for result in results if isinstance(result, str))
    assert [type(result) for result in results if not isinstance(result, str)] == [Refusal]
    assert check_query_code(case.number, code) == case


def test_a_confirmation_and_a_refusal_at_once_leave_one_of_them(people, instant):
    clerk = people["intake"]
    ask(what="appoint", staff=clerk, office=clerk.office, role="administrator", by=people["admin"], at=instant)
    change = AdministratorChange.objects.get()
    results = at_once(
        lambda: confirm(change=change, by=people["admin2"], at=instant),
        lambda: confirm(change=change, by=people["admin2"], at=instant),
        lambda: drop(change=change, by=people["admin"], at=instant),
    )
    assert sum(isinstance(result, Refusal) for result in results) == 2
    change.refresh_from_db()
    held = clerk.appointments.filter(role="administrator", until=None).count()
    assert (change.outcome, held) in {("confirmed", 1), ("withdrawn", 0)}


def test_two_administrators_who_ask_the_same_at_once_make_one_proposal(people, instant):
    clerk = people["intake"]
    asked = {"what": "appoint", "staff": clerk, "office": clerk.office, "role": "administrator", "at": instant}
    results = at_once(*(lambda by=name: ask(**asked, by=people[by]) for name in ("admin", "admin2")))
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert AdministratorChange.objects.count() == 1


def test_sweeps_at_once_fire_each_rung_once(people, instant):
    cases = [file_complaint(filing=complaint(), by=WORKER, at=instant).case for _case in range(6)]
    late = instant + timedelta(days=8)
    at_once(*(lambda: sweep(late, limit=2) for _worker in range(3)))
    sweep(late)
    assert not Rung.objects.filter(fired_at__isnull=True, fire_at__lte=late).exists()
    assert Notice.objects.filter(template="clock_supervisor").count() == len(cases)
    assert WorkItem.objects.filter(node="chase_acceptance").count() == len(cases)
    for case in cases:
        assert case.events.filter(name="escalated").count() == 1
    assert reconcile.disagreements() == []


def test_a_person_and_a_sweep_do_not_block_each_other(people, instant):
    cases = [file_complaint(filing=complaint(), by=WORKER, at=instant).case for _case in range(4)]
    late = instant + timedelta(days=8)

    def accept_all():
        for case in cases:
            intake.accept(task=open_item(case, "decide_acceptance"), by=people["intake"], at=late)

    results = at_once(accept_all, lambda: sweep(late, limit=2), lambda: sweep(late, limit=2))
    assert not [result for result in results if isinstance(result, Exception)]
    assert not WorkItem.objects.filter(node="chase_acceptance", closed_at__isnull=True).exists()
    assert reconcile.disagreements() == []


def test_numbers_have_no_gap_and_no_twin(people):
    def take():
        with transaction.atomic():
            return take_number(series="test", division="62", year=2026)

    assert sorted(at_once(*(take for _taker in range(6)))) == [1, 2, 3, 4, 5, 6]
