"""A small office and its case, on a fixed Monday."""

from datetime import datetime

import pytest

from cases.models import Case
from offices.clock import LEGAL_ZONE
from tests.small_office import SmallOffice, make_case, make_small_office


@pytest.fixture
def monday() -> datetime:
    """Monday 2026-09-21, 10:00 in Lanzhou: ten days before National Day."""
    return datetime(2026, 9, 21, 10, 0, tzinfo=LEGAL_ZONE)


@pytest.fixture
def house(db: None, monday: datetime) -> SmallOffice:
    """The offices and people."""
    return make_small_office(monday)


@pytest.fixture
def case(house: SmallOffice, monday: datetime) -> Case:
    """A complaint in the county."""
    return make_case(house.county, monday)
