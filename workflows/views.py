"""Kept views of the board: a name and the filters of its address."""

from django.db.models import QuerySet

from offices.models import Staff
from workflows.models import SavedView

MOST = 30


def of(staff: Staff) -> QuerySet[SavedView]:
    """Return a person's kept views."""
    return SavedView.objects.filter(staff=staff).order_by("name")[:MOST]


def keep(*, staff: Staff, name: str, query: str) -> None:
    """Keep filters under a name; the same name again replaces them."""
    SavedView.objects.update_or_create(staff=staff, name=name, defaults={"query": query})


def forget(*, staff: Staff, pk: str) -> None:
    """Drop one's own view."""
    if pk.isdecimal() and len(pk) < 19:
        SavedView.objects.filter(staff=staff, pk=pk).delete()
