"""When rungs fire is data of an office: proposed by one person, approved by another, from a day to come."""

from datetime import date, datetime, timedelta

import pytest

from clocks import ladder_settings, services
from clocks.errors import LadderRefused
from clocks.ladder import DEFAULT_TERMS, Terms
from clocks.models import LadderSetting, Rung
from offices.clock import LEGAL_ZONE
from offices.errors import NotPermitted
from offices.services import appoint, hire


@pytest.fixture
def administrators(house, monday):
    people = []
    for username in ("one", "two"):
        person = hire(username=username, name=username, office=house.province, password=None)
        appoint(staff=person, office=house.province, role="administrator", by=None, at=monday)
        people.append(person)
    return people


def propose(house, by, monday, *, office=None, rule="", since=date(2026, 10, 12), **terms):
    return ladder_settings.propose(
        office=office or house.county,
        rule=rule,
        terms=Terms(**{**vars(DEFAULT_TERMS), **terms}),
        effective_from=since,
        by=by,
        at=monday,
    )


def fires(case, house, at):
    clock = services.arm(case=case, rule="inspection_accept", triggered_at=at, office=house.county)
    return {rung.code: rung.fire_at for rung in Rung.objects.filter(clock=clock)}


def test_a_setting_holds_for_clocks_that_begin_from_its_day_on(case, house, administrators, monday):
    one, two = administrators
    setting = propose(house, one, monday, upper_office_after=1, repeat_every=2, repeat_times=1)
    before, since = (datetime(2026, 10, day, 10, tzinfo=LEGAL_ZONE) for day in (11, 12))
    assert fires(case, house, since)["upper_office"] == datetime(2026, 10, 22, 9, tzinfo=LEGAL_ZONE), "not approved yet"
    services.stop_all(case=case, reason="test", at=since)
    ladder_settings.approve(setting=setting, by=two, at=monday)
    found = fires(case, house, since + timedelta(seconds=1))
    assert found["upper_office"] == datetime(2026, 10, 20, 9, tzinfo=LEGAL_ZONE)
    assert found["repeat_1"] == datetime(2026, 10, 22, 9, tzinfo=LEGAL_ZONE)
    assert found["repeat_2"] is None
    services.stop_all(case=case, reason="test", at=since)
    assert fires(case, house, before)["repeat_2"] is not None, "a clock that began earlier keeps its ladder"


def test_the_nearest_office_wins_and_a_rule_of_its_own_before_the_rest(house, administrators, monday):
    one, two = administrators
    for office, rule, percent in ((house.province, "inspection_accept", 10), (house.county, "", 20)):
        ladder_settings.approve(
            setting=propose(house, one, monday, office=office, rule=rule, remind_percent=percent), by=two, at=monday
        )
    assert ladder_settings.terms_of("inspection_accept", date(2026, 10, 12), house.county.path).remind_percent == 20
    assert ladder_settings.terms_of("inspection_accept", date(2026, 10, 12), house.city.path).remind_percent == 10
    assert ladder_settings.terms_of("petition_handle", date(2026, 10, 12), house.city.path) == DEFAULT_TERMS
    own = propose(house, one, monday, rule="inspection_accept", remind_percent=30)
    ladder_settings.approve(setting=own, by=two, at=monday)
    assert ladder_settings.terms_of("inspection_accept", date(2026, 10, 12), house.county.path).remind_percent == 30


def test_two_people_and_sound_values(house, administrators, monday):
    one, two = administrators
    setting = propose(house, one, monday)
    with pytest.raises(LadderRefused):
        ladder_settings.approve(setting=setting, by=one, at=monday)
    with pytest.raises(NotPermitted):
        ladder_settings.approve(setting=setting, by=house.supervisor, at=monday)
    with pytest.raises(LadderRefused):
        ladder_settings.approve(setting=setting, by=two, at=monday + timedelta(days=30))
    for wrong in ({"rule": "no_such_rule"}, {"remind_percent": 0}, {"repeat_times": 4}, {"since": monday.date()}):
        with pytest.raises(LadderRefused):
            propose(house, one, monday, **wrong)
    with pytest.raises(LadderRefused):
        propose(house, one, monday)
    assert LadderSetting.objects.count() == 1
