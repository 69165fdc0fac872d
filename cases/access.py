"""May this person read this case, may they work on it. Recusal wins over any grant."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from cases.models import Case, Recusal
from offices import access
from offices.models import Staff
from offices.rights import Right


def is_recused(staff: Staff, case: Case) -> bool:
    """Tell whether the person must keep out of the case."""
    return Recusal.objects.filter(case=case, staff=staff).exists()


def may_read(staff: Staff, case: Case, at: datetime) -> bool:
    """Tell whether the person may read the case: READ_CASE on the office that holds it or has held it."""
    if is_recused(staff, case):
        return False
    if access.can(staff, Right.READ_CASE, case.office_path, at):
        return True
    # An office that handed the case on can still see what became of it; one that assists, for as long as it does.
    held = case.custody.values_list("office__path", flat=True)
    helping = case.assistance.filter(ended_at__isnull=True).values_list("office__path", flat=True)
    return any(access.can(staff, Right.READ_CASE, path, at) for path in held.union(helping))


def may_add(staff: Staff, rights: Iterable[Right], case: Case, at: datetime) -> bool:
    """Tell whether the person may add to the file: one of the rights on the office that holds or assists it now."""
    if is_recused(staff, case):
        return False
    helping = case.assistance.filter(ended_at__isnull=True).values_list("office__path", flat=True)
    paths = {case.office_path, *helping}
    return any(access.can(staff, right, path, at) for right in rights for path in paths)


def readable(staff: Staff, at: datetime) -> Q:
    """Return the condition that selects the cases a person may read by office."""
    return access.prefix_filter("office_path", access.prefixes(staff, Right.READ_CASE, at)) & ~Q(recusals__staff=staff)
