"""Made-up staff for demonstration and training: Chengguan district of Lanzhou, the city and the province."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offices.models import Office, Staff
from offices.passwords import DEMO_PASSWORD
from offices.provinces import add_sub_office, build_offices, load_divisions
from offices.roles import ROLES
from offices.services import appoint, hire

__all__ = ["DEMO_LOGINS", "DEMO_PASSWORD", "PEOPLE", "create_demo_staff"]

PROVINCE = "62"


@dataclass(frozen=True)
class Person:
    """One made-up member of staff."""

    username: str
    name: str
    division: str
    kind: str
    role: str
    place: str

    @property
    def title(self) -> str:
        """Role and place, as the start of a demonstration prints them."""
        return f"{ROLES[self.role].title}（{self.place}）"


HRSS, INSPECTION, MEDIATION, PETITION = (
    Office.Kind.HRSS,
    Office.Kind.INSPECTION,
    Office.Kind.MEDIATION,
    Office.Kind.PETITION,
)

PEOPLE = (
    Person("intake", "李受理", "620102", HRSS, "intake_officer", "城关区"),
    Person("mediator", "王调解", "620102", HRSS, "mediator", "城关区"),
    Person("mediator2", "赵调解", "620102", HRSS, "mediator", "城关区"),
    Person("inspector", "张监察", "620102", INSPECTION, "inspector", "城关区"),
    Person("petition", "陈信访", "620102", PETITION, "petition_officer", "城关区"),
    Person("supervisor", "刘督办", "620102", HRSS, "supervisor", "城关区"),
    Person("city-supervisor", "孙督办", "6201", HRSS, "supervisor", "兰州市"),
    Person("city-petition", "周信访", "6201", PETITION, "petition_officer", "兰州市"),
    Person("province-supervisor", "吴督办", PROVINCE, HRSS, "supervisor", "甘肃省"),
    Person("province-petition", "郑信访", PROVINCE, PETITION, "petition_officer", "甘肃省"),
    Person("auditor", "钱审计", PROVINCE, HRSS, "auditor", "甘肃省"),
    Person("admin", "冯管理", PROVINCE, HRSS, "administrator", "甘肃省"),
    Person("admin2", "何管理", PROVINCE, HRSS, "administrator", "甘肃省"),
)

DEMO_LOGINS = [(person.title, person.username) for person in PEOPLE]


@transaction.atomic
def create_demo_staff(at: datetime) -> None:
    """Make divisions, offices and the made-up staff; safe to repeat."""
    load_divisions(PROVINCE)
    build_offices(PROVINCE)
    for division in (PROVINCE, "6201", "620102"):
        hrss = Office.objects.get(division_id=division, kind=Office.Kind.HRSS)
        for kind in (INSPECTION, MEDIATION, PETITION):
            add_sub_office(hrss=hrss, kind=kind)
    for person in PEOPLE:
        office = Office.objects.get(division_id=person.division, kind=person.kind)
        staff = Staff.objects.filter(username=person.username).first()
        if staff is None:
            staff = hire(username=person.username, name=person.name, office=office, password=DEMO_PASSWORD)
        appoint(staff=staff, office=office, role=person.role, by=None, at=at)
