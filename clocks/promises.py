"""Service standards of an office: proposed by one person, approved by another, in force from a day to come."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clocks import standards
from clocks.errors import PromiseRefused
from clocks.models import ServiceStandard
from law.rows import Unit
from offices import access
from offices.administration import What, write
from offices.clock import legal_day
from offices.models import Office, Staff
from offices.rights import Right

LONGEST = 365


@transaction.atomic
def propose(
    *, office: Office, rule: str, length: int, unit: str, effective_from: date, by: Staff, at: datetime
) -> ServiceStandard:
    """Propose what an office promises from a day on; it binds nobody before somebody else approves it.

    Raises `NotPermitted`, or `PromiseRefused` for a rule that is the law's, a length nobody means or a day gone by.
    """
    access.require(by, Right.ADMINISTER, office.path, at)
    known = standards.DEFAULTS.get(rule)
    if known is None:
        raise PromiseRefused(_("只有服务承诺可以由机构确定，法定期限不能改。"), field="rule")
    if unit not in (Unit.CALENDAR_DAY, Unit.WORKING_DAY):
        raise PromiseRefused(_("服务承诺按日或者按工作日计。"), field="unit")
    if not 1 <= length <= LONGEST:
        raise PromiseRefused(_("长度应为1至%(most)s。") % {"most": LONGEST}, field="length")
    if effective_from <= legal_day(at):
        raise PromiseRefused(_("新的承诺从以后的日期起算。"), field="effective_from")
    if ServiceStandard.objects.filter(office=office, rule=rule, effective_from=effective_from).exists():
        raise PromiseRefused(_("这一天已经有一项承诺。"), field="effective_from")
    write(what=What.RULE_PROPOSED, at=at, by=by, detail=f"{rule} {effective_from}", office_path=office.path)
    return ServiceStandard.objects.create(
        office=office,
        rule=rule,
        title=known.title_zh,
        length=length,
        unit=unit,
        effective_from=effective_from,
        proposed_by=by,
    )


@transaction.atomic
def approve(*, standard: ServiceStandard, by: Staff, at: datetime) -> ServiceStandard:
    """Approve a proposal, as somebody other than its author and before its day. Approving again changes nothing.

    Raises `NotPermitted` or `PromiseRefused`.
    """
    access.require(by, Right.ADMINISTER, standard.office.path, at)
    row = ServiceStandard.objects.select_for_update().get(pk=standard.pk)
    if row.approved_by_id is not None:
        return row
    if row.proposed_by_id == by.pk:
        raise PromiseRefused(_("提出的人不能自己批准。"))
    if row.effective_from <= legal_day(at):
        raise PromiseRefused(_("生效日期已过，请重新提出。"), field="effective_from")
    row.approved_by = by
    row.save(update_fields=["approved_by"])
    detail = f"{row.rule} {row.effective_from}"
    write(what=What.RULE_APPROVED, at=at, by=by, detail=detail, office_path=row.office.path)
    return row
