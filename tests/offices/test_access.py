"""Grants cover the tree below; deputies hold them to the minute."""

from datetime import timedelta

import pytest

from offices import access, throttle
from offices.errors import NotPermitted, Refusal
from offices.models import Division, Office
from offices.provinces import load_divisions
from offices.rights import Right
from offices.services import deactivate_staff, deputise

COUNTY, PREFECTURE, PROVINCE = "62.6201.620102.", "62.6201.", "62."


def test_the_reference_tree_is_whole(demo_offices):
    levels = {level: Division.objects.filter(level=level).count() for level in Division.Level.values}
    assert levels == {"province": 1, "prefecture": 14, "county": 88, "township": 1403}
    assert Office.objects.filter(kind=Office.Kind.HRSS).count() == 103
    assert load_divisions("62") == 1506


@pytest.mark.parametrize(
    ("username", "right", "path", "allowed"),
    [
        ("intake", Right.DECIDE_ACCEPTANCE, COUNTY, True),
        ("intake", Right.DECIDE_ACCEPTANCE, "62.6201.620103.", False),
        ("intake", Right.DECIDE_ACCEPTANCE, PREFECTURE, False),
        ("intake", Right.SUPERVISE, COUNTY, False),
        ("supervisor", Right.SUPERVISE, COUNTY + "I.", True),
        ("city-supervisor", Right.SUPERVISE, COUNTY, True),
        ("city-supervisor", Right.SUPERVISE, "62.6202.", False),
        ("province-supervisor", Right.SUPERVISE, "62.6230.623027.", True),
        ("inspector", Right.INSPECT, COUNTY + "I.", True),
        ("inspector", Right.INSPECT, COUNTY, False),
        ("auditor", Right.READ_CASE, COUNTY, True),
        ("auditor", Right.REVEAL_PERSONAL_DATA, COUNTY, False),
        ("admin", Right.READ_CASE, COUNTY, False),
    ],
)
def test_a_grant_covers_the_offices_below_and_no_other(staff, instant, username, right, path, allowed):
    assert access.can(staff[username], right, path, instant) is allowed


def test_a_deputyship_ends_at_its_minute(staff, instant):
    end = instant + timedelta(days=3)
    deputise(
        absent=staff["intake"],
        deputy=staff["mediator2"],
        since=instant,
        until=end,
        reason="休假",
        by=staff["supervisor"],
        at=instant,
    )
    deputy = staff["mediator2"]
    assert not access.can(deputy, Right.DECIDE_ACCEPTANCE, COUNTY, instant - timedelta(seconds=1))
    assert access.can(deputy, Right.DECIDE_ACCEPTANCE, COUNTY, instant)
    assert access.can(deputy, Right.DECIDE_ACCEPTANCE, COUNTY, end - timedelta(microseconds=1))
    assert not access.can(deputy, Right.DECIDE_ACCEPTANCE, COUNTY, end)


def test_only_a_supervisor_of_the_office_grants_a_deputyship(staff, instant):
    with pytest.raises(NotPermitted):
        deputise(
            absent=staff["intake"],
            deputy=staff["mediator"],
            since=instant,
            until=instant + timedelta(days=1),
            reason="休假",
            by=staff["intake"],
            at=instant,
        )


def test_someone_who_leaves_holds_nothing_and_stays_in_history(staff, instant):
    deactivate_staff(staff=staff["intake"], on=instant.date(), by=None, at=instant)
    assert access.grants_of(staff["intake"], instant) == frozenset()
    assert staff["intake"].appointments.get().until == instant


def test_a_member_of_staff_is_never_deleted(staff):
    with pytest.raises(Refusal):
        staff["admin"].delete()


def test_prefixes_leave_out_what_lies_below_another(staff, instant):
    assert access.prefixes(staff["province-supervisor"], Right.SUPERVISE, instant) == ("62.",)
    found = Office.objects.filter(access.prefix_filter("path", (PREFECTURE,)))
    assert set(found) == {office for office in Office.objects.all() if office.path.startswith(PREFECTURE)}


def test_grants_take_a_constant_number_of_queries(staff, instant, django_assert_num_queries):
    access.can(staff["supervisor"], Right.SUPERVISE, COUNTY, instant)
    access.forget(staff["supervisor"])
    with django_assert_num_queries(3):
        access.can(staff["supervisor"], Right.SUPERVISE, COUNTY, instant)
        access.can(staff["supervisor"], Right.READ_CASE, PROVINCE, instant)


def test_a_door_closes_after_its_limit_and_opens_again(db, instant):
    window = timedelta(minutes=10)
    for _try in range(3):
        throttle.hit("track", "1.2.3.4", limit=3, window=window, at=instant)
    with pytest.raises(throttle.TooManyAttempts):
        throttle.hit("track", "1.2.3.4", limit=3, window=window, at=instant)
    throttle.hit("track", "5.6.7.8", limit=3, window=window, at=instant)
    throttle.hit("track", "1.2.3.4", limit=3, window=window, at=instant + window)
