"""May this person do this here. A grant on an office covers those below; a deputy holds what the absent hold."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from guardian.models import GroupObjectPermission

from offices.errors import NotPermitted
from offices.models import Deputyship, Office, Staff
from offices.rights import WATCH, Right

Grants = frozenset[tuple[str, str]]


def _group_grants(staff_ids: Iterable[int]) -> Grants:
    """Return (right, office path) of the role groups of these people: two queries."""
    content_type = ContentType.objects.get_for_model(Office)
    rows = GroupObjectPermission.objects.filter(
        content_type=content_type, group__user__in=list(staff_ids), group__user__is_active=True
    ).values_list("permission__codename", "object_pk")
    pairs = set(rows)
    paths = dict(
        Office.objects.filter(pk__in={int(pk) for _right, pk in pairs}, is_active=True).values_list("pk", "path")
    )
    return frozenset((right, paths[int(pk)]) for right, pk in pairs if int(pk) in paths)


def _deputyships(staff: Staff) -> list[Deputyship]:
    if not hasattr(staff, "_deputyships_held"):
        staff._deputyships_held = list(Deputyship.objects.filter(deputy=staff))  # type: ignore[attr-defined]
    return staff._deputyships_held  # type: ignore[attr-defined, no-any-return]


def absent_for(staff: Staff, at: datetime) -> list[int]:
    """Return those for whom the person stands in at an instant."""
    return [held.absent_id for held in _deputyships(staff) if held.since <= at < held.until]


def grants_of(staff: Staff, at: datetime) -> Grants:
    """Return all (right, office path) the person holds at an instant, deputyships included.

    Own grants are read once per instance, deputyships too; whether a deputyship runs is decided at each call, so its
    rights end the minute it ends.
    """
    return _grants(staff, frozenset({staff.pk, *absent_for(staff, at)}))


def _grants(staff: Staff, people: frozenset[int]) -> Grants:
    if not staff.is_active:
        return frozenset()
    cache: dict[frozenset[int], Grants] = staff.__dict__.setdefault("_grants_cache", {})
    if people not in cache:
        lent = _group_grants(people - {staff.pk}) if len(people) > 1 else frozenset()
        own = _group_grants({staff.pk})
        cache[people] = own | {(right, path) for right, path in lent if right not in WATCH}
    return cache[people]


def forget(staff: Staff) -> None:
    """Drop what this instance remembers of its grants."""
    staff.__dict__.pop("_grants_cache", None)
    staff.__dict__.pop("_deputyships_held", None)


def can(staff: Staff, right: Right, office_path: str, at: datetime) -> bool:
    """Tell whether the person holds a right on an office: granted there or on an office above."""
    return any(granted == right and office_path.startswith(path) for granted, path in grants_of(staff, at))


def holds(staff: Staff, right: Right, office_path: str) -> bool:
    """Tell whether a right on an office is the person's own: what was lent to them does not count."""
    own = _grants(staff, frozenset({staff.pk}))
    return any(granted == right and office_path.startswith(path) for granted, path in own)


def require(staff: Staff, right: Right, office_path: str, at: datetime) -> None:
    """Raise NotPermitted unless the person holds the right on the office."""
    if not can(staff, right, office_path, at):
        raise NotPermitted(_("你没有在这个机构办理这件事的权限。"))


def prefixes(staff: Staff, right: Right, at: datetime) -> tuple[str, ...]:
    """Return the paths under which the person holds a right, without those that lie below another."""
    held = sorted(path for granted, path in grants_of(staff, at) if granted == right)
    return tuple(path for path in held if not any(path != other and path.startswith(other) for other in held))


def upwards(path: str) -> list[str]:
    """Return the path of an office and those of all above it, nearest first."""
    segments = path.rstrip(".").split(".")
    return [".".join(segments[:length]) + "." for length in range(len(segments), 0, -1)]


def prefix_filter(field: str, paths: Iterable[str]) -> Q:
    """Return the condition that a path field (collation C) lies under one of the paths: one index range each."""
    condition = Q(pk__in=[])
    for path in paths:
        # The dot that closes a segment is followed by "/" in ASCII: the range ends just before it.
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})
    return condition
