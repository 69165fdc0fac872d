"""The administration log: log-ins, accounts, roles, rules, exports. The database refuses to change or remove a line."""

from datetime import datetime

from offices.models import AdministrationEntry, Staff

What = AdministrationEntry.What


def write(
    *,
    what: str,
    at: datetime,
    by: Staff | None = None,
    about: Staff | None = None,
    detail: str = "",
    address: str = "",
    office_path: str | None = None,
) -> None:
    """Write one line, in the transaction of what it tells. The line belongs to the office of whom it is about."""
    person = about or by
    office = person.office if person else None
    AdministrationEntry.objects.create(
        what=what,
        at=at,
        by=by,
        about=about,
        detail=detail[:200],
        address=partly(address),
        office_path=office_path if office_path is not None else office.path if office else "",
    )


def partly(address: str) -> str:
    """Return an address without its last part: enough to see that somebody else logged in."""
    mark = ":" if ":" in address else "."
    head, _mark, _last = address.rpartition(mark)
    return f"{head}{mark}*" if head else ""
