"""How long to wait before what did not go is tried again."""

from datetime import timedelta

_ENOUGH = 20
"""Doublings after which any pause has reached its longest: a count of failures may grow for years."""


def pause_after(times: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Return the pause after the first, second … time in a row: `first`, doubled each time, never more than `longest`.

    `first` and `longest` are at most days. Raises ValueError for less than one time.
    """
    return min(first * (1 << min(times - 1, _ENOUGH)), longest)
