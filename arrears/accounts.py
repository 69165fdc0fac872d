"""Does the money agree: claimed, agreed, confirmed, per worker. Closed means paid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from arrears.models import ClaimLine, Payment
from cases.models import Case, Party
from offices.bulk import in_batches
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


GUARD = "arrears_paid_means_paid"
"""The trigger that refuses to close a case as paid that is not; what changes afterwards it does not see."""


def paid_in_name_only(cases: QuerySet[Case]) -> Iterator[str]:
    """Yield each worker of a case closed as paid whose lines and confirmed payments do not say so."""
    for batch in in_batches(cases.filter(outcome=Case.Outcome.PAID).only("pk", "number")):
        confirmed = _confirmed(batch)
        lines: dict[int, list[tuple[int, Decimal | None, Decimal]]] = {case.pk: [] for case in batch}
        for case_id, worker, agreed, paid in _lines(batch):
            lines[case_id].append((worker, agreed, paid))
        for case in batch:
            if not lines[case.pk]:
                yield f"{case.number}: closed as paid without a claim"
            for worker, agreed, paid in lines[case.pk]:
                got = confirmed.get(worker, ZERO)
                if agreed is None or not agreed == paid == got:
                    told = f"party {worker} has {agreed} agreed, {paid} paid, {got} confirmed"
                    yield f"{case.number}: closed as paid, but {told}"


def _lines(batch: list[Case]) -> Iterator[tuple[int, int, Decimal | None, Decimal]]:
    """Yield case, worker, agreed and paid sum; without an agreed sum where a line has none."""
    rows = ClaimLine.objects.filter(case__in=batch).values("case_id", "worker_id").order_by("worker_id")
    rows = rows.annotate(agreed=Sum("agreed_amount"), paid=Sum("paid_amount"), open=Count("pk", filter=_OPEN))
    for row in rows:
        yield row["case_id"], row["worker_id"], None if row["open"] else row["agreed"], row["paid"]


_OPEN = Q(agreed_amount__isnull=True)


def _confirmed(batch: list[Case]) -> dict[int, Decimal]:
    rows = Payment.objects.filter(case__in=batch, status=Payment.Status.CONFIRMED).values("worker_id")
    return {row["worker_id"]: row["total"] for row in rows.annotate(total=Sum("amount"))}
