"""All tables of limits, in the order of law.md section 2."""

from __future__ import annotations

from law.rows import Limit
from law.tables.limits_arbitration import ARBITRATION
from law.tables.limits_blacklist import BLACKLIST
from law.tables.limits_court import COURT
from law.tables.limits_crime import CRIME
from law.tables.limits_inspection import INSPECTION
from law.tables.limits_mediation import MEDIATION
from law.tables.limits_petition import LIMITS_2005, LIMITS_2022
from law.tables.limits_wages import WAGES

LIMIT_ROWS: tuple[Limit, ...] = (
    *LIMITS_2022,
    *LIMITS_2005,
    *INSPECTION,
    *CRIME,
    *BLACKLIST,
    *MEDIATION,
    *ARBITRATION,
    *COURT,
    *WAGES,
)
