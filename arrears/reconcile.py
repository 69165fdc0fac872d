"""Does the money agree: claimed, agreed, confirmed, per worker. Closed means paid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from arrears.models import ClaimLine, Payment
from cases.models import Case, Party
from offices.errors import Refusal

ZERO = Decimal("0.00")


class NotReconciled(Refusal):
    """A worker is short of money, or a line has no agreed sum."""

    code = "not_reconciled"


@dataclass
class WorkerBalance:
    """The account of one worker (yuan)."""

    worker: Party
    claimed: Decimal = ZERO
    agreed: Decimal = ZERO
    reported: Decimal = ZERO
    confirmed: Decimal = ZERO
    has_open_line: bool = False

    @property
    def outstanding(self) -> Decimal:
        """What is agreed and not yet confirmed as received."""
        return self.agreed - self.confirmed


@dataclass
class Balance:
    """The account of a case: its workers in filing order."""

    rows: list[WorkerBalance] = field(default_factory=list)

    def _sum(self, values: Iterable[Decimal]) -> Decimal:
        return sum(values, ZERO)

    @property
    def claimed(self) -> Decimal:
        """All that is claimed."""
        return self._sum(row.claimed for row in self.rows)

    @property
    def agreed(self) -> Decimal:
        """All that is agreed or ordered."""
        return self._sum(row.agreed for row in self.rows)

    @property
    def confirmed(self) -> Decimal:
        """All that workers confirmed."""
        return self._sum(row.confirmed for row in self.rows)

    @property
    def outstanding(self) -> Decimal:
        """All that is agreed and not confirmed."""
        return self._sum(row.outstanding for row in self.rows)


def balance(case: Case) -> Balance:
    """Return the account of a case: two queries, whatever the number of workers."""
    rows: dict[int, WorkerBalance] = {}
    for line in ClaimLine.objects.filter(case=case).select_related("worker").order_by("worker_id", "period_from"):
        row = rows.setdefault(line.worker_id, WorkerBalance(line.worker))
        row.claimed += line.claimed_amount
        row.agreed += line.agreed_amount or ZERO
        row.has_open_line |= line.agreed_amount is None
    sums = Payment.objects.filter(case=case).values("worker_id", "status").annotate(total=Sum("amount"))
    for entry in sums:
        if entry["worker_id"] not in rows:
            continue
        if entry["status"] == Payment.Status.CONFIRMED:
            rows[entry["worker_id"]].confirmed += entry["total"]
        elif entry["status"] == Payment.Status.REPORTED:
            rows[entry["worker_id"]].reported += entry["total"]
    return Balance(list(rows.values()))


def require_settled(case: Case) -> None:
    """Raise NotReconciled, naming the first worker who is short, unless every worker has confirmed all."""
    account = balance(case)
    for row in account.rows:
        if row.has_open_line:
            raise NotReconciled(_("%(name)s还有请求没有确定金额。") % {"name": row.worker.name})
        if row.outstanding != 0:
            raise NotReconciled(
                _("%(name)s还有 %(amount)s 元没有本人确认收到，不能按付清结案。")
                % {"name": row.worker.name, "amount": row.outstanding}
            )
    if not account.rows:
        raise NotReconciled(_("案件没有金额明细，不能按付清结案。"))
