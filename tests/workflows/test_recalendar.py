"""When the year's holiday notice comes: foretold, agreed by a second person, counted again once, and told."""

import json
from datetime import date, timedelta

import pytest

from cases import events
from cases.models import Event
from clocks import calendars, due, holiday_notices
from clocks import services as clock_services
from clocks.errors import HolidayNoticeRefused
from clocks.models import CalendarNotice, Clock, Rung
from law.festivals import statutory_holidays
from notices.models import Notice
from offices.actors import SYSTEM
from offices.errors import NotPermitted
from workflows.models import WorkItem
from workflows.recalendar import recount_waiting

EXTRA_DAYS_OFF = [date(2027, 1, day) for day in range(4, 9)]


def document(number="示例通知", off=EXTRA_DAYS_OFF):
    days = sorted({*statutory_holidays(2027), *off})
    return json.dumps(
        {"year": 2027, "number": number, "issued_on": "2026-11-25", "off": [day.isoformat() for day in days]}
    )


@pytest.fixture
def clocks(filed, staff, instant):
    """Beside the clocks of the filing: one that reaches into January, one that does not, one that is paused."""
    given = {"case": filed.case, "triggered_at": instant, "office": filed.case.office}
    reaching = clock_services.arm(rule="inspection_investigate", **given)
    near = clock_services.arm(rule="early_intervention", **given)
    paused = clock_services.arm(rule="petition_handle", **given)
    clock_services.suspend(clock=paused, ground="听证", by=SYSTEM, at=instant)
    return reaching, near, paused


def test_a_notice_moves_exactly_what_was_foretold_and_only_once(clocks, filed, staff, instant):
    reaching, near, paused = clocks
    before = {clock.pk: due.state(clock, instant).due_on for clock in Clock.objects.all()}
    assert due.state(reaching, instant).provisional
    notice = holiday_notices.propose(document=document(), by=staff["admin"], at=instant)
    foretold = {
        move.clock.pk: (move.before, move.after)
        for move in holiday_notices.moves(holiday_notices.read(document()), instant)
    }
    assert reaching.pk in foretold
    assert near.pk not in foretold
    assert recount_waiting(instant) == 0, "nothing before the second person"
    holiday_notices.approve(notice=notice, by=staff["admin2"], at=instant)
    assert recount_waiting(instant) == len({pk for pk in foretold if pk != paused.pk})
    after = {clock.pk: due.state(clock, instant).due_on for clock in Clock.objects.all()}
    assert {pk: (before[pk], after[pk]) for pk in before if before[pk] != after[pk]} == foretold
    moved = Clock.objects.get(pk=reaching.pk)
    assert not due.state(moved, instant).provisional
    assert Rung.objects.get(clock=moved, code="overdue").fire_at == due.state(moved, instant).overdue_at
    event = Event.objects.get(name="clock_recounted", payload__rule=reaching.rule)
    assert str(after[reaching.pk]) in events.sentence(event)
    assert Notice.objects.filter(template="date_moved", case=filed.case).count() == len(foretold) - (
        paused.pk in foretold
    )
    journal = Event.objects.filter(name="clock_recounted").count()
    later = instant + timedelta(minutes=2)
    assert recount_waiting(later) == 0
    notice.refresh_from_db()
    assert (notice.applied_at, notice.moved) == (later, journal)
    assert Event.objects.filter(name="clock_recounted").count() == journal


def test_the_queue_follows_a_moved_date(filed, staff, instant):
    item = WorkItem.objects.select_related("clock").get(case=filed.case, node="decide_acceptance")
    Clock.objects.filter(pk=item.clock_id).update(triggered_on=date(2026, 12, 30), triggered_at=date_at(instant))
    clock = Clock.objects.get(pk=item.clock_id)
    clock_services.recompute_rungs(clock, at=instant)
    notice = holiday_notices.propose(document=document(), by=staff["admin"], at=instant)
    holiday_notices.approve(notice=notice, by=staff["admin2"], at=instant)
    assert recount_waiting(instant) >= 1
    item.refresh_from_db()
    assert item.due_at == due.state(clock, instant).overdue_at


def date_at(instant):
    return instant.replace(month=12, day=30)


def test_a_second_import_of_the_same_notice_is_refused(staff, instant):
    notice = holiday_notices.propose(document=document(), by=staff["admin"], at=instant)
    with pytest.raises(HolidayNoticeRefused):
        holiday_notices.propose(document=document(), by=staff["admin"], at=instant)
    with pytest.raises(HolidayNoticeRefused):
        holiday_notices.approve(notice=notice, by=staff["admin"], at=instant)
    with pytest.raises(NotPermitted):
        holiday_notices.approve(notice=notice, by=staff["supervisor"], at=instant)
    holiday_notices.approve(notice=notice, by=staff["admin2"], at=instant)
    assert not calendars.current().is_working(date(2027, 1, 4))
    with pytest.raises(HolidayNoticeRefused):
        holiday_notices.propose(document=document(), by=staff["admin"], at=instant)
    with pytest.raises(HolidayNoticeRefused):
        holiday_notices.discard(notice=notice, by=staff["admin"], at=instant)


@pytest.mark.parametrize(
    "wrong", ["", "[]", '{"year": 2027}', document(off=[]).replace("2027-01-01", "2026-01-01"), "{" * 5000]
)
def test_a_notice_that_cannot_be_read_names_what_is_wrong(staff, instant, wrong):
    with pytest.raises(HolidayNoticeRefused) as caught:
        holiday_notices.propose(document=wrong, by=staff["admin"], at=instant)
    assert caught.value.field == "document"
    assert not CalendarNotice.objects.exists()
