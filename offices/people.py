"""Who holds a right on an office: the question of `offices.access`, asked the other way round."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from guardian.models import GroupObjectPermission

from offices.models import Deputyship, Office, Staff
from offices.rights import Right


def people_with(rights: Iterable[Right], path: str, at: datetime) -> QuerySet[Staff]:
    """Return, by name, the active staff who hold one of the rights on an office at an instant: one query.

    As `access.can` has it: granted on the office or on one above it, to the person or to whom the person deputises.
    """
    segments = path.rstrip(".").split(".")
    upwards = [".".join(segments[:length]) + "." for length in range(1, len(segments) + 1)]
    offices = Office.objects.filter(path__in=upwards, is_active=True).annotate(key=Cast("pk", CharField()))
    groups = GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(Office),
        permission__codename__in=[right.value for right in rights],
        object_pk__in=offices.values("key"),
    ).values("group")
    deputies = Deputyship.objects.filter(
        absent__groups__in=groups, absent__is_active=True, since__lte=at, until__gt=at
    ).values("deputy")
    holding = Staff.objects.filter(groups__in=groups).values("pk")
    return Staff.objects.filter(Q(pk__in=holding) | Q(pk__in=deputies), is_active=True).order_by("name", "pk")
