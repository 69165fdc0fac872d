"""Fields that several task pages share: days, sums per claim line, plans of instalments, texts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arrears import accounts, plans
from arrears.models import ClaimLine
from cases.models import Case, Party
from desk.tasks.page import TaskForm
from offices.clock import legal_day, now

MAX_INSTALMENTS = 12


def note(*, required: bool = False, label: Any = None, rows: int = 3) -> forms.CharField:
    """Return a text area for a reason or a note."""
    return forms.CharField(
        label=label or _("备注"), required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": rows})
    )


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a date field (a native date input where the browser has one)."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def workers_of(case: Case) -> Any:
    """Return the workers of a case in filing order."""
    return Party.objects.filter(case=case, role=Party.Role.WORKER).order_by("pk")


class AmountsForm(TaskForm):
    """The sum to be paid for each claim line; the claimed sum stands in the box already."""

    def build(self) -> None:
        lines = ClaimLine.objects.filter(case=self.case).select_related("worker").order_by("worker_id", "period_from")
        self.lines = list(lines)
        for line in self.lines:
            known = line.agreed_amount or line.verified_amount or line.claimed_amount
            self.fields[f"line_{line.pk}"] = forms.DecimalField(
                label=f"{line.worker.name} {line.get_kind_display()} {line.period_from:%Y-%m}—{line.period_to:%Y-%m}",
                initial=known,
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=2,
            )

    @property
    def amount_fields(self) -> list[Any]:
        """The bound fields of the sums, for a table."""
        return [self[f"line_{line.pk}"] for line in self.lines]

    def given(self) -> dict[str, Any]:
        """Return what the act is given; the sums go as `amounts` and `plan`."""
        boxes = {f"line_{line.pk}" for line in self.lines}
        return {name: value for name, value in super().given().items() if name not in boxes}

    def amounts(self) -> dict[int, Decimal]:
        """Return the sum of each line (yuan)."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}

    def per_worker(self) -> dict[Party, Decimal]:
        """Return what each worker is still to get: the sums less what was confirmed; workers with nothing left out."""
        totals = {row.worker: -row.confirmed for row in accounts.balance(self.case).rows}
        for line in self.lines:
            totals[line.worker] += self.cleaned_data[f"line_{line.pk}"]
        return {worker: total for worker, total in totals.items() if total > 0}


def instalment_days(*, required: bool = True) -> forms.CharField:
    """Return the field for the days of payment, one a line; the sum is split equally, to the fen."""
    return forms.CharField(
        label=_("付款日期（每行一个，如 2026-12-15；金额按期数平均分，尾差并入最后一期）"),
        required=required,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def parse_days(text: str, *, not_before: date) -> list[date]:
    """Read one date a line, ascending and not before a day. Raises ValidationError with a sentence."""
    try:
        days = [date.fromisoformat(line.strip()) for line in text.splitlines() if line.strip()]
    except ValueError:
        raise ValidationError(_("请每行写一个日期，格式如 2026-12-15。")) from None
    if not 1 <= len(days) <= MAX_INSTALMENTS:
        raise ValidationError(_("付款日期应为 1 至 12 个。"))
    if days != sorted(set(days)):
        raise ValidationError(_("付款日期应由早到晚，且不重复。"))
    if days[0] < not_before:
        raise ValidationError(_("付款日期不能早于今天。"))
    if days[-1] > not_before + timedelta(days=3 * 366):
        raise ValidationError(_("付款日期过于久远，请核对年份。"))
    return days


class PlanForm(AmountsForm):
    """Sums per line and days of payment: what an agreement, a promise or an order fixes."""

    asked_only: ClassVar[tuple[str, ...]] = ("days",)

    days = instalment_days()

    def clean_days(self) -> list[date]:
        """Return the days of payment."""
        return parse_days(self.cleaned_data["days"], not_before=legal_day(now()))

    def clean(self) -> dict[str, Any]:
        """Split each worker's sum over the days and keep it as `plan` and `amounts`."""
        data = super().clean() or {}
        if self.errors:
            return data
        per_worker = self.per_worker()
        if not per_worker:
            raise ValidationError(_("确定支付的金额不能全部为零。"))
        data["amounts"] = self.amounts()
        data["plan"] = plans.equal_instalments(per_worker, data["days"])
        return data
