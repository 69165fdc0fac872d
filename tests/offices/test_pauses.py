"""A pause is as long as it is said to be, doubles, and ends growing."""

from datetime import timedelta

import pytest

from offices.pauses import pause_after

FIRST, LONGEST = timedelta(seconds=10), timedelta(seconds=60)


@pytest.mark.parametrize(("times", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (10**6, 60)])
def test_a_pause_doubles_up_to_its_longest(times, seconds):
    assert pause_after(times, first=FIRST, longest=LONGEST) == timedelta(seconds=seconds)


def test_a_first_pause_of_days_may_be_doubled_for_years():
    week = timedelta(days=7)
    assert pause_after(10**6, first=timedelta(days=1), longest=week) == week


def test_what_has_not_happened_has_no_pause():
    with pytest.raises(ValueError, match="negative"):
        pause_after(0, first=FIRST, longest=LONGEST)
