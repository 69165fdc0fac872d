"""Every instant of a case belongs to one office; offices may argue, the clock does not stop; the superior decides."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from cases.access import may_read
from cases.models import Assistance, Case, Custody
from cases.services import close_case, reopen_case
from clocks import due
from clocks.models import Clock
from notices.models import Notice
from offices.actors import SYSTEM
from offices.errors import NotPermitted, Refusal
from offices.models import Office
from offices.services import appoint, hire
from tests.workflows.conftest import open_item
from workflows import jurisdiction
from workflows.acts import custody, supervision
from workflows.models import WorkItem
from workflows.sweep import sweep


def office(code):
    return Office.objects.get(division_id=code, kind=Office.Kind.HRSS)


@pytest.fixture
def neighbours(staff, instant):
    """Intake officers of three other counties: two of the same city, one of another."""
    found = {}
    for code in ("620103", "620104", "620902"):
        person = hire(username=f"intake-{code}", name=f"受理{code}", office=office(code), password=None)
        appoint(staff=person, office=office(code), role="intake_officer", by=None, at=instant)
        found[code] = person
    return found


def acceptance(case):
    return Clock.objects.get(case=case, rule="inspection_accept", stopped_at__isnull=True)


def test_a_transfer_takes_the_step_along_and_no_day_is_lost(filed, staff, neighbours, instant):
    case = filed.case
    before = due.state(acceptance(case), instant).due_on
    later = instant + timedelta(hours=5)
    custody.transfer(case=case, to=office("620103"), reason="工程在七里河区", by=staff["intake"], at=later)
    item, clock = open_item(case, "decide_acceptance"), acceptance(case)
    assert (item.office_path, item.holder) == (office("620103").path, None)
    assert clock.office == office("620103")
    assert due.state(clock, later).due_on == before
    assert case.custody.count() == 2
    assert Notice.objects.filter(template="case_arrived", to_staff=neighbours["620103"]).exists()
    assert Notice.objects.filter(template="transferred", to_party__isnull=False).exists()
    with pytest.raises(NotPermitted):
        custody.transfer(case=case, to=office("620104"), reason="x", by=staff["intake"], at=later)
    with pytest.raises(Refusal):
        custody.transfer(case=case, to=office("620104"), reason=" ", by=neighbours["620103"], at=later)


def test_a_return_is_taken_and_the_dispute_is_over(filed, staff, neighbours, instant):
    case = filed.case
    custody.transfer(case=case, to=office("620103"), reason="管辖", by=staff["intake"], at=instant)
    with pytest.raises(Refusal):
        custody.transfer(case=case, to=office("620103"), reason="同一个", by=neighbours["620103"], at=instant)
    custody.send_back(case=case, to=office("620102"), reason="用工在城关", by=neighbours["620103"], at=instant)
    item = open_item(case, "confirm_custody")
    assert item.office_path == office("620102").path
    custody.take(task=item, by=staff["intake"], at=instant)
    sweep(instant + timedelta(days=20))
    assert not WorkItem.objects.filter(case=case, node="decide_jurisdiction").exists()
    assert WorkItem.objects.filter(case=case, node="decide_acceptance", closed_at__isnull=True).exists()


def test_a_first_holder_has_nothing_to_return(filed, staff, instant):
    with pytest.raises(Refusal):
        custody.send_back(case=filed.case, to=office("620103"), reason="x", by=staff["intake"], at=instant)


def test_the_third_return_goes_up_and_the_decision_binds(filed, staff, neighbours, instant):
    case = filed.case
    due_on = due.state(acceptance(case), instant).due_on
    custody.transfer(case=case, to=office("620103"), reason="管辖", by=staff["intake"], at=instant)
    custody.send_back(case=case, to=office("620102"), reason="一", by=neighbours["620103"], at=instant)
    custody.send_back(case=case, to=office("620103"), reason="二", by=staff["intake"], at=instant)
    custody.send_back(case=case, to=office("620102"), reason="三", by=neighbours["620103"], at=instant)
    assert jurisdiction.returns(case) == 3
    item = open_item(case, "decide_jurisdiction")
    assert item.office_path == office("6201").path, "the city stands above both districts"
    assert Notice.objects.filter(template="jurisdiction_referred", to_staff=staff["city-supervisor"]).exists()
    with pytest.raises(NotPermitted):
        custody.decide(task=item, by=staff["supervisor"], at=instant, to=office("620103"), reason="项目地")
    custody.decide(task=item, by=staff["city-supervisor"], at=instant, to=office("620103"), reason="项目地")
    case.refresh_from_db()
    assert case.office == office("620103")
    assert due.state(acceptance(case), instant).due_on == due_on
    with pytest.raises(Refusal):
        custody.send_back(case=case, to=office("620102"), reason="四", by=neighbours["620103"], at=instant)
    with pytest.raises(Refusal):
        custody.transfer(case=case, to=office("620102"), reason="四", by=neighbours["620103"], at=instant)


@pytest.mark.parametrize(("code", "above"), [("620103", "6201"), ("620902", "62")])
def test_a_dispute_of_two_working_days_goes_up_by_its_own_clock(filed, staff, neighbours, instant, code, above):
    case = filed.case
    custody.transfer(case=case, to=office(code), reason="管辖", by=staff["intake"], at=instant)
    custody.send_back(case=case, to=office("620102"), reason="退回", by=neighbours[code], at=instant)
    sweep(instant + timedelta(days=2))
    assert not WorkItem.objects.filter(case=case, node="decide_jurisdiction").exists()
    sweep(instant + timedelta(days=3))
    item = open_item(case, "decide_jurisdiction")
    assert item.office_path == office(above).path
    sweep(instant + timedelta(days=3))
    assert WorkItem.objects.filter(case=case, node="decide_jurisdiction").count() == 1


def test_a_second_return_does_not_give_the_dispute_more_time(filed, staff, neighbours, instant):
    case, later = filed.case, instant + timedelta(days=1)
    custody.transfer(case=case, to=office("620103"), reason="管辖", by=staff["intake"], at=instant)
    custody.send_back(case=case, to=office("620102"), reason="一", by=neighbours["620103"], at=instant)
    first = due.state(open_item(case, "confirm_custody").clock, instant).due_on
    custody.send_back(case=case, to=office("620103"), reason="二", by=staff["intake"], at=later)
    assert due.state(open_item(case, "confirm_custody").clock, later).due_on == first


def test_an_assisting_office_reads_works_and_leaves(filed, staff, neighbours, instant):
    case, helper = filed.case, neighbours["620902"]
    assert not may_read(helper, case, instant)
    custody.ask_assistance(case=case, office=office("620902"), what="核对工地考勤", by=staff["intake"], at=instant)
    assert may_read(helper, case, instant)
    item = open_item(case, "assist")
    assert (item.office_path, item.clock.rule) == (office("620902").path, "assistance")
    assert case.custody.count() == 1, "the case stays where it is"
    with pytest.raises(Refusal):
        custody.assist(task=item, by=helper, at=instant, answer=" ")
    custody.assist(task=item, by=helper, at=instant, answer="考勤表与工人说的一致")
    assert not may_read(helper, case, instant)
    assert Assistance.objects.get().answered_by == helper
    assert Notice.objects.filter(template="assistance_given", to_staff=staff["intake"]).exists()
    assert open_item(case, "decide_acceptance")


def test_the_clock_of_an_assisting_office_stays_there_when_the_case_moves(filed, staff, neighbours, instant):
    case = filed.case
    custody.ask_assistance(case=case, office=office("620902"), what="核对", by=staff["intake"], at=instant)
    custody.transfer(case=case, to=office("620103"), reason="工程在七里河区", by=staff["intake"], at=instant)
    assert acceptance(case).office == office("620103")
    assert open_item(case, "assist").clock.office == office("620902")
    assert open_item(case, "assist").office_path == office("620902").path


def test_the_clock_of_an_assisting_office_is_its_own_supervisors(filed, staff, neighbours, instant):
    custody.ask_assistance(case=filed.case, office=office("620902"), what="核对", by=staff["intake"], at=instant)
    clock = open_item(filed.case, "assist").clock
    over_there = hire(username="supervisor-620902", name="督办", office=office("620902"), password=None)
    appoint(staff=over_there, office=office("620902"), role="supervisor", by=None, at=instant)
    pause = {"clock": clock, "at": instant, "ground": "等材料"}
    with pytest.raises(NotPermitted):
        supervision.suspend(**pause, by=staff["supervisor"])
    supervision.suspend(**pause, by=over_there)
    with pytest.raises(NotPermitted):
        supervision.resume(clock=clock, by=staff["supervisor"], at=instant)
    supervision.resume(clock=clock, by=over_there, at=instant)


@pytest.mark.parametrize("seed", range(4))
def test_the_intervals_of_any_history_are_one_office_at_a_time_and_sum_to_the_age(
    filed, staff, neighbours, instant, seed
):
    dice, case, at = random.Random(seed), filed.case, instant
    people = {"620102": staff["intake"], **neighbours}
    for _step in range(12):
        at += timedelta(minutes=dice.randrange(1, 3000))
        case.refresh_from_db()
        code = dice.choice([code for code in people if code != case.office.division_id])
        act = dice.choice((custody.transfer, custody.send_back))
        try:
            act(case=case, to=office(code), reason="管辖", by=people[case.office.division_id], at=at)
        except Refusal:
            continue
    closed_at, open_again = at + timedelta(hours=3), at + timedelta(hours=9)
    close_case(case=case, outcome=Case.Outcome.REFUSED, by=SYSTEM, at=closed_at)
    reopen_case(case=case, stage=Case.Stage.INTAKE, by=SYSTEM, at=open_again, reason="复核")
    held = list(Custody.objects.filter(case=case).order_by("since", "pk"))
    for earlier, later in pairwise(held):
        assert earlier.until in (later.since, closed_at)
    end = open_again + timedelta(days=1)
    total = sum(((row.until or end) - row.since for row in held), timedelta(0))
    assert total == (closed_at - instant) + (end - open_again)
