"""May this person read this case. Recusal wins over any grant."""

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


def readable(staff: Staff, at: datetime) -> Q:
    """Return the condition that selects the cases a person may read by office."""
    return access.prefix_filter("office_path", access.prefixes(staff, Right.READ_CASE, at)) & ~Q(recusals__staff=staff)
