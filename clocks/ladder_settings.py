"""The ladder of an office as data: proposed by one person, approved by another, in force from a day to come."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clocks import standards
from clocks.errors import LadderRefused
from clocks.ladder import DEFAULT_TERMS, REPEATS, Terms
from clocks.models import LadderSetting
from law.limits import codes
from offices import access
from offices.administration import What, write
from offices.clock import legal_day
from offices.memo import remembered
from offices.models import Office, Staff
from offices.rights import Right

_BOUNDS = {
    "remind_percent": (1, 99),
    "last_day_before": (1, 20),
    "upper_office_after": (1, 20),
    "repeat_every": (1, 60),
    "repeat_times": (0, len(REPEATS)),
}


@remembered
def terms_of(rule: str, on: date, office_path: str) -> Terms:
    """Return the terms for a clock that begins on a day: of the nearest office up the path, the rule's own first."""
    rows = LadderSetting.objects.filter(
        rule__in=("", rule),
        effective_from__lte=on,
        office__path__in=access.upwards(office_path),
        approved_by__isnull=False,
    ).select_related("office")
    row = max(rows, key=lambda found: (len(found.office.path), found.rule, found.effective_from), default=None)
    return DEFAULT_TERMS if row is None else Terms(**{name: getattr(row, name) for name in _BOUNDS})


@transaction.atomic
def propose(*, office: Office, rule: str, terms: Terms, effective_from: date, by: Staff, at: datetime) -> LadderSetting:
    """Propose when rungs fire in an office from a day on; `rule` empty means every rule.

    Raises `NotPermitted`, or `LadderRefused` with the field for an unknown rule, a value out of bounds or a day gone.
    """
    access.require(by, Right.ADMINISTER, office.path, at)
    if rule and rule not in standards.DEFAULTS and rule not in codes():
        raise LadderRefused(_("没有这项期限：%(rule)s") % {"rule": rule}, field="rule")
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(terms, name) <= most:
            raise LadderRefused(_("应为%(least)s至%(most)s。") % {"least": least, "most": most}, field=name)
    if effective_from <= legal_day(at):
        raise LadderRefused(_("新的设置从以后的日期起算。"), field="effective_from")
    if LadderSetting.objects.filter(office=office, rule=rule, effective_from=effective_from).exists():
        raise LadderRefused(_("这一天已经有一项设置。"), field="effective_from")
    write(what=What.RULE_PROPOSED, at=at, by=by, detail=f"{rule} {effective_from}", office_path=office.path)
    return LadderSetting.objects.create(
        office=office, rule=rule, effective_from=effective_from, proposed_by=by, **asdict(terms)
    )


@transaction.atomic
def approve(*, setting: LadderSetting, by: Staff, at: datetime) -> LadderSetting:
    """Approve a proposal, as somebody other than its author and before its day. Approving again changes nothing.

    Raises `NotPermitted` or `LadderRefused`.
    """
    access.require(by, Right.ADMINISTER, setting.office.path, at)
    row = LadderSetting.objects.select_for_update().get(pk=setting.pk)
    if row.approved_by_id is not None:
        return row
    if row.proposed_by_id == by.pk:
        raise LadderRefused(_("提出的人不能自己批准。"))
    if row.effective_from <= legal_day(at):
        raise LadderRefused(_("生效日期已过，请重新提出。"), field="effective_from")
    row.approved_by = by
    row.save(update_fields=["approved_by"])
    detail = f"{row.rule} {row.effective_from}"
    write(what=What.RULE_APPROVED, at=at, by=by, detail=detail, office_path=row.office.path)
    return row
