"""The sweep: its rate beside the workflow library's own dispatcher, and its cost beside the number of armed clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from viewflow.workflow.timers import fire_due_timers

from bench.database import Stopwatch, clone, empty_database, run, value
from bench.timers import TimerFlow
from clocks.models import Clock, Rung
from offices.demo import create_demo_staff
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint
from workflows.sweep import sweep

FILED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATE = FILED + timedelta(days=60)
COMPLAINTS, TIMERS, DUE = 120, 300, 10_000


def rate_beside_the_library() -> None:
    """Fire whole ladders of real complaints, escalation tasks included, and the library's timers, in one run."""
    cases = [file_complaint(filing=complaint(), by=WORKER, at=FILED).case for _number in range(COMPLAINTS)]
    with Stopwatch() as ours:
        fired = sweep(LATE)
    for number in range(TIMERS):
        TimerFlow.start.run(case=cases[number % COMPLAINTS])
    with Stopwatch() as library:
        timers = fire_due_timers()
    assert timers == TIMERS, timers
    our_rate, library_rate = fired / ours.seconds, timers / library.seconds
    escalations = Rung.objects.filter(fired_at__isnull=False, code__in=("supervisor", "upper_office")).count()
    print(f"sweep: {fired} rungs, {escalations} of them with an escalation task: {our_rate:,.0f} a second")
    print(f"fire_due_timers: {timers} timers with the effect of such a rung: {library_rate:,.0f} a second")
    print(f"ratio: {our_rate / library_rate:.1f}")


def cost_beside_the_armed(armed: int) -> float:
    """Return the seconds that 10,000 due rungs take among a number of armed clocks."""
    run("TRUNCATE clocks_rung, clocks_clock, workflows_workitem CASCADE")
    case, last = value("SELECT min(id) FROM cases_case"), value("SELECT max(id) FROM cases_case")
    clone("cases_case", 1000, case, number=f"'{last}-' || g", submission_key="NULL", event_count="0", event_head="''")
    first = value(f"SELECT min(id) FROM cases_case WHERE id > {last}")
    office = value(f"SELECT office_id FROM cases_case WHERE id = {case}")
    path = value(f"SELECT office_path FROM cases_case WHERE id = {case}")
    run(
        "INSERT INTO clocks_clock (case_id, rule, family, title, unit, node, office_id, office_path, triggered_on,"
        " triggered_at, stop_reason) SELECT %s + g %% 1000, 'inspection_accept', 'statutory', '受理', '', '', %s, %s,"
        " %s, %s, '' FROM generate_series(1, %s) g",
        *(first, office, path, FILED.date(), FILED, armed),
    )
    run(
        "INSERT INTO clocks_rung (clock_id, case_id, code, fire_at, attempts, incident) SELECT id, case_id, 'overdue',"
        " CASE WHEN row_number() OVER (ORDER BY id) %% %s = 0 THEN %s ELSE %s END, 0, '' FROM clocks_clock",
        *(armed // DUE, LATE - timedelta(days=1), LATE + timedelta(days=30)),
    )
    run("ANALYZE")
    assert Clock.objects.count() == armed
    assert Rung.objects.filter(fire_at__lte=LATE).count() == DUE
    with Stopwatch() as watch:
        assert sweep(LATE) == DUE
    return watch.seconds


def main() -> None:
    """Measure and print."""
    with empty_database():
        create_demo_staff(FILED)
        rate_beside_the_library()
        cost_beside_the_armed(DUE)  # warm
        for armed in (10_000, 1_000_000):
            print(f"sweep: {DUE:,} due among {armed:>9,} armed: {cost_beside_the_armed(armed):.2f} s")


if __name__ == "__main__":
    main()
