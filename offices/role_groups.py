"""The group of each role in each office: its rights as object permissions, kept equal to the roles of the code."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from guardian.models import GroupObjectPermission

from offices.models import Office
from offices.roles import ROLES


def role_group(office: Office, role: str) -> Group:
    """Return the group of a role in an office, holding exactly the rights that the role carries today."""
    group, _made = Group.objects.get_or_create(name=f"{role}@{office.pk}")
    _give([group])
    return group


def sync_roles(**_kwargs: Any) -> int:
    """Give every role group the rights of its role and take away the others; a role that is gone has none.

    Runs after each `migrate`: a right added to a role reaches the offices there are. Returns how many grants changed.
    """
    return _give(Group.objects.filter(name__contains="@"))


def sync_after_migrate(using: str = "default", **_kwargs: Any) -> None:
    """Do so once all tables are there: a migration that stops half-way has none to sync."""
    needed = {model._meta.db_table for model in (Group, Permission, GroupObjectPermission, Office)}
    if needed <= set(connections[using].introspection.table_names()):
        sync_roles()


@transaction.atomic
def _give(groups: Iterable[Group]) -> int:
    content_type = ContentType.objects.get_for_model(Office)
    rights = dict(Permission.objects.filter(content_type=content_type).values_list("codename", "pk"))
    wanted: dict[tuple[int, int], str] = {}
    for group in groups:
        role, _at, office = group.name.partition("@")
        for right in ROLES[role].rights if role in ROLES else ():
            wanted[group.pk, rights[right]] = office
    held = GroupObjectPermission.objects.filter(content_type=content_type, group__in=groups)
    there = {(group, right): pk for pk, group, right in held.values_list("pk", "group_id", "permission_id")}
    gone = [pk for key, pk in there.items() if key not in wanted]
    GroupObjectPermission.objects.filter(pk__in=gone).delete()
    missing = [
        GroupObjectPermission(group_id=group, permission_id=right, content_type=content_type, object_pk=office)
        for (group, right), office in wanted.items()
        if (group, right) not in there
    ]
    GroupObjectPermission.objects.bulk_create(missing, ignore_conflicts=True)
    return len(gone) + len(missing)
