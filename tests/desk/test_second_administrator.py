"""The page of staff where one administrator asks and another confirms."""

import pytest
from django.test import Client
from django.urls import reverse

from offices.models import AdministratorChange, Staff
from offices.services import appoint, deactivate_staff


@pytest.fixture
def seats(staff):
    """Two administrators of the province, each at their own desk."""
    made = {}
    for name in ("admin", "admin2"):
        made[name] = Client()
        made[name].force_login(staff[name])
    return made


def _decide(client, change, what):
    return client.post(reverse("desk:decide_change", args=[change.pk]), {"what": what}, follow=True)


def test_who_is_hired_as_administrator_waits_for_the_second(staff, seats):
    office = staff["admin"].office
    new = {"username": "third", "name": "第三人", "job_title": "", "office": office.pk, "role": "administrator"}
    page = seats["admin"].post(reverse("desk:staff"), new)
    assert page.context["told"].half == "first"
    person, change = Staff.objects.get(username="third"), AdministratorChange.objects.get()
    assert not person.appointments.exists()
    assert "等另一位管理员" in page.content.decode()
    own = seats["admin"].get(reverse("desk:staff")).content.decode()
    other = seats["admin2"].get(reverse("desk:staff")).content.decode()
    assert 'value="confirm"' not in own and 'value="drop"' in own
    assert 'value="confirm"' in other and "授予角色：管理员" in other and "第三人" in other
    assert "不能自己确认" in _decide(seats["admin"], change, "confirm").content.decode()
    assert not person.appointments.exists()
    assert "已确认" in _decide(seats["admin2"], change, "confirm").content.decode()
    assert person.appointments.get(until=None).role == "administrator"
    assert 'value="confirm"' not in seats["admin2"].get(reverse("desk:staff")).content.decode()


def test_an_administrator_s_new_password_is_told_in_halves_and_kept_nowhere(staff, seats, instant):
    local = staff["mediator"]
    appoint(staff=local, office=local.office, role="administrator", by=None, at=instant)
    page = seats["admin"].post(reverse("desk:person", args=[local.pk]), {"what": "reset"}, follow=True)
    assert "要两个人" in page.content.decode()
    first = page.context["told"].password
    answer = seats["admin2"].post(
        reverse("desk:decide_change", args=[AdministratorChange.objects.get().pk]), {"what": "confirm"}
    )
    second = answer.context["told"].password
    assert second in answer.content.decode() and first not in answer.content.decode()
    assert Staff.objects.get(pk=local.pk).check_password(f"{first}-{second}")
    for client in seats.values():
        kept = f"{dict(client.session.items())} {client.cookies}"
        assert first not in kept and second not in kept


def test_dismissing_and_ending_wait_too_and_the_page_says_so(staff, seats, instant):
    other = staff["admin2"]
    held = other.appointments.get(role="administrator")
    person = reverse("desk:person", args=[other.pk])
    assert "另一位管理员确认" in seats["admin"].get(person).content.decode()
    assert (
        "另一位管理员确认" not in seats["admin"].get(reverse("desk:person", args=[staff["intake"].pk])).content.decode()
    )
    seats["admin"].post(person, {"what": "end", "row": held.pk})
    seats["admin"].post(reverse("desk:dismiss", args=[other.pk]))
    assert sorted(AdministratorChange.objects.values_list("what", flat=True)) == ["dismiss", "end"]
    held.refresh_from_db()
    other.refresh_from_db()
    assert held.until is None and other.is_active
    listed = seats["admin"].get(reverse("desk:staff")).content.decode()
    assert listed.count("install") == 2, "nobody is left who could confirm: the way is said"
    for change in AdministratorChange.objects.all():
        _decide(seats["admin"], change, "drop")
    assert set(AdministratorChange.objects.values_list("outcome", flat=True)) == {"withdrawn"}


def test_where_somebody_can_confirm_the_page_does_not_send_to_the_server(staff, seats):
    clerk = staff["intake"]
    asked = {"what": "appoint", "office": clerk.office.pk, "role": "administrator"}
    seats["admin"].post(reverse("desk:person", args=[clerk.pk]), asked)
    assert "install" not in seats["admin"].get(reverse("desk:staff")).content.decode()


def test_an_administrator_of_elsewhere_neither_sees_nor_decides(staff, seats, instant):
    clerk = staff["intake"]
    appoint(staff=staff["mediator2"], office=clerk.office, role="administrator", by=None, at=instant)
    city = staff["city-petition"]
    seats["admin"].post(
        reverse("desk:person", args=[city.pk]), {"what": "appoint", "office": city.office.pk, "role": "administrator"}
    )
    local = Client()
    local.force_login(staff["mediator2"])
    assert 'value="confirm"' not in local.get(reverse("desk:staff")).content.decode()
    assert _decide(local, AdministratorChange.objects.get(), "confirm").status_code == 404
    assert AdministratorChange.objects.get().outcome == ""


def test_a_closed_account_is_not_dismissed_again(staff, seats, instant):
    deactivate_staff(staff=staff["intake"], on=instant.date(), by=None, at=instant)
    answer = seats["admin"].post(reverse("desk:dismiss", args=[staff["intake"].pk]), follow=True)
    assert "已经停用" in answer.content.decode()


def test_whom_it_is_about_sees_it_without_a_button(staff, seats):
    seats["admin"].post(reverse("desk:dismiss", args=[staff["admin2"].pk]))
    page = seats["admin2"].get(reverse("desk:staff")).content.decode()
    assert "关于你本人" in page
    assert 'value="confirm"' not in page and 'value="drop"' not in page
