"""The board equals brute force, drills down by its address, and asks a constant number of questions."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Custody
from cases.services import hand_custody
from clocks import calendars
from desk.board import figures
from desk.board.filters import BoardForm
from offices.actors import SYSTEM
from offices.clock import LEGAL_ZONE, legal_day
from offices.models import AdministrationEntry, Office
from tests.workflows.conftest import WORKER, complaint
from workflows.acts import intake, supervision
from workflows.models import SavedView, WorkItem
from workflows.services import file_complaint

COUNTY = "62.6201.620102."
NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def matters(staff, monkeypatch):
    """Twelve complaints over five weeks in two districts, some accepted, one closed without money, one moved."""
    dice = random.Random(724)
    for module in ("desk.board.views", "desk.context"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW)
    cases = []
    for number in range(12):
        filing = complaint(key=f"k{number}")
        filed_at = NOW - timedelta(days=dice.randrange(35), hours=dice.randrange(12))
        case = file_complaint(filing=filing, by=WORKER, at=filed_at).case
        cases.append(case)
        if number % 3 == 0:
            item = WorkItem.objects.get(case=case, node="decide_acceptance")
            intake.accept(task=item, by=staff["intake"], at=filed_at + timedelta(hours=3))
        if number % 4 == 0:
            item = WorkItem.objects.get(case=case, closed_at__isnull=True)
            supervision.claim(task=item, by=staff["intake"], at=filed_at + timedelta(hours=5))
    supervision.cancel(case=cases[1], by=staff["supervisor"], at=NOW - timedelta(days=1), reason="重复登记")
    city = Office.objects.get(division_id="6201", kind="hrss")
    hand_custody(case=cases[2], to=city, reason="管辖", by=SYSTEM, at=NOW - timedelta(hours=7))
    return cases


def form(staff, **filters):
    return BoardForm(filters, staff=staff, at=NOW)


def brute(items, key):
    found = {}
    for item in items:
        three = found.setdefault(key(item), Counter())
        three["open"] += 1
        three["late"] += bool(item.due_at and item.due_at <= NOW)
        three["soon"] += bool(item.due_at and NOW < item.due_at <= NOW + timedelta(days=5))
        three["waited"] += (NOW - item.opened_at).total_seconds()
    return found


KEYS = {
    "office": lambda item: item.office_path,
    "person": lambda item: item.holder,
    "stage": lambda item: item.case.stage,
    "rule": lambda item: item.clock.rule if item.clock else None,
    "node": lambda item: item.node,
}


@pytest.mark.parametrize("username", ["supervisor", "city-supervisor", "auditor"])
def test_every_count_equals_brute_force(matters, staff, username):
    counted = figures.counts(form(staff[username]).items(NOW), NOW)
    paths = {"supervisor": COUNTY, "city-supervisor": "62.6201.", "auditor": "62."}
    items = [
        item
        for item in WorkItem.objects.select_related("case", "clock", "holder").filter(closed_at__isnull=True)
        if item.office_path.startswith(paths[username])
    ]
    assert counted.total.open == len(items)
    for side, key in KEYS.items():
        expected = brute(items, key)
        told = {(named.path if side == "office" else named): three for named, three in counted.by[side]}
        assert set(told) == set(expected), side
        for name, three in told.items():
            assert (three.open, three.late, three.soon) == tuple(expected[name][k] for k in ("open", "late", "soon"))
            assert round(three.waited.total_seconds()) == round(expected[name]["waited"])


def test_ageing_weeks_outlook_and_custody_equal_brute_force(matters, staff):
    board = form(staff["province-supervisor"])
    cases = list(Case.objects.all())
    today = legal_day(NOW)
    for first, last, number in figures.ageing(board.cases(), NOW):
        days = [(today - legal_day(case.received_at)).days for case in cases if case.stage != "closed"]
        assert number == sum(1 for age in days if age >= first and (last is None or age <= last))
    for week, filed, closed in figures.weekly(board.cases(), NOW):
        inside = [week <= legal_day(case.received_at) < week + timedelta(days=7) for case in cases]
        assert filed == sum(inside)
        ends = [legal_day(case.closed_at) for case in cases if case.closed_at]
        assert closed == sum(1 for end in ends if week <= end < week + timedelta(days=7))
    days = figures.outlook(board.items(NOW), NOW)
    assert all(calendars.current().is_working(day) for day, _number in days)
    due = [item.due_at for item in board.items(NOW) if item.due_at and item.due_at > NOW]
    last = days[-1][0]
    assert sum(number for _day, number in days) == sum(
        1 for at in due if (at - timedelta(seconds=1)).astimezone(LEGAL_ZONE).date() <= last
    )
    held = Counter()
    for custody in Custody.objects.filter(case__closed_at__isnull=True):
        held[custody.office_id] += ((custody.until or NOW) - custody.since).total_seconds()
    told = {office.pk: span.total_seconds() for office, span, _n in figures.custody_by_office(board.cases(), NOW)}
    assert told == dict(held)


def test_doubtful_closures_and_stuck_cases(matters, staff):
    board = form(staff["supervisor"])
    assert [case.pk for case in figures.doubtful_closures(board.cases(), NOW)] == [matters[1].pk]
    stuck = {case.pk for case in figures.stuck(board.cases(), NOW, 10)}
    assert stuck == {
        case.pk
        for case in Case.objects.filter(closed_at__isnull=True, office_path__startswith=COUNTY)
        if max(e.at for e in case.events.exclude(actor_kind="system")) < NOW - timedelta(days=10)
    }


def test_filters_live_in_the_address_and_views_are_kept(matters, staff, client):
    client.force_login(staff["supervisor"])
    board = reverse("desk:board")
    for query in ("", "lamp=late&list=all", "stage=intake", "list=stuck&days=3", "list=closed", "office=x&since=never"):
        assert client.get(f"{board}?{query}").status_code == 200, query
    late = client.get(f"{board}?lamp=late&list=all").context["page"].paginator.count
    assert (
        late == WorkItem.objects.filter(closed_at__isnull=True, due_at__lte=NOW, office_path__startswith=COUNTY).count()
    )
    client.post(reverse("desk:save_view"), {"name": "超期", "query": "lamp=late&list=all&page=3"})
    kept = SavedView.objects.get()
    assert (kept.staff, kept.query) == (staff["supervisor"], "lamp=late&list=all")
    client.force_login(staff["auditor"])
    client.post(reverse("desk:save_view"), {"forget": str(kept.pk), "query": ""})
    assert SavedView.objects.exists(), "another person's view stays"


def test_the_export_is_a_workbook_of_the_filtered_work(matters, staff, client):
    Case.objects.filter(pk=matters[3].pk).update(number='=HYPERLINK("x")')
    client.force_login(staff["supervisor"])
    answer = client.get(reverse("desk:board_excel"), {"stage": "intake"})
    assert AdministrationEntry.objects.filter(what="exported").count() == 1, "who took data out is written down"
    with ZipFile(BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    rows = WorkItem.objects.filter(closed_at__isnull=True, case__stage="intake", office_path__startswith=COUNTY)
    assert sheet.count("<row ") == 1 + rows.count()
    assert "<f>" not in sheet
    assert "13900000000" not in sheet


def test_the_heat_of_each_step_is_on_the_diagram(matters, staff, client):
    client.force_login(staff["supervisor"])
    drawn = client.get(reverse("desk:board_heat", args=["complaint"])).content.decode()
    waiting = WorkItem.objects.filter(closed_at__isnull=True, node="decide_acceptance", office_path__startswith=COUNTY)
    late = waiting.filter(due_at__lte=NOW).count()
    assert f">{waiting.count()} / {late}<" in drawn
    assert client.get("/desk/board/heat/none.svg").status_code == 404


def test_the_number_of_questions_does_not_grow(matters, staff, client):
    client.force_login(staff["supervisor"])

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("desk:board"), {"list": "all"})
        return len(asked)

    questions()
    before = questions()
    for number in range(6):
        file_complaint(filing=complaint(key=f"more{number}"), by=WORKER, at=NOW)
    assert questions() == before
