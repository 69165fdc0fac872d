"""Who holds a right here: the same answer as asking each person, in one query."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType

from offices import access
from offices.models import Office, Staff
from offices.people import people_with, people_within
from offices.rights import Right
from offices.services import deputise

PATHS = ("62.", "62.6201.", "62.6201.620102.", "62.6201.620103.", "62.6202.")


@pytest.mark.parametrize("moment", ["before", "during", "at the end"])
def test_it_answers_as_each_person_would(staff, instant, moment):
    end = instant + timedelta(days=3)
    deputise(
        absent=staff["intake"],
        deputy=staff["mediator2"],
        since=instant,
        until=end,
        reason="年休假",
        by=staff["supervisor"],
        at=instant,
    )
    Staff.objects.filter(username="inspector").update(is_active=False)
    at = {"before": instant - timedelta(seconds=1), "during": instant, "at the end": end}[moment]
    for right in Right:
        for path in PATHS:
            asked = {person.pk for person in Staff.objects.all() if access.can(person, right, path, at)}
            assert {person.pk for person in people_with([right], path, at)} == asked, (right, path)
    is_there = staff["mediator2"] in people_with([Right.DECIDE_ACCEPTANCE], PATHS[2], at)
    assert is_there is (moment == "during")


def test_it_asks_once_and_names_nobody_twice(staff, instant, django_assert_num_queries):
    ContentType.objects.get_for_model(Office)
    with django_assert_num_queries(1):
        found = [person.pk for person in people_with(list(Right), PATHS[2], instant)]
    assert len(found) == len(set(found)) > 3


@pytest.mark.parametrize("paths", [(), PATHS[:1], PATHS[2:3], PATHS[2:4], PATHS[4:]])
def test_within_offices_it_names_who_holds_the_right_on_one_of_them(staff, instant, paths):
    reached = [
        path for path in Office.objects.values_list("path", flat=True) if any(path.startswith(held) for held in paths)
    ]
    for right in Right:
        asked = {
            person.pk for person in staff.values() if any(access.can(person, right, path, instant) for path in reached)
        }
        assert {person.pk for person in people_within([right], paths, instant)} == asked, (right, paths)
