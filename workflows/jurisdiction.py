"""Who is competent: how often a case was returned since the last decision, and who stands above both offices."""

from datetime import datetime

from cases.models import Case, Custody
from offices.models import Office

MOST_RETURNS = 3
"""The return with which a dispute goes up."""


def since_decision(case: Case) -> list[Custody]:
    """Return the custody intervals after the last decision on jurisdiction, oldest first."""
    held = list(case.custody.select_related("office").order_by("since", "pk"))
    decided = [index for index, custody in enumerate(held) if custody.kind == Custody.Kind.DECISION]
    return held[decided[-1] + 1 :] if decided else held


def returns(case: Case) -> int:
    """Count the returns since the last decision."""
    return sum(1 for custody in since_decision(case) if custody.kind == Custody.Kind.RETURN)


def first_return(case: Case, at: datetime) -> dict[str, datetime]:
    """Say from when the dispute runs: the first return since the last decision."""
    found = [custody.since for custody in since_decision(case) if custody.kind == Custody.Kind.RETURN]
    return {"triggered_at": found[0] if found else at}


def is_decided(case: Case) -> bool:
    """Tell whether a superior has decided: nobody returns the case after that."""
    return case.custody.filter(kind=Custody.Kind.DECISION).exists()


def common_superior(case: Case) -> Office:
    """Return the nearest HRSS office above every office that the dispute is between."""
    paths = [custody.office.path for custody in since_decision(case)] or [case.office_path]
    shared: list[str] = []
    for segments in zip(*(path.split(".")[:-1] for path in paths), strict=False):
        if len(set(segments)) > 1:
            break
        shared.append(segments[0])
    above = [".".join(shared[: count + 1]) + "." for count in range(len(shared))]
    # An office is not its own superior: one office that returns to itself is decided from above.
    able = Office.objects.filter(path__in=above, kind=Office.Kind.HRSS, is_active=True).exclude(path__in=paths)
    nearest = max(able, key=lambda office: len(office.path), default=None)
    return nearest or Office.objects.filter(parent__isnull=True, kind=Office.Kind.HRSS).order_by("pk")[0]
