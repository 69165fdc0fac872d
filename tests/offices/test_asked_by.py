"""A line about what two administrators did together names both: who confirmed it, and who asked for it."""

import pytest

from offices.models import AdministrationEntry
from offices.services import appoint, deactivate_staff, end_appointment, reset_password

ACTS = {
    "ended": lambda person, two: end_appointment(appointment=person.appointments.get(role="administrator"), **two),
    "dismissed": lambda person, two: deactivate_staff(staff=person, on=two["at"].date(), **two),
    "password_reset": lambda person, two: reset_password(staff=person, **two),
}


@pytest.mark.parametrize("what", ["appointed", *ACTS])
def test_each_line_says_who_asked_for_it(staff, instant, what):
    person, office = staff["mediator2"], staff["intake"].office
    two = {"by": staff["admin2"], "second": staff["admin"], "at": instant}
    appoint(staff=person, office=office, role="administrator", **two)
    if what in ACTS:
        ACTS[what](person, two)
    line = AdministrationEntry.objects.filter(what=what, about=person).latest("pk")
    assert line.by == staff["admin2"]
    assert line.detail.endswith(f"（{staff['admin'].name}提出）")
