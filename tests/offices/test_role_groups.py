"""Roles are code and rows: after each migration, and at each appointment, the rows say what the code says."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models.signals import post_migrate

from offices import access, role_groups, roles
from offices.models import Staff
from offices.rights import Right
from offices.services import appoint, hire

ROLE = "inspector"


def migrate() -> None:
    """Send what `migrate` sends when it is done."""
    app = apps.get_app_config("offices")
    post_migrate.send(sender=app, app_config=app, using="default", verbosity=0, interactive=False)


def with_rights(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Give the role other rights, as a new release would."""
    monkeypatch.setitem(roles.ROLES, ROLE, replace(roles.ROLES[ROLE], rights=change(roles.ROLES[ROLE].rights)))


def holds(person: Staff, right: Right, instant: datetime) -> bool:
    """Whether the person may, read anew."""
    fresh = Staff.objects.select_related("office").get(pk=person.pk)
    return access.can(fresh, right, fresh.office.path, instant)


def test_a_right_added_to_a_role_reaches_the_offices_there_are(
    staff: dict[str, Staff], instant: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not holds(staff[ROLE], Right.ASSIGN_MEDIATOR, instant)
    with_rights(monkeypatch, lambda rights: rights | {Right.ASSIGN_MEDIATOR})

    migrate()

    assert holds(staff[ROLE], Right.ASSIGN_MEDIATOR, instant)
    assert not holds(staff["petition"], Right.ASSIGN_MEDIATOR, instant)
    assert role_groups.sync_roles() == 0


def test_a_right_taken_from_a_role_leaves(
    staff: dict[str, Staff], instant: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rights(monkeypatch, lambda rights: rights - {Right.INSPECT})

    migrate()

    assert not holds(staff[ROLE], Right.INSPECT, instant)
    assert holds(staff[ROLE], Right.READ_CASE, instant)


def test_a_role_that_is_gone_has_no_rights(
    staff: dict[str, Staff], instant: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(roles.ROLES, ROLE)

    migrate()

    assert not holds(staff[ROLE], Right.READ_CASE, instant)
    assert holds(staff["mediator"], Right.MEDIATE, instant)


def test_an_appointment_gives_what_the_role_carries_now(
    staff: dict[str, Staff], instant: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rights(monkeypatch, lambda rights: rights | {Right.ASSIGN_MEDIATOR})
    office = staff[ROLE].office
    assert office is not None
    person = hire(username="new", name="新", office=office, password=None)

    appoint(staff=person, office=office, role=ROLE, by=None, at=instant)

    assert holds(person, Right.ASSIGN_MEDIATOR, instant)


def test_a_migration_that_stops_half_way_syncs_nothing(
    staff: dict[str, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(role_groups.GroupObjectPermission._meta, "db_table", "not_made_yet")
    assert Group.objects.filter(name__contains="@").exists()

    migrate()  # would fail on the missing table
