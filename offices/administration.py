"""The administration log: log-ins, accounts, roles, rules, exports. The database refuses to change or remove a line."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offices.language import in_source
from offices.models import AdministrationEntry, Staff

What = AdministrationEntry.What


def write(
    *,
    what: str,
    at: datetime,
    by: Staff | None = None,
    about: Staff | None = None,
    detail: str | Promise = "",
    address: str = "",
    office_path: str | None = None,
) -> None:
    """Write one line, in the transaction of what it tells. The line belongs to the office of whom it is about.

    A lazy `detail` is kept in its source language; `told` translates it for the reader.
    """
    person = about or by
    office = person.office if person else None
    AdministrationEntry.objects.create(
        what=what,
        at=at,
        by=by,
        about=about,
        detail=in_source(detail)[:200],
        address=partly(address),
        office_path=office_path if office_path is not None else office.path if office else "",
    )


ENDED = {
    "idle": _("闲置太久"),
    "guessed": _("多次输错现在的密码"),
    "others": _("本人结束其他登录"),
    "password": _("本人修改密码，其他登录结束"),
    "reset": _("密码被重置"),
    "closed": _("账号停用"),
}
"""Why a session ended without its person logging out."""


def session_ended(*, staff: Staff, why: str, at: datetime, by: Staff | None = None, address: str = "") -> None:
    """Write that sessions of a person ended, and why: a key of `ENDED`. Which ones were open is not known."""
    write(what=What.SESSION_ENDED, at=at, by=by, about=staff, detail=ENDED[why], address=address)


FAILED_INSIDE = _("已登录，修改密码时输错")


def password_failed(*, staff: Staff, at: datetime, address: str) -> None:
    """Write that somebody in an open session of a person did not know the password in force."""
    write(what=What.LOGIN_FAILED, at=at, about=staff, detail=FAILED_INSIDE, address=address)


def partly(address: str) -> str:
    """Return an address without its last part: enough to see that somebody else logged in."""
    mark = ":" if ":" in address else "."
    head, _mark, _last = address.rpartition(mark)
    return f"{head}{mark}*" if head else ""
