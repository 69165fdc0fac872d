"""The queue and the board at a million cases on 1,400 offices, beside hand-written SQL of the same figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.database import columns_of, empty_database, run, value
from clocks.heartbeats import beat, periods
from config.sessions import stored_key
from offices.demo import create_demo_staff
from offices.models import Division, Office, Staff
from offices.services import appoint, hire
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint

NOW = datetime.now(UTC)
CASES, OFFICES, OPEN_EVERY = 1_000_000, 1_400, 20
APART = f"g * interval '{3 * 365 * 86400 / CASES} seconds'"
PEOPLE = {"county": "supervisor", "prefecture": "city-supervisor", "province": "province-supervisor"}


def prepare() -> None:
    """Fill the database: a million cases over three years, one in twenty open with its work, clock and custody."""
    create_demo_staff(NOW)
    case = file_complaint(filing=complaint(), by=WORKER, at=NOW - timedelta(days=3)).case
    _more_offices()
    run(
        "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY path) - 1 AS n, id, path, division_id"
        " FROM offices_office WHERE kind IN ('hrss', 'mediation')"
    )
    _cases(case.pk)
    run(
        "INSERT INTO cases_custody (case_id, office_id, since, until, kind, reason)"
        " SELECT id, office_id, received_at, closed_at, 'received', '' FROM cases_case WHERE id > %s",
        case.pk,
    )
    _open_work(case.pk)
    run("ANALYZE")


def _cases(template: int) -> None:
    is_open = f"g % {OPEN_EVERY} = 0"
    changes = {
        "number": "'bench-' || g",
        "submission_key": "NULL",
        "event_count": "0",
        "event_head": "''",
        "office_id": "p.id",
        "office_path": "p.path",
        "division_id": "p.division_id",
        "received_at": f"now() - {APART}",
        "stage": f"CASE WHEN {is_open} THEN (ARRAY['intake', 'mediation', 'resolution'])[1 + g % 3] ELSE 'closed' END",
        "outcome": f"CASE WHEN {is_open} THEN '' ELSE 'withdrawn' END",
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE now() - {APART} + interval '10 days' END",
    }
    columns = columns_of("cases_case")
    chosen = ", ".join(changes.get(name, f"t.{name}") for name in columns)
    places = value("SELECT count(*) FROM place")
    run(
        f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {chosen} FROM cases_case t,"
        f" generate_series(1, {CASES}) g JOIN place p ON p.n = (g / 7) % {places} WHERE t.id = {template}"
    )


def _open_work(template: int) -> None:
    run(
        "INSERT INTO clocks_clock (case_id, rule, family, title, unit, node, office_id, office_path, triggered_on,"
        " triggered_at, stop_reason) SELECT id, 'inspection_accept', 'statutory', '受理', '', 'decide_acceptance',"
        " office_id, office_path, received_at::date, received_at, '' FROM cases_case"
        " WHERE stage <> 'closed' AND id > %s",
        template,
    )
    task = value("SELECT min(id) FROM viewflow_task WHERE flow_task_type = 'HUMAN'")
    columns = columns_of("viewflow_task")
    run("ALTER TABLE viewflow_task ADD COLUMN clock bigint")
    run(
        f"INSERT INTO viewflow_task ({', '.join(columns)}, clock) SELECT {', '.join('t.' + name for name in columns)},"
        f" k.id FROM viewflow_task t, clocks_clock k WHERE t.id = {task} AND k.case_id > {template}"
    )
    run(
        'INSERT INTO workflows_workitem (task_id, case_id, node, title, "right", office_path, clock_id, due_at,'
        " opened_at) SELECT t.id, k.case_id, 'decide_acceptance', '决定是否受理', 'decide_acceptance', k.office_path,"
        " k.id, k.triggered_at + interval '7 days', k.triggered_at"
        " FROM viewflow_task t JOIN clocks_clock k ON k.id = t.clock"
    )


def _more_offices() -> None:
    """Hang mediation offices below the counties until there are 1,400 in all."""
    counties = list(Office.objects.filter(kind=Office.Kind.HRSS, division__level="county").order_by("path"))
    made = []
    for number in range(OFFICES - Office.objects.count()):
        county, code = counties[number % len(counties)], str(900_000_000 + number)
        Division.objects.create(code=code, name=f"街道{number}", level="township", parent=county.division)
        path = f"{county.path}{code}."
        made.append(Office(name=f"调解中心{number}", kind="mediation", division_id=code, parent=county, path=path))
    Office.objects.bulk_create(made)


BELOW = "{0}office_path >= %(from)s AND {0}office_path < %(to)s"
OPEN_WORK = (
    "FROM workflows_workitem w JOIN cases_case c ON c.id = w.case_id LEFT JOIN clocks_clock k ON k.id = w.clock_id"
    f" WHERE w.closed_at IS NULL AND {BELOW.format('w.')}"
)
WEEKLY = "SELECT date_trunc('week', {0}), count(*) FROM cases_case WHERE {0} >= now() - interval '12 weeks' AND "
# Any page of the desk asks who is there and what they may do.
WHO = (
    "SELECT * FROM django_session WHERE session_key = %(session)s",
    "SELECT s.*, o.* FROM offices_staff s LEFT JOIN offices_office o ON o.id = s.office_id WHERE s.id = %(staff)s",
    "SELECT p.codename, o.path FROM guardian_groupobjectpermission g JOIN auth_permission p ON p.id = g.permission_id"
    " JOIN offices_staff_groups m ON m.group_id = g.group_id JOIN offices_office o ON o.id::text = g.object_pk"
    " WHERE m.staff_id = %(staff)s",
    "SELECT * FROM offices_deputyship WHERE deputy_id = %(staff)s",
)
FLOOR = {
    "queue": (
        f'SELECT count(*) {OPEN_WORK} AND w."right" = %(right)s',
        f'SELECT w.*, c.*, k.* {OPEN_WORK} AND w."right" = %(right)s ORDER BY w.due_at, w.id LIMIT 25',
    ),
    "board": (
        "SELECT w.office_path, w.holder_id, c.stage, k.rule, w.node, count(*),"
        " count(*) FILTER (WHERE w.due_at <= now()),"
        " count(*) FILTER (WHERE w.due_at > now() AND w.due_at <= now() + interval '5 days'), sum(now() - w.opened_at)"
        f" {OPEN_WORK} GROUP BY GROUPING SETS ((w.office_path), (w.holder_id), (c.stage), (k.rule), (w.node), ())",
        "SELECT width_bucket(extract(day FROM now() - received_at), ARRAY[0, 16, 31, 61, 91]), count(*)"
        f" FROM cases_case WHERE stage <> 'closed' AND {BELOW.format('')} GROUP BY 1",
        f"{WEEKLY.format('received_at')}{BELOW.format('')} GROUP BY 1",
        f"{WEEKLY.format('closed_at')}{BELOW.format('')} GROUP BY 1",
        "SELECT due_at, count(*) FROM workflows_workitem WHERE closed_at IS NULL AND due_at > now()"
        f" AND due_at <= now() + interval '14 days' AND {BELOW.format('')} GROUP BY 1",
        "SELECT h.office_id, sum(coalesce(h.until, now()) - h.since), count(DISTINCT h.case_id) FROM cases_custody h"
        f" JOIN cases_case c ON c.id = h.case_id WHERE c.stage <> 'closed' AND {BELOW.format('c.')}"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 40",
        f"SELECT count(*) {OPEN_WORK} AND w.due_at <= now() + interval '5 days'",
        f"SELECT w.*, c.*, k.* {OPEN_WORK} AND w.due_at <= now() + interval '5 days' ORDER BY w.due_at, w.id LIMIT 50",
    ),
}


def floor(page: str, path: str, staff: int, session: str) -> float:
    """Return the seconds that the hand-written statements of a page take."""
    parameters = {"from": path, "to": path[:-1] + "/", "right": "decide_acceptance", "staff": staff, "session": session}
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        for sql in (*WHO, *FLOOR[page]):
            cursor.execute(sql, parameters)
            cursor.fetchall()
    return time.perf_counter() - begin


def page_sql(client: Client, address: str) -> tuple[float, int]:
    """Return the seconds in SQL and the number of statements of a page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(float(query["time"]) for query in asked.captured_queries), len(asked)


def best(measure: Callable[[], float], times: int = 3) -> float:
    """Return the least of some measurements."""
    return min(measure() for _time in range(times))


def intake_of(level: str, office: Office) -> Staff:
    """Return somebody whose queue is that of an office and all below it."""
    person = hire(username=f"bench-{level}", name=level, office=office, password=None)
    appoint(staff=person, office=office, role="intake_officer", by=None, at=NOW)
    return person


def measure(page: str, level: str, person: Staff, path: str, address: str) -> None:
    """Print the SQL of one page beside its floor."""
    client = Client()
    client.force_login(person)
    who = (person.pk, stored_key(client.session.session_key))
    page_sql(client, address)
    statements = page_sql(client, address)[1]
    ours, hand = best(lambda: page_sql(client, address)[0]), best(lambda: floor(page, path, *who))
    times = f"{ours * 1000:.0f} ms; hand-written {hand * 1000:.0f} ms; ratio {ours / hand:.2f}"
    print(f"{page} of a {level}: {statements} statements, {times}")


def main() -> None:
    """Measure and print."""
    with empty_database():
        prepare()
        for name in periods():
            beat(name, NOW + timedelta(hours=1))
        cases, work = (value(f"SELECT count(*) FROM {table}") for table in ("cases_case", "workflows_workitem"))
        print(f"{cases:,} cases on {Office.objects.count():,} offices, {work:,} pieces of open work")
        for level, username in PEOPLE.items():
            supervisor = Staff.objects.select_related("office").get(username=username)
            office = supervisor.office
            measure("queue", level, intake_of(level, office), office.path, "/desk/")
            measure("board", level, supervisor, office.path, "/desk/board/")


if __name__ == "__main__":
    main()
