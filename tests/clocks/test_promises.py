"""A promise is proposed by one, approved by another, and holds from a day to come."""

from datetime import date, timedelta

import pytest

from clocks import due, promises, services
from clocks.errors import PromiseRefused
from offices.errors import NotPermitted
from offices.services import appoint, hire


@pytest.fixture
def administrators(house, monday):
    made = []
    for username in ("admin1", "admin2"):
        person = hire(username=username, name=username, office=house.county, password=None)
        appoint(staff=person, office=house.county, role="administrator", by=None, at=monday)
        made.append(person)
    return made


@pytest.fixture
def propose(house, administrators, monday):
    def _propose(**changes):
        given = {"rule": "early_intervention", "length": 2, "unit": "working_day"}
        given |= {"office": house.county, "by": administrators[0], "effective_from": date(2026, 9, 22), "at": monday}
        return promises.propose(**{**given, **changes})

    return _propose


def total_of(case, house, moment):
    clock = services.arm(case=case, rule="early_intervention", triggered_at=moment, office=house.county)
    return due.state(clock, moment).days_total


def test_it_holds_once_another_has_approved_it_and_its_day_has_come(propose, administrators, case, house, monday):
    standard = propose()
    tomorrow = monday + timedelta(days=1)
    assert total_of(case, house, tomorrow) == 5
    with pytest.raises(PromiseRefused):
        promises.approve(standard=standard, by=administrators[0], at=monday)
    approved = promises.approve(standard=standard, by=administrators[1], at=monday)
    assert promises.approve(standard=standard, by=administrators[0], at=monday) == approved
    assert total_of(case, house, tomorrow + timedelta(seconds=1)) == 2
    assert total_of(case, house, monday) == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "petition_handle"}, "rule"),
        ({"unit": "hour"}, "unit"),
        ({"length": 0}, "length"),
        ({"length": 366}, "length"),
        ({"effective_from": date(2026, 9, 21)}, "effective_from"),
    ],
)
def test_what_cannot_be_promised_is_refused(propose, changes, field):
    with pytest.raises(PromiseRefused) as refusal:
        propose(**changes)
    assert refusal.value.field == field


def test_one_promise_a_day_and_only_by_an_administrator(propose, house, monday, administrators):
    standard = propose()
    with pytest.raises(PromiseRefused):
        propose()
    with pytest.raises(NotPermitted):
        propose(by=house.supervisor, effective_from=date(2026, 9, 23))
    with pytest.raises(NotPermitted):
        promises.approve(standard=standard, by=house.supervisor, at=monday)
    with pytest.raises(PromiseRefused):
        promises.approve(standard=standard, by=administrators[1], at=monday + timedelta(days=1))
