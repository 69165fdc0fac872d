"""The figures of the board, each from one pass over the rows that it counts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from arrears.models import ClaimLine, Payment
from cases.models import Case, Custody, Event
from clocks import calendars
from desk.board.filters import SOON
from offices.clock import LEGAL_ZONE, legal_day
from offices.models import Office, Staff
from workflows.models import WorkItem

AGES = ((0, 15), (16, 30), (31, 60), (61, 90), (91, None))
OUTLOOK_DAYS = 10
WEEKS = 12
CLOSED_DAYS = 90
"""How far back the list of doubtful closures looks."""


@dataclass
class Count3:
    """How many are open, late, and due soon, and how long they have waited together."""

    open: int = 0
    late: int = 0
    soon: int = 0
    waited: timedelta = timedelta(0)


@dataclass
class Counts:
    """The open work counted by each of its sides."""

    total: Count3 = field(default_factory=Count3)
    by: dict[str, list[tuple[Any, Count3]]] = field(default_factory=dict)


_SIDES = ("office", "person", "stage", "rule", "node")
_COUNT = """
SELECT grouping(o.id, w.holder_id, c.stage, k.rule, w.node), o.id, w.holder_id, c.stage, k.rule, w.node,
    count(*), count(*) FILTER (WHERE w.due_at <= %s), count(*) FILTER (WHERE w.due_at > %s AND w.due_at <= %s),
    sum(extract(epoch FROM %s - w.opened_at))
FROM workflows_workitem w JOIN cases_case c ON c.id = w.case_id JOIN offices_office o ON o.path = w.office_path
    LEFT JOIN clocks_clock k ON k.id = w.clock_id
WHERE w.id IN ({items})
GROUP BY GROUPING SETS ((o.id), (w.holder_id), (c.stage), (k.rule), (w.node), ())
"""
# grouping() sets the bit of each column that a row is not grouped by.
_SIDE_OF_BITS = {0b01111: "office", 0b10111: "person", 0b11011: "stage", 0b11101: "rule", 0b11110: "node"}


def counts(items: QuerySet[WorkItem], at: datetime) -> Counts:
    """Count open work in all and by office, person, stage, rule and step: one pass, and the names of two sides."""
    inner, parameters = items.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(items=inner), [at, at, at + SOON, at, *parameters])
        rows = cursor.fetchall()
    found = Counts(by={side: [] for side in _SIDES})
    for bits, *sides, open_count, late, soon, waited in rows:
        three = Count3(open_count, late, soon, timedelta(seconds=float(waited or 0)))
        side = _SIDE_OF_BITS.get(bits)
        if side is None:
            found.total = three
        else:
            found.by[side].append((sides[_SIDES.index(side)], three))
    _name(found, "office", Office.objects.in_bulk([pk for pk, _three in found.by["office"]]))
    _name(found, "person", Staff.objects.in_bulk([pk for pk, _three in found.by["person"] if pk]))
    for side in _SIDES:
        found.by[side].sort(key=lambda row: (-row[1].late, -row[1].open, str(row[0])))
    return found


def _name(found: Counts, side: str, names: dict[int, Any]) -> None:
    found.by[side] = [(names.get(pk), three) for pk, three in found.by[side]]


def ageing(cases: QuerySet[Case], at: datetime) -> list[tuple[int, int | None, int]]:
    """Count open cases by the days since they came: (from, to, number); the last has no end."""
    today = datetime.combine(legal_day(at), time(0), LEGAL_ZONE)

    def aged(first: int, last: int | None) -> Q:
        came_by = Q(received_at__lt=today - timedelta(days=first - 1))
        return came_by if last is None else came_by & Q(received_at__gte=today - timedelta(days=last))

    buckets = {f"from_{first}": Count("pk", filter=aged(first, last)) for first, last in AGES}
    found = cases.exclude(stage=Case.Stage.CLOSED).aggregate(**buckets)
    return [(first, last, found[f"from_{first}"]) for first, last in AGES]


def outlook(items: QuerySet[WorkItem], at: datetime) -> list[tuple[date, int]]:
    """Count what falls due on each of the next ten working days; a day off counts with the working day after it."""
    calendar, today = calendars.current(), legal_day(at)
    days = [date.fromordinal(calendar.nth_after(today.toordinal() - 1, number + 1)) for number in range(OUTLOOK_DAYS)]
    end = datetime.combine(days[-1] + timedelta(days=1), time(0), LEGAL_ZONE)
    counted: dict[date, int] = defaultdict(int)
    due = items.filter(due_at__gt=at, due_at__lte=end).order_by().values_list("due_at").annotate(number=Count("pk"))
    for due_at, number in due:
        if due_at is not None:
            # `due_at` is the first instant at which the limit is missed: the midnight after its day.
            day = legal_day(due_at - timedelta(microseconds=1))
            counted[next(working for working in days if working >= day)] += number
    return [(day, counted[day]) for day in days]


def custody_by_office(cases: QuerySet[Case], at: datetime) -> list[tuple[Office, timedelta, int]]:
    """Return who consumed the time of the open cases: office, exact sum of its intervals, number of cases."""
    open_cases = cases.exclude(stage=Case.Stage.CLOSED).values("pk")
    rows = (
        Custody.objects.filter(case__in=open_cases)
        .values("office")
        .annotate(held=Sum(Coalesce(F("until"), at) - F("since")), number=Count("case", distinct=True))
        .order_by("-held")
    )
    found = list(rows[:40])
    names = Office.objects.in_bulk([row["office"] for row in found])
    return [(names[row["office"]], row["held"], row["number"]) for row in found]


def weekly(cases: QuerySet[Case], at: datetime) -> list[tuple[date, int, int]]:
    """Return (first day of the week, filed, closed) of the last weeks, the running one last."""
    today = legal_day(at)
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    since = datetime.combine(weeks[0], time(0), LEGAL_ZONE)
    filed, closed = _per_week(cases, "received_at", since), _per_week(cases, "closed_at", since)
    return [(week, filed.get(week, 0), closed.get(week, 0)) for week in weeks]


def _per_week(cases: QuerySet[Case], field_name: str, since: datetime) -> dict[date, int]:
    week = TruncWeek(field_name, tzinfo=LEGAL_ZONE)
    rows = cases.filter(**{f"{field_name}__gte": since}).order_by().annotate(week=week).values("week")
    return {row["week"].date(): row["number"] for row in rows.annotate(number=Count("pk"))}


def stuck(cases: QuerySet[Case], at: datetime, days: int) -> QuerySet[Case]:
    """Return the open cases in which no person has done anything for a number of days, oldest first."""
    recent = Event.objects.filter(case=OuterRef("pk"), at__gte=at - timedelta(days=days)).exclude(actor_kind="system")
    waiting = cases.exclude(stage=Case.Stage.CLOSED).filter(received_at__lt=at - timedelta(days=days))
    return waiting.filter(~Exists(recent)).select_related("office").order_by("received_at", "pk")


def doubtful_closures(cases: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """Return cases closed in the last 90 days that claimed money and did not see all of it confirmed by the workers.

    A case that ended as paid cannot be among them unless a worker has denied a payment.
    """
    lines = ClaimLine.objects.filter(case=OuterRef("pk")).order_by().values("case")
    paid = Payment.objects.filter(case=OuterRef("pk"), status=Payment.Status.CONFIRMED).order_by().values("case")
    denied = Payment.objects.filter(case=OuterRef("pk"), status=Payment.Status.DENIED)
    closed = cases.filter(closed_at__gte=at - timedelta(days=CLOSED_DAYS), closed_at__lte=at)
    money = Payment._meta.get_field("amount")
    sums = closed.annotate(
        in_hand=Coalesce(paid.annotate(sum=Sum("amount")).values("sum"), 0, output_field=money),
        asked=Coalesce(lines.annotate(sum=Sum("claimed_amount")).values("sum"), 0, output_field=money),
    )
    doubtful = Q(asked__gt=F("in_hand")) & ~Q(outcome=Case.Outcome.PAID) | Q(Exists(denied))
    return sums.filter(doubtful, asked__gt=0).select_related("office").order_by("-closed_at", "pk")
