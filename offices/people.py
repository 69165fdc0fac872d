"""Who holds a right on an office: the question of `offices.access`, asked the other way round."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from guardian.models import GroupObjectPermission

from offices.access import prefix_filter, upwards
from offices.models import Deputyship, Office, Staff
from offices.rights import Right


def people_with(rights: Iterable[Right], path: str, at: datetime) -> QuerySet[Staff]:
    """Return, by name, the active staff who hold one of the rights on an office at an instant: one query.

    As `access.can` has it: granted on the office or on one above it, to the person or to whom the person deputises.
    """
    return _holders(rights, Q(path__in=upwards(path)), at)


def people_within(rights: Iterable[Right], paths: Sequence[str], at: datetime) -> QuerySet[Staff]:
    """Return, by name, the active staff who hold one of the rights on some office under one of the paths: one query.

    Each of them holds it on at least one office there, be it by a grant on one above.
    """
    below = prefix_filter("path", paths)
    return _holders(rights, below | Q(path__in=[above for path in paths for above in upwards(path)]), at)


def nearest_with(right: Right, path: str) -> list[Staff]:
    """Return the active staff given a right on an office itself, else on the nearest one above: three queries."""
    offices = Office.objects.filter(path__in=upwards(path))
    paths = dict(offices.values_list("pk", "path"))
    given = _grants([right], offices).filter(group__user__is_active=True).values_list("object_pk", "group__user")
    holders = [(paths[int(pk)], person) for pk, person in given]
    nearest = max((place for place, _person in holders), key=len, default="")
    return list(Staff.objects.filter(pk__in={who for place, who in holders if place == nearest}).order_by("pk"))


def _grants(rights: Iterable[Right], offices: QuerySet[Office]) -> QuerySet[GroupObjectPermission]:
    return GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(Office),
        permission__codename__in=[right.value for right in rights],
        object_pk__in=offices.annotate(key=Cast("pk", CharField())).values("key"),
    )


def _holders(rights: Iterable[Right], granted_on: Q, at: datetime) -> QuerySet[Staff]:
    groups = _grants(rights, Office.objects.filter(granted_on, is_active=True)).values("group")
    deputies = Deputyship.objects.filter(
        absent__groups__in=groups, absent__is_active=True, since__lte=at, until__gt=at
    ).values("deputy")
    holding = Staff.objects.filter(groups__in=groups).values("pk")
    return Staff.objects.filter(Q(pk__in=holding) | Q(pk__in=deputies), is_active=True).order_by("name", "pk")
