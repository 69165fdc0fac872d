"""What a legal form is: its name, what it must hold, how it is numbered and laid out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from documents.errors import FormIncomplete

Fields = dict[str, Any]


class Audience(StrEnum):
    """Who of the parties may read a paper; staff of the office always may."""

    OFFICE = "office"
    WHOLE = "whole"  # it lists what every worker gets: the representative, or a worker who is alone
    PARTIES = "parties"


@dataclass(frozen=True, kw_only=True)
class Form:
    """One legal form.

    `required` and `optional` name the fields a caller passes and their titles; `secret` ones are printed on the copy
    handed to the party and kept nowhere. `mark` is the word in the document number. `check` puts
    the fields in order and refuses what does not add up. `replaces_missing` prints a sign for a character that the
    fonts lack, and says so, where refusing would turn a person away. `audience` opens it to parties; nothing
    stated, to none.
    """

    code: str
    title: str | Promise
    mark: str
    template: str
    required: Mapping[str, str | Promise]
    optional: Mapping[str, str | Promise] = field(default_factory=dict)
    secret: Mapping[str, str | Promise] = field(default_factory=dict)
    check: Callable[[Fields], None] | None = None
    replaces_missing: bool = False
    audience: Audience = Audience.OFFICE

    def clean(self, fields: Mapping[str, Any]) -> Fields:
        """Return the fields as plain values that survive JSON; raises `FormIncomplete` naming the first fault."""
        known = {**self.required, **self.optional}
        for name in fields:
            if name not in known:
                raise FormIncomplete(
                    _("%(form)s没有这一栏：%(field)s") % {"form": self.title, "field": name}, field=name
                )
        plain = {name: _plain(value, name) for name, value in fields.items()}
        for name, title in self.required.items():
            if plain.get(name) in ("", None, [], {}):
                message = _("%(form)s缺少：%(field)s") % {"form": self.title, "field": title}
                raise FormIncomplete(message, field=name)
        if self.check is not None:
            self.check(plain)
        return plain


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return format(value.quantize(Decimal("0.01")), "f")
    if isinstance(value, datetime):
        raise FormIncomplete(_("日期栏请填法定日期：%(field)s") % {"field": name}, field=name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part, name) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, name) for part in value]
    raise FormIncomplete(_("这一栏的内容不能印在文书上：%(field)s") % {"field": name}, field=name)


def check_rows(fields: Fields, name: str, columns: tuple[str, ...]) -> None:
    """Refuse a table with an empty cell in one of `columns`."""
    for number, row in enumerate(fields[name], start=1):
        for column in columns:
            if not isinstance(row, dict) or row.get(column) in ("", None):
                message = _("第%(number)s行缺少内容（%(column)s）") % {"number": number, "column": column}
                raise FormIncomplete(message, field=name)


def check_total(fields: Fields, rows: str, total: str) -> None:
    """Refuse a table whose amounts do not add up to the total."""
    found = sum((Decimal(row["amount"]) for row in fields[rows]), Decimal(0))
    if found != Decimal(fields[total]):
        message = _("各人金额合计%(found)s元，与总额%(total)s元不符。") % {"found": found, "total": fields[total]}
        raise FormIncomplete(message, field=total)


def as_list(fields: Fields, name: str) -> None:
    """Take a single word where the form prints several."""
    if isinstance(fields.get(name), str):
        fields[name] = [fields[name]] if fields[name] else []
