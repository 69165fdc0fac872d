"""A year of cases on a moving clock: pauses, extensions, transfers, holidays, absences; held against oracles.

A plain run has a dozen cases; QINGXIN_FULL=1 runs a thousand.
"""

import os
import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest
from django.db.models import Min

from cases import events
from cases.models import Case, Custody, Event
from cases.services import close_case, hand_custody
from clocks import due, services
from clocks.models import Clock, Rung
from desk.board import figures
from offices.actors import SYSTEM
from offices.clock import LEGAL_ZONE, legal_day
from offices.errors import Refusal
from offices.services import appoint, deputise, hire
from tests.simulation.ladder_oracle import Replayed, replay
from tests.small_office import make_case, make_small_office
from workflows.sweep import sweep

CASES = 1000 if os.environ.get("QINGXIN_FULL") == "1" else 10
START = datetime(2025, 9, 1, 10, 0, tzinfo=LEGAL_ZONE)
END = START + timedelta(days=395)
RULES = (
    "inspection_accept",
    "petition_handle",
    "inspection_investigate",
    "early_intervention",
    "petition_receipt_notice",
)
ACTIONS = ("suspend", "resume", "extend", "move", "stop", "close", "absence")


class Year:
    """Cases, what happens to them, and a log of it that the oracle reads."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.house = make_small_office(START)
        self.head = hire(username="head", name="厅长", office=self.house.province, password=None)
        appoint(staff=self.head, office=self.house.province, role="supervisor", by=None, at=START)
        self.offices = [self.house.county, self.house.city, self.house.province]
        self.logs: dict[int, list[tuple[datetime, str, int]]] = defaultdict(list)
        self.paused_on: dict[int, object] = {}

    def plan(self) -> list[tuple[datetime, str, int]]:
        """Return what is tried when, with which case, in order."""
        tried = []
        for number in range(CASES):
            filed = START + timedelta(minutes=self.dice.randrange(200 * 1440))
            tried.append((filed, "file", number))
            for _action in range(self.dice.randrange(2, 9)):
                at = filed + timedelta(minutes=self.dice.randrange(1, 190 * 1440))
                tried.append((at, self.dice.choice(ACTIONS), number))
        return sorted(tried)

    def live(self) -> None:
        """Go through the year: whatever comes due before the next thing happens fires at its own instant."""
        cases: dict[int, Case] = {}
        for at, action, number in self.plan():
            self.sweep_until(at)
            if action == "file":
                cases[number] = self.file(at)
            else:
                try:
                    getattr(self, action)(cases[number], at)
                except Refusal:
                    continue
            sweep(at)
        self.sweep_until(END)

    def sweep_until(self, at: datetime) -> None:
        """Sweep at each instant at which something comes due."""
        while True:
            waiting = Rung.objects.filter(fired_at__isnull=True, fire_at__lte=at)
            instant = waiting.aggregate(first=Min("fire_at"))["first"]
            if instant is None:
                return
            sweep(instant)

    def file(self, at: datetime) -> Case:
        """Open a case with some clocks."""
        case = make_case(self.dice.choice(self.offices), at)
        for rule in self.dice.sample(RULES, 3):
            services.arm(case=case, rule=rule, triggered_at=at, office=case.office)
        return case

    def some_clock(self, case: Case) -> Clock:
        """Return one clock of a case."""
        return self.dice.choice(list(Clock.objects.filter(case=case).order_by("pk")))

    def suspend(self, case: Case, at: datetime) -> None:
        clock = self.some_clock(case)
        services.suspend(clock=clock, ground="材料", by=SYSTEM, at=at)
        self.paused_on[clock.pk] = legal_day(at)
        self.logs[clock.pk].append((at, "suspend", 0))

    def resume(self, case: Case, at: datetime) -> None:
        clock = self.some_clock(case)
        if self.paused_on.get(clock.pk) == legal_day(at):
            return
        services.resume(clock=clock, by=SYSTEM, at=at)
        self.logs[clock.pk].append((at, "resume", 0))

    def extend(self, case: Case, at: datetime) -> None:
        clock = self.some_clock(case)
        length = self.dice.randrange(1, 31)
        services.extend(clock=clock, length=length, reason="复杂", by=self.head, at=at)
        self.logs[clock.pk].append((at, "extend", length))

    def move(self, case: Case, at: datetime) -> None:
        case.refresh_from_db()
        if case.closed_at is not None:
            return
        to = self.dice.choice([office for office in self.offices if office.pk != case.office_id])
        hand_custody(case=case, to=to, reason="管辖", by=SYSTEM, at=at)
        for clock in Clock.objects.filter(case=case, stopped_at__isnull=True):
            services.move(clock=clock, office=to, at=at)

    def stop(self, case: Case, at: datetime) -> None:
        clock = self.some_clock(case)
        if clock.stopped_at is None:
            services.stop(clock=clock, reason="办结", at=at)
            self.logs[clock.pk].append((at, "stop", 0))

    def close(self, case: Case, at: datetime) -> None:
        case.refresh_from_db()
        if case.closed_at is not None:
            return
        for clock in Clock.objects.filter(case=case, stopped_at__isnull=True):
            self.logs[clock.pk].append((at, "stop", 0))
        services.stop_all(case=case, reason="case_closed", at=at)
        close_case(case=case, outcome="answered", by=SYSTEM, at=at)

    def absence(self, case: Case, at: datetime) -> None:
        until = at + timedelta(days=self.dice.randrange(1, 20))
        people = {"absent": self.house.officer, "deputy": self.house.supervisor}
        deputise(**people, since=at, until=until, reason="休假", by=self.head, at=at)


@pytest.fixture
def year(db):
    year = Year(seed=724)
    year.live()
    return year


def _expected(clock: Clock, log: list[tuple[datetime, str, int]]) -> dict[str, datetime]:
    limit = due.limit_of(clock)
    oracle = Replayed(limit.unit.value, limit.end.value, limit.length, clock.triggered_at)
    return replay(oracle, log, END)


def check_rungs(year):
    """Every rung fired exactly once, at the instant that the oracle gives."""
    told = Counter()
    fired = 0
    for clock in Clock.objects.order_by("pk"):
        rungs = {rung.code: rung.fired_at for rung in Rung.objects.filter(clock=clock, fired_at__isnull=False)}
        assert rungs == _expected(clock, year.logs[clock.pk]), (clock.rule, clock.triggered_at, year.logs[clock.pk])
        fired += len(rungs)
        told[clock.case_id] += len(rungs)
    assert fired > 5 * CASES
    names = ("rung_fired", "clock_breached", "debt_overdue")
    counted = Counter(Event.objects.filter(name__in=names).values_list("case_id", flat=True))
    early = Counter(  # a breach that a stop recorded before the sweep could
        Clock.objects.filter(breached_at__isnull=False)
        .exclude(rungs__code="overdue", rungs__fired_at__isnull=False)
        .values_list("case_id", flat=True)
    )
    assert counted == told + early
    assert list(events.verify_all(Case.objects.all())) == []


def check_custody_and_board():
    """The custody of each case sums to its age, and the figures of the board equal brute force."""
    cases = list(Case.objects.all())
    for case in cases:
        held = Custody.objects.filter(case=case)
        total = sum(((row.until or END) - row.since for row in held), timedelta(0))
        assert total == (case.closed_at or END) - case.received_at
    everything = Case.objects.all()
    for week, filed, closed in figures.weekly(everything, END):
        days = [legal_day(case.received_at) for case in cases]
        assert filed == sum(1 for day in days if week <= day < week + timedelta(days=7))
        days = [legal_day(case.closed_at) for case in cases if case.closed_at]
        assert closed == sum(1 for day in days if week <= day < week + timedelta(days=7))
    for first, last, number in figures.ageing(everything, END):
        ages = [(legal_day(END) - legal_day(case.received_at)).days for case in cases if case.closed_at is None]
        assert number == sum(1 for age in ages if age >= first and (last is None or age <= last))
    held = defaultdict(timedelta)
    for row in Custody.objects.filter(case__closed_at__isnull=True):
        held[row.office_id] += (row.until or END) - row.since
    told = {office.pk: span for office, span, _number in figures.custody_by_office(everything, END)}
    assert told == dict(held)


def test_a_year_fires_each_rung_once_at_its_instant_and_every_sum_is_exact(year):
    check_rungs(year)
    check_custody_and_board()
