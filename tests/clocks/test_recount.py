"""When the year's holiday notice comes, deadlines move, and each move is journaled."""

from datetime import date, datetime
from io import StringIO

from django.core.management import call_command

from cases import events
from cases.models import Event
from clocks import due, services
from clocks.models import Clock, Rung
from law.calendar import DEFAULT, HolidayNotice
from law.festivals import statutory_holidays
from offices.actors import SYSTEM
from offices.clock import LEGAL_ZONE


def test_deadlines_in_a_year_just_published_move(case, house, monkeypatch):
    november = datetime(2026, 11, 23, 10, 0, tzinfo=LEGAL_ZONE)
    given = {"case": case, "triggered_at": november, "at": november, "office": house.county}
    investigation = services.arm(rule="inspection_investigate", **given)
    acceptance = services.arm(rule="inspection_accept", **given)
    paused = services.arm(rule="petition_handle", **given)
    services.suspend(clock=paused, ground="听证", by=SYSTEM, at=november)
    before = due.state(investigation, november)
    assert before.provisional
    off = (*statutory_holidays(2027), *(date(2027, 1, day) for day in range(4, 9)))
    notice = HolidayNotice(year=2027, number="示例通知", issued_on=date(2026, 11, 25), off=off)
    published, _changed = DEFAULT.with_notice(notice)
    monkeypatch.setattr(due, "calendar_of", lambda _clock: published)
    out = StringIO()
    call_command("recount_clocks", "示例通知", stdout=out)
    after = due.state(Clock.objects.get(pk=investigation.pk), november)
    assert after.due_on > before.due_on and not after.provisional
    assert out.getvalue().splitlines() == [
        f"{case.number}\t{investigation.title}\t{after.due_on}",
        "1 deadline(s) moved",
    ]
    event = Event.objects.get(name="clock_recounted")
    assert str(after.due_on) in events.sentence(event) and "示例通知" in events.sentence(event)
    assert Rung.objects.get(clock=investigation, code="overdue").fire_at == after.overdue_at
    assert not Event.objects.filter(name="clock_recounted", payload__rule=acceptance.rule).exists()
    call_command("recount_clocks", "示例通知", stdout=StringIO())
    assert Event.objects.filter(name="clock_recounted").count() == 1
