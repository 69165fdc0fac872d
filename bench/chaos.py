"""Three sweep workers over 20,000 due rungs, killed at random for two minutes: none lost, none doubled."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

from bench.database import clone, empty_database, run, value
from clocks.models import Rung
from offices.demo import create_demo_staff
from tests.races import storm
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint

FILED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATE = FILED + timedelta(days=60)
SECONDS, RUNGS, COMPLAINTS, SEED = 120, 20_000, 40, 724


def prepare() -> int:
    """Return how many rungs are due: whole ladders of real complaints, and clones up to the number."""
    create_demo_staff(FILED)
    for _number in range(COMPLAINTS):
        file_complaint(filing=complaint(), by=WORKER, at=FILED)
    case = value("SELECT min(id) FROM cases_case")
    last = value("SELECT max(id) FROM cases_case")
    clone("cases_case", 2000, case, number="'chaos-' || g", submission_key="NULL", event_count="0", event_head="''")
    run(
        "INSERT INTO clocks_clock (case_id, rule, family, title, unit, node, office_id, office_path, triggered_on,"
        " triggered_at, stop_reason) SELECT c.id, 'inspection_accept', 'statutory', '受理', '', '', c.office_id,"
        " c.office_path, %s, %s, '' FROM cases_case c, generate_series(1, 3) WHERE c.id > %s",
        *(FILED.date(), FILED, last),
    )
    due = Rung.objects.filter(fire_at__lte=LATE).count()
    run(
        "INSERT INTO clocks_rung (clock_id, case_id, code, fire_at, attempts, incident)"
        " SELECT k.id, k.case_id, code, %s, 0, '' FROM clocks_clock k, unnest(ARRAY['remind', 'overdue', 'supervisor',"
        " 'upper_office']) code WHERE k.case_id > %s ORDER BY k.id LIMIT %s",
        *(LATE - timedelta(days=1), last, RUNGS - due),
    )
    return Rung.objects.filter(fire_at__lte=LATE).count()


def main() -> None:
    """Rage, then count."""
    with empty_database():
        rungs = prepare()
        end = time.monotonic() + SECONDS
        kills = storm.rage(
            LATE, workers=3, limit=3, goes_on=lambda: time.monotonic() < end, pause=(0.2, 1.5), seed=SEED
        )
        wrong = storm.losses_and_doubles(LATE, rungs)
    print(f"{rungs:,} due rungs, {kills} kills: {'none lost, none doubled' if not wrong else wrong[:10]}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
