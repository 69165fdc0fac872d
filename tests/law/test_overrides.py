"""What was recalled can be confirmed as data; what was read in the law cannot be changed."""

import pytest

from law.errors import InvalidAmount, InvalidDate, InvalidFact, UnknownRule
from law.limits import get_limit, versions
from law.rows import Unit
from law.tables.limit_rows import LIMIT_ROWS
from law.tables.overrides import apply_overrides

HEAD = "code,length,unit,effective_from,source"


def _apply(line):
    return {row.code: row for row in apply_overrides(LIMIT_ROWS, [HEAD, line])}


def test_a_recalled_rule_takes_the_confirmed_length():
    since = versions("inspection_decide")[0].effective_from
    found = _apply(f"inspection_decide,12,working_day,{since},省厅规定")["inspection_decide"]
    assert (found.length, found.unit, found.overridden) == (12, Unit.WORKING_DAY, True)
    assert get_limit("inspection_decide", since).length == 15


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("petition_handle,90,calendar_day,2022-05-01,某文", InvalidFact),
        ("inspection_decide,12,working_day,1999-01-01,某文", UnknownRule),
        ("nothing,12,working_day,2022-05-01,某文", UnknownRule),
        ("inspection_decide,-1,working_day,2005-02-01,某文", InvalidAmount),
        ("inspection_decide,12,fortnight,2005-02-01,某文", InvalidFact),
        ("inspection_decide,12,working_day,昨天,某文", InvalidDate),
        ("inspection_decide,12,working_day,2005-02-01,", InvalidFact),
    ],
)
def test_a_bad_row_is_refused_by_kind(line, error):
    with pytest.raises(error):
        _apply(line)
