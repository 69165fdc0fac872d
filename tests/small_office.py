"""A county office with what stands above it, a supervisor and a case: the least that clocks, notices and forms need."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from cases.models import Case, Party
from cases.services import add_parties, number_case, open_case
from offices.actors import SYSTEM
from offices.clock import LEGAL_ZONE
from offices.models import Division, Office, Staff
from offices.provinces import add_sub_office
from offices.services import appoint, hire


def at(day: str, clock: str = "10:00") -> datetime:
    """Return an instant by its day and hour in Lanzhou."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LEGAL_ZONE)


@dataclass(frozen=True)
class SmallOffice:
    """Three offices one above the other, the inspection office of the county, and two people."""

    province: Office
    city: Office
    county: Office
    inspection: Office
    supervisor: Staff
    officer: Staff


def make_small_office(instant: datetime) -> SmallOffice:
    """Make the offices and their people."""
    made: list[Office] = []
    levels = (("62", "甘肃省", "province"), ("6201", "兰州市", "prefecture"), ("620102", "城关区", "county"))
    for code, name, level in levels:
        parent = made[-1] if made else None
        division = Division.objects.create(
            code=code, name=name, level=level, parent_id=parent.division_id if parent else None
        )
        path = (parent.path if parent else "") + f"{code}."
        made.append(
            Office.objects.create(
                name=f"{name}人力资源和社会保障局",
                kind=Office.Kind.HRSS,
                division=division,
                parent=parent,
                path=path,
                phone="0931-0000000",
            )
        )
    county = made[-1]
    supervisor = hire(username="supervisor", name="刘督办", office=county, password=None)
    appoint(staff=supervisor, office=county, role="supervisor", by=None, at=instant)
    officer = hire(username="intake", name="李受理", office=county, password=None)
    appoint(staff=officer, office=county, role="intake_officer", by=None, at=instant)
    inspection = add_sub_office(hrss=county, kind=Office.Kind.INSPECTION)
    return SmallOffice(made[0], made[1], county, inspection, supervisor, officer)


def make_case(office: Office, instant: datetime, *, language: str = "zh-hans") -> Case:
    """Open a wage complaint in an office."""
    case, _code = open_case(
        kind=Case.Kind.WAGE_COMPLAINT,
        channel=Case.Channel.WEB,
        office=office,
        division=office.division,
        received_at=instant,
        by=SYSTEM,
        language=language,
    )
    number_case(case=case, by=SYSTEM, at=instant)
    return case


def make_worker(case: Case, instant: datetime, *, name: str = "马建国", phone: str = "+8613900000001") -> Party:
    """Add a worker to a case."""
    people = [{"role": Party.Role.WORKER, "name": name, "phone": phone}]
    return add_parties(case=case, people=people, by=SYSTEM, at=instant)[0]


@pytest.fixture
def monday() -> datetime:
    """Monday 2026-09-21, 10:00 in Lanzhou: ten days before National Day."""
    return at("2026-09-21")


@pytest.fixture
def house(db: None, monday: datetime) -> SmallOffice:
    """The offices and people."""
    return make_small_office(monday)


@pytest.fixture
def case(house: SmallOffice, monday: datetime) -> Case:
    """A complaint in the county."""
    return make_case(house.county, monday)
