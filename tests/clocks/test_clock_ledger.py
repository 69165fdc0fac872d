"""What a clock promises: dates from the law, time kept over a pause, extensions only where the text gives them."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import events
from cases.models import Event
from clocks import due, heartbeats, queries, services
from clocks.errors import (
    AgreedDayRefused,
    ClockNotRunning,
    ExtensionRefused,
    SuspensionRefused,
    UnknownClockRule,
)
from clocks.models import Clock, Rung, ServiceStandard, Suspension
from law.deadline import Suspension as LegalSuspension
from law.periods import compute_deadline
from offices.actors import SYSTEM, staff_actor
from offices.errors import NotPermitted
from tests.small_office import at


@pytest.fixture
def arm(case, house):
    def _arm(rule, triggered_at, **given):
        given.setdefault("office", house.county)
        return services.arm(case=case, rule=rule, triggered_at=triggered_at, **given)

    return _arm


def fires(clock):
    return {rung.code: rung.fire_at for rung in Rung.objects.filter(clock=clock)}


def test_a_petition_that_ends_in_the_national_day_rolls_to_the_eighth(arm):
    clock = arm("petition_handle", at("2026-08-03"))
    state = due.state(clock, at("2026-09-21"))
    assert (state.unrolled_on, state.due_on) == (date(2026, 10, 2), date(2026, 10, 8))
    assert (state.days_used, state.days_total, state.days_left) == (49, 60, 17)
    assert clock.family == Clock.Family.STATUTORY
    assert "国庆节" in state.explain() and "信访工作条例" in state.explain()
    assert "8 October 2026" in state.explain("en")


def test_the_ladder_of_a_duty(arm):
    clock = arm("petition_handle", at("2026-08-03"))
    assert fires(clock) == {
        "remind": at("2026-09-02", "09:00"),
        "last_day": at("2026-09-30", "09:00"),
        "overdue": at("2026-10-09", "00:00"),
        "supervisor": at("2026-10-09", "00:00"),
        # 10 October is a Saturday turned into a working day.
        "upper_office": at("2026-10-12", "09:00"),
        "repeat_1": at("2026-10-19", "09:00"),
        "repeat_2": at("2026-10-26", "09:00"),
        "repeat_3": at("2026-11-02", "09:00"),
    }


def test_a_right_of_the_worker_has_no_breach(arm, case):
    clock = arm("road_choice", at("2026-09-21"))
    assert clock.family == Clock.Family.SERVICE
    assert set(fires(clock)) == {"remind", "last_day"}
    assert services.record_breach(clock=clock, at=at("2026-12-01")) is False


def test_the_right_to_arbitrate_opens_the_day_after(arm):
    clock = arm("mediation_right_to_arbitrate", at("2026-09-01"))
    assert fires(clock) == {"overdue": at("2026-09-17", "00:00")}


def test_a_debt_gives_its_holder_three_working_days_before_the_supervisor(arm):
    clock = arm("mediation_performance", at("2026-09-21"), agreed_due_on=date(2026, 10, 31))
    assert due.state(clock, at("2026-09-22")).due_on == date(2026, 10, 31)
    assert fires(clock)["overdue"] == at("2026-11-01", "00:00")
    assert fires(clock)["supervisor"] == at("2026-11-04", "09:00")
    assert "upper_office" not in fires(clock)


def test_a_rule_without_a_number_runs_without_a_date(arm):
    clock = arm("inspection_supplement", at("2026-09-21"))
    state = due.state(clock, at("2027-09-21"))
    assert (state.due_on, state.lamp, state.is_overdue) == (None, "grey", False)
    assert set(fires(clock).values()) == {None}
    assert "没有规定天数" in state.explain()


def test_the_version_is_chosen_by_the_trigger_day(arm):
    clock = arm("xf05_handle", at("2022-04-01"))
    assert "信访条例" in due.state(clock, at("2022-04-02")).explain()
    with pytest.raises(UnknownClockRule):
        arm("xf05_handle", at("2023-04-01"))
    with pytest.raises(UnknownClockRule):
        arm("no_such_rule", at("2023-04-01"))
    with pytest.raises(UnknownClockRule):
        arm("road_choice", at("2020-04-30"))


def test_an_agreed_day_is_for_rules_without_a_length(arm):
    with pytest.raises(AgreedDayRefused):
        arm("mediation_conclude", at("2026-09-21"), agreed_due_on=date(2026, 10, 30))
    with pytest.raises(AgreedDayRefused):
        arm("mediation_performance", at("2026-09-21"), agreed_due_on=date(2026, 9, 20))


def test_arming_the_same_task_twice_gives_one_clock(arm):
    first = arm("inspection_accept", at("2026-09-21"), task_id=7)
    assert arm("inspection_accept", at("2026-09-21"), task_id=7) == first
    assert Rung.objects.count() == 8


def test_a_nearer_promise_wins_and_a_later_one_changes_nothing(arm, house):
    def promise(office, length, since, approved=True):
        ServiceStandard.objects.create(
            office=office,
            rule="early_intervention",
            title="联系被投诉人",
            length=length,
            unit="working_day",
            effective_from=since,
            proposed_by=house.officer,
            approved_by=house.supervisor if approved else None,
        )

    promise(house.province, 4, date(2026, 1, 1))
    promise(house.county, 2, date(2026, 1, 1))
    promise(house.county, 1, date(2026, 1, 2), approved=False)
    clock = arm("early_intervention", at("2026-09-21"))
    elsewhere = arm("early_intervention", at("2026-09-21"), office=house.city, task_id=2)
    ServiceStandard.objects.filter(office=house.county).update(length=9)
    assert due.state(clock, at("2026-09-21")).due_on == date(2026, 9, 23)
    assert due.state(elsewhere, at("2026-09-21")).due_on == date(2026, 9, 28)
    before = arm("early_intervention", at("2025-09-01"), task_id=3)
    assert due.state(before, at("2025-09-01")).days_total == 5


def test_a_pause_keeps_what_is_left(arm):
    clock = arm("inspection_accept", at("2026-09-21"))
    assert due.state(clock, at("2026-09-23")).due_on == date(2026, 9, 29)
    services.suspend(clock=clock, ground="等待补正", by=SYSTEM, at=at("2026-09-23"))
    clock.refresh_from_db()
    paused = due.state(clock, at("2026-10-20"))
    assert (paused.lamp, paused.is_suspended, paused.is_overdue, paused.days_used) == ("paused", True, False, 1)
    assert "等待补正" in paused.explain() and "Paused since 2026-09-23" in paused.explain("en")
    assert set(fires(clock).values()) == {None}
    services.resume(clock=clock, by=SYSTEM, at=at("2026-10-12"))
    clock = Clock.objects.get(pk=clock.pk)
    assert due.state(clock, at("2026-10-12")).due_on == date(2026, 10, 15)
    assert fires(clock)["overdue"] == at("2026-10-16", "00:00")
    expected = compute_deadline(
        "inspection_accept",
        date(2026, 9, 21),
        suspensions=[LegalSuspension(date(2026, 9, 23), date(2026, 10, 12))],
    )
    assert due.state(clock, at("2026-10-12")).due_on == expected.due


def test_a_pause_is_refused_twice_without_ground_and_on_hours(arm):
    clock = arm("petition_handle", at("2026-08-03"))
    with pytest.raises(SuspensionRefused):
        services.resume(clock=clock, by=SYSTEM, at=at("2026-08-04"))
    with pytest.raises(SuspensionRefused):
        services.suspend(clock=clock, ground=" ", by=SYSTEM, at=at("2026-08-04"))
    services.suspend(clock=clock, ground="听证", by=SYSTEM, at=at("2026-08-04"))
    with pytest.raises(SuspensionRefused):
        services.suspend(clock=clock, ground="听证", by=SYSTEM, at=at("2026-08-05"))
    hours = arm("crime_transfer_send", at("2026-08-03"))
    with pytest.raises(SuspensionRefused):
        services.suspend(clock=hours, ground="听证", by=SYSTEM, at=at("2026-08-03"))
    assert Suspension.objects.count() == 1


def test_hours_run_from_the_instant(arm):
    clock = arm("crime_transfer_send", at("2026-08-03", "15:30"))
    assert not due.state(clock, at("2026-08-04", "15:29")).is_overdue
    assert due.state(clock, at("2026-08-04", "15:30")).is_overdue
    assert fires(clock)["overdue"] == at("2026-08-04", "15:30")


def test_an_extension_moves_the_date_and_the_rungs(arm, house):
    clock = arm("petition_handle", at("2026-08-03"))
    services.extend(clock=clock, length=30, reason="案情复杂", by=house.supervisor, at=at("2026-09-20"))
    clock = Clock.objects.get(pk=clock.pk)
    state = due.state(clock, at("2026-09-21"))
    assert (state.due_on, state.days_total) == (date(2026, 11, 2), 90)
    assert fires(clock)["overdue"] == at("2026-11-03", "00:00")
    event = Event.objects.get(name="clock_extended")
    assert "2026-11-02" in events.sentence(event) and "案情复杂" in events.sentence(event)
    with pytest.raises(ExtensionRefused):
        services.extend(clock=clock, length=1, reason="再延", by=house.supervisor, at=at("2026-09-22"))


@pytest.mark.parametrize(
    ("rule", "length", "reason", "field"),
    [
        ("inspection_accept", 1, "忙", ""),
        ("petition_handle", 31, "忙", "length"),
        ("petition_handle", 0, "忙", "length"),
        ("petition_handle", 10, "  ", "reason"),
        ("road_choice", 1, "忙", ""),
    ],
)
def test_an_extension_is_refused_beyond_the_text(arm, house, rule, length, reason, field):
    clock = arm(rule, at("2026-09-21"))
    with pytest.raises(ExtensionRefused) as refusal:
        services.extend(clock=clock, length=length, reason=reason, by=house.supervisor, at=at("2026-09-22"))
    assert refusal.value.field == field
    assert refusal.value.article


def test_an_extension_comes_before_the_end_and_from_the_right_person(arm, house):
    clock = arm("petition_handle", at("2026-08-03"))
    with pytest.raises(NotPermitted):
        services.extend(clock=clock, length=10, reason="忙", by=house.officer, at=at("2026-09-21"))
    with pytest.raises(ExtensionRefused):
        services.extend(clock=clock, length=10, reason="忙", by=house.supervisor, at=at("2026-10-09", "00:00"))
    services.stop(clock=clock, reason="done", at=at("2026-10-09"))
    with pytest.raises(ClockNotRunning):
        services.extend(clock=clock, length=10, reason="忙", by=house.supervisor, at=at("2026-10-10"))


def test_both_sides_may_prolong_mediation_more_than_once(arm, house):
    clock = arm("mediation_conclude", at("2026-09-21"))
    for _turn in range(2):
        services.extend(clock=clock, length=10, reason="双方同意", by=house.supervisor, at=at("2026-09-22"))
    assert due.state(Clock.objects.get(pk=clock.pk), at("2026-09-22")).days_total == 35


@pytest.mark.parametrize(
    ("day", "clock", "lamp"),
    [
        ("2026-09-22", "10:00", "green"),
        ("2026-09-27", "23:59", "green"),
        ("2026-09-28", "09:00", "yellow"),
        ("2026-09-29", "23:59", "yellow"),
        ("2026-09-30", "00:00", "red"),
    ],
)
def test_the_lamp(arm, day, clock, lamp):
    armed = arm("inspection_accept", at("2026-09-21"))
    assert due.state(armed, at(day, clock)).lamp == lamp


def test_the_lamp_is_yellow_in_the_last_fifth(arm):
    clock = arm("petition_handle", at("2026-08-03"))
    assert due.state(clock, at("2026-09-24")).lamp == "green"
    assert due.state(clock, at("2026-09-25")).lamp == "yellow"


def test_stopping_late_records_the_breach_once_for_ever(arm, house):
    clock = arm("inspection_accept", at("2026-09-21"))
    services.stop(clock=clock, reason="accepted", at=at("2026-09-30"))
    clock.refresh_from_db()
    assert clock.breached_at == at("2026-09-30")
    assert services.record_breach(clock=clock, at=at("2026-10-20")) is False
    assert Event.objects.filter(name="clock_breached").count() == 1
    assert set(fires(clock).values()) == {None}
    state = due.state(clock, at("2027-01-01"))
    assert (state.lamp, state.is_stopped, state.is_overdue) == ("grey", True, True)


def test_a_clock_stopped_in_time_is_never_overdue(arm):
    clock = arm("inspection_accept", at("2026-09-21"))
    services.stop(clock=clock, reason="accepted", at=at("2026-09-22"))
    clock.refresh_from_db()
    assert not due.state(clock, at("2027-01-01")).is_overdue
    assert services.record_breach(clock=clock, at=at("2027-01-01")) is False


def test_reopening_goes_on_as_if_never_stopped(arm):
    clock = arm("inspection_accept", at("2026-09-21"))
    planned = fires(clock)
    Rung.objects.filter(clock=clock, code="remind").update(fired_at=at("2026-09-23"))
    services.stop(clock=clock, reason="accepted", at=at("2026-09-24"))
    services.reopen(clock=clock, at=at("2026-09-25"))
    clock = Clock.objects.get(pk=clock.pk)
    again = fires(clock)
    assert {code: again[code] for code in planned if code != "remind"} == {
        code: planned[code] for code in planned if code != "remind"
    }
    assert Rung.objects.get(clock=clock, code="remind").fired_at == at("2026-09-23")
    assert clock.stopped_at is None
    assert services.reopen(clock=clock, at=at("2026-09-25")).pk == clock.pk


def test_moving_a_clock_does_not_start_it_afresh(arm, house):
    clock = arm("inspection_accept", at("2026-09-21"))
    before = due.state(clock, at("2026-09-22")).due_on
    services.move(clock=clock, office=house.inspection, at=at("2026-09-24"))
    clock = Clock.objects.get(pk=clock.pk)
    assert clock.office_path == house.inspection.path
    assert due.state(clock, at("2026-09-24")).due_on == before


def test_closing_stops_all(arm, case):
    arm("inspection_accept", at("2026-09-21"))
    arm("petition_handle", at("2026-09-21"))
    assert services.stop_all(case=case, reason="withdrawn", at=at("2026-09-22")) == 2
    assert queries.running([case.pk]) == {}


def test_state_asks_the_database_nothing(arm, house, case):
    clock = arm("petition_handle", at("2026-08-03"))
    arm("early_intervention", at("2026-09-21"))
    services.suspend(clock=clock, ground="听证", by=staff_actor(house.officer), at=at("2026-08-10"))
    services.resume(clock=clock, by=SYSTEM, at=at("2026-08-20"))
    services.extend(clock=clock, length=30, reason="复杂", by=house.supervisor, at=at("2026-08-21"))
    with CaptureQueriesContext(connection) as reads:
        found = queries.running([case.pk])[case.pk]
    assert len(reads) == 3
    with CaptureQueriesContext(connection) as reads:
        sentences = [due.state(each, at("2026-09-21")).explain(lang) for each in found for lang in ("zh", "en")]
    assert len(reads) == 0
    assert "含延长30日" in sentences[0] and "听证" in sentences[0]


def test_due_rungs_are_claimed_in_order_and_only_when_due(arm):
    clock = arm("inspection_accept", at("2026-09-21"))
    with transaction.atomic():
        assert queries.claim_due_rungs(10, at("2026-09-21", "23:00")) == []
        claimed = queries.claim_due_rungs(10, at("2026-09-30", "00:00"))
    assert [rung.code for rung in claimed] == ["remind", "last_day", "overdue", "supervisor"]
    services.mark_fired([claimed[0]], at=at("2026-09-30", "00:00"))
    with transaction.atomic():
        left = queries.claim_due_rungs(10, at("2026-09-30", "00:00"))
    assert [rung.code for rung in left] == ["last_day", "overdue", "supervisor"]
    assert clock.pk == left[0].clock_id


def test_the_heartbeat(db, monday):
    def age(at):
        return next(pulse.age for pulse in heartbeats.pulses(at) if pulse.name == "sweep")

    assert age(monday) is None
    heartbeats.beat("sweep", monday)
    heartbeats.beat("sweep", monday + timedelta(seconds=5))
    assert age(monday + timedelta(seconds=9)) == timedelta(seconds=4)
