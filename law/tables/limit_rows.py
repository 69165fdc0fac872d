"""All tables of limits, in the order of law.md section 2."""

from __future__ import annotations

from law.rows import Limit
from law.tables import limits_petition

LIMIT_ROWS: tuple[Limit, ...] = (*limits_petition.LIMITS_2022, *limits_petition.LIMITS_2005)
