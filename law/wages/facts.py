"""What a wage claim is computed from: typed facts, checked when they are made.

Amounts are yuan in `Decimal`, days are `date`, both ends of a period are included. Every impossible fact is refused
here, with the exception type of its kind and the name of the field; nothing impossible reaches the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.errors import InvalidAmount, InvalidDate, InvalidFact, InvalidPeriod
from law.money import read_amount, read_decimal, read_wage
from law.months import Month, check_period, month_of
from law.wages.kinds import DeductionGround, DoubleWageException, HoursSystem, Occasion, WorkUnit

HOURS_A_DAY = Decimal(24)


@dataclass(frozen=True, slots=True)
class MonthlyWork:
    """A month at a monthly wage: the whole month, a number of paid days, or from one day to another inside it."""

    month: Month
    monthly_wage: Decimal
    days: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        read_wage(read_amount(self.monthly_wage, "monthly_wage"), "monthly_wage")
        if self.days is not None:
            if self.first_day or self.last_day:
                raise InvalidFact("days", "天数与起止日只能填一种")
            if read_decimal(self.days, "days") > (self.month.last_day - self.month.first_day).days + 1:
                raise InvalidFact("days", "天数多于当月的日历天数")
        for name in ("first_day", "last_day"):
            day = getattr(self, name)
            if day is not None and month_of(day) != self.month:
                raise InvalidPeriod(name, f"{day.isoformat()} 不在 {self.month} 内")
        check_period(*self.period, "last_day")

    @property
    def period(self) -> tuple[date, date]:
        """The days of the month the entry covers; the whole month when only a number of days is known."""
        return self.first_day or self.month.first_day, self.last_day or self.month.last_day

    @property
    def is_full_month(self) -> bool:
        """Say whether the whole month was worked."""
        return self.days is None and self.period == (self.month.first_day, self.month.last_day)


@dataclass(frozen=True, slots=True)
class UnitWork:
    """Work paid by the piece, the day or the hour. `full_time` marks a whole month worked full time."""

    label: str
    unit: WorkUnit
    period_from: date
    period_to: date
    quantity: Decimal
    unit_price: Decimal
    full_time: bool = False

    def __post_init__(self) -> None:
        check_period(self.period_from, self.period_to, "period_to")
        read_decimal(self.quantity, "quantity")
        read_wage(self.unit_price, "unit_price")
        days = (self.period_to - self.period_from).days + 1
        if self.unit is WorkUnit.DAY and self.quantity > days:
            raise InvalidFact("quantity", f"{days} 天的期间内不能有 {self.quantity} 个工作日")
        if self.unit is WorkUnit.HOUR and self.quantity > days * HOURS_A_DAY:
            raise InvalidFact("quantity", "小时数多于期间内的全部小时")
        month = month_of(self.period_from)
        if self.full_time and (self.period_from, self.period_to) != (month.first_day, month.last_day):
            raise InvalidPeriod("full_time", "只有整个自然月的工作才能标为全月正常出勤")


@dataclass(frozen=True, slots=True)
class Allowance:
    """An agreed allowance or bonus owed for a period."""

    label: str
    period_from: date
    period_to: date
    amount: Decimal

    def __post_init__(self) -> None:
        check_period(self.period_from, self.period_to, "period_to")
        read_amount(self.amount, "amount")


@dataclass(frozen=True, slots=True)
class Payment:
    """Money the worker received. Without a month it settles the oldest debt first.

    A loan or a living-cost advance that was not agreed as wage has `counts_as_wage=False` and settles nothing.
    """

    paid_on: date
    amount: Decimal
    month: Month | None = None
    reference: str = ""
    counts_as_wage: bool = True

    def __post_init__(self) -> None:
        if read_amount(self.amount, "amount") == 0:
            raise InvalidAmount("amount", "付款金额不能为零")


@dataclass(frozen=True, slots=True)
class Deduction:
    """What the employer kept back from one month's wage, and why."""

    month: Month
    ground: DeductionGround
    amount: Decimal
    label: str = ""

    def __post_init__(self) -> None:
        read_amount(self.amount, "amount")


@dataclass(frozen=True, slots=True)
class OvertimeWork:
    """Overtime of one month on one kind of occasion: hours, whole days of 8 hours, or pieces above the quota.

    The base is the hourly wage, else the monthly wage, else the monthly wage of that month among the worker's facts.
    """

    month: Month
    occasion: Occasion
    hours: Decimal | None = None
    days: Decimal | None = None
    pieces: Decimal | None = None
    piece_price: Decimal | None = None
    monthly_wage: Decimal | None = None
    hourly_wage: Decimal | None = None
    hours_system: HoursSystem = HoursSystem.STANDARD
    substitute_rest: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        given = [name for name in ("hours", "days", "pieces") if getattr(self, name) is not None]
        if len(given) != 1:
            raise InvalidFact("hours", "小时、天数、件数必须且只能填一种")
        for name in given:
            read_decimal(getattr(self, name), name)
        if self.piece_price is not None:
            read_wage(self.piece_price, "piece_price")
        _check_base(self.monthly_wage, self.hourly_wage)
        if (self.pieces is None) != (self.piece_price is None):
            raise InvalidFact("piece_price", "件数与单价必须同时填写")
        days = (self.month.last_day - self.month.first_day).days + 1
        if self.days is not None and self.days > days:
            raise InvalidFact("days", "天数多于当月的日历天数")
        if self.hours is not None and self.hours > days * HOURS_A_DAY:
            raise InvalidFact("hours", "小时数多于当月的全部小时")
        if self.hours_system is HoursSystem.COMPREHENSIVE and self.occasion is Occasion.REST_DAY:
            raise InvalidFact("occasion", "综合计算工时制下休息日工作计入总工时，请把超出部分按工作日延时填写")


@dataclass(frozen=True, slots=True)
class DayWorked:
    """One day and all the hours worked on it; the calendar says which factor applies."""

    on: date
    hours: Decimal
    monthly_wage: Decimal | None = None
    hourly_wage: Decimal | None = None
    substitute_rest: bool = False

    def __post_init__(self) -> None:
        if not 0 < read_decimal(self.hours, "hours") <= HOURS_A_DAY:
            raise InvalidFact("hours", "一天的工作时间应大于 0、不超过 24 小时")
        _check_base(self.monthly_wage, self.hourly_wage)


def _check_base(monthly: Decimal | None, hourly: Decimal | None) -> None:
    if monthly is not None:
        read_wage(read_amount(monthly, "monthly_wage"), "monthly_wage")
    if hourly is not None:
        read_wage(hourly, "hourly_wage")
    if monthly is not None and hourly is not None:
        raise InvalidFact("hourly_wage", "月工资与小时工资只能填一种作为基数")


@dataclass(frozen=True, slots=True)
class MonthWage:
    """The normal wage of one month."""

    month: Month
    amount: Decimal

    def __post_init__(self) -> None:
        read_wage(read_amount(self.amount, "amount"), "amount")


@dataclass(frozen=True, slots=True)
class DoubleWageFacts:
    """Work without a written contract (LCL art. 82).

    `contract_on` is the day a contract was written, `last_day` the last day of work, both None while neither has come.
    `tail_days` overrides the working days of the last part month, which otherwise come from the calendar.
    """

    first_day: date
    monthly_wage: Decimal
    contract_on: date | None = None
    last_day: date | None = None
    wages: tuple[MonthWage, ...] = ()
    tail_days: Decimal | None = None
    exception: DoubleWageException | None = None

    def __post_init__(self) -> None:
        read_wage(read_amount(self.monthly_wage, "monthly_wage"), "monthly_wage")
        if self.tail_days is not None and read_decimal(self.tail_days, "tail_days") > 31:
            raise InvalidFact("tail_days", "不足一个月的工作日不能多于 31 天")
        if self.contract_on is not None:
            check_period(self.first_day, self.contract_on, "contract_on")
        if self.last_day is not None:
            check_period(self.first_day, self.last_day, "last_day")
        if len({wage.month for wage in self.wages}) != len(self.wages):
            raise InvalidPeriod("wages", "同一个月份填了两次")


@dataclass(frozen=True, slots=True)
class SeveranceFacts:
    """The end of a labour contract for which severance is due (LCL arts 46-48) or compensation instead (art. 87).

    Give `average_wage`, or the wages of the last months (twelve, or all when fewer) from which it is computed.
    `local_average` is the city's average monthly wage of the year before; without it the cap cannot be tested. `paid`
    is what the employer has already paid as severance; wage payments never settle it.
    """

    first_day: date
    last_day: date
    average_wage: Decimal | None = None
    last_wages: tuple[Decimal, ...] = ()
    local_average: Decimal | None = None
    unlawful: bool = False
    paid: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        check_period(self.first_day, self.last_day, "last_day")
        read_amount(self.paid, "paid")
        if (self.average_wage is None) == (not self.last_wages):
            raise InvalidFact("average_wage", "平均工资与逐月工资必须且只能填一种")
        if len(self.last_wages) > 12:
            raise InvalidFact("last_wages", "最多填写解除前十二个月的工资")
        for name in ("average_wage", "local_average"):
            if getattr(self, name) is not None:
                read_wage(getattr(self, name), name)
        for wage in self.last_wages:
            read_decimal(wage, "last_wages")


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """Everything claimed by and paid to one worker. `division` is the code of the place of work."""

    worker: str
    division: str
    months: tuple[MonthlyWork, ...] = ()
    unit_work: tuple[UnitWork, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    overtime: tuple[OvertimeWork, ...] = ()
    days_worked: tuple[DayWorked, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    payments: tuple[Payment, ...] = ()
    double_wage: DoubleWageFacts | None = None
    severance: SeveranceFacts | None = None

    def __post_init__(self) -> None:
        if not self.worker.strip():
            raise InvalidFact("worker", "每名劳动者都要有姓名或编号")
        if not (self.division.isdecimal() and 2 <= len(self.division) <= 12):
            raise InvalidFact("division", "行政区划代码应为 2 至 12 位数字")


@dataclass(frozen=True, slots=True)
class OrderedAmount:
    """What an order to pay names for one worker."""

    worker: str
    amount: Decimal

    def __post_init__(self) -> None:
        if read_amount(self.amount, "amount") == 0:
            raise InvalidAmount("amount", "责令支付的金额不能为零")


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """An inspection order to pay within a time limit, and the rate the office fixed for the additional compensation.

    `amounts` are the sums the order names per worker; a worker not listed is taken at what the claim itself shows.
    """

    issued_on: date
    deadline: date
    rate: Decimal
    amounts: tuple[OrderedAmount, ...] = ()

    def __post_init__(self) -> None:
        if self.deadline < self.issued_on:
            raise InvalidPeriod("deadline", "限期早于责令支付之日")
        read_decimal(self.rate, "rate")
        if len({item.worker for item in self.amounts}) != len(self.amounts):
            raise InvalidFact("amounts", "同一名劳动者列了两次")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim of one or more workers as it stands on `as_of`."""

    as_of: date
    workers: tuple[WorkerFacts, ...]
    order: PaymentOrder | None = None

    def __post_init__(self) -> None:
        names = [worker.worker for worker in self.workers]
        if not names:
            raise InvalidFact("workers", "至少要有一名劳动者")
        if len(set(names)) != len(names):
            raise InvalidFact("workers", "同一名劳动者填了两次")
        for worker in self.workers:
            for payment in worker.payments:
                if payment.paid_on > self.as_of:
                    raise InvalidDate("payments", f"付款日 {payment.paid_on.isoformat()} 晚于计算日")
        if self.order is not None and not {item.worker for item in self.order.amounts} <= set(names):
            raise InvalidFact("amounts", "责令支付列出了本案之外的劳动者")
