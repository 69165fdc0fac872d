"""One clock that cannot be computed is said in its row and on the incidents page, and takes no page down."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from clocks import due, readings
from clocks.models import Clock
from offices.errors import Refusal
from tests.workflows.conftest import WORKER, complaint
from workflows import incidents
from workflows.incidents import Kind
from workflows.models import IncidentRetry, WorkItem
from workflows.services import Filed, file_complaint

SAID = "这个期限算不出来，已记为异常"


@pytest.fixture
def filed(staff, instant) -> Filed:
    """A complaint of one worker, just filed."""
    return file_complaint(filing=complaint(), by=WORKER, at=instant)


@pytest.fixture
def rule(filed) -> str:
    """The rule of its open work."""
    return WorkItem.objects.get(case=filed.case, closed_at__isnull=True).clock.rule


@pytest.fixture
def broken(filed, rule) -> Clock:
    """The clock of its open work, by a rule that the law no longer knows."""
    Clock.objects.filter(case=filed.case, rule=rule).update(rule="no_such_rule")
    return Clock.objects.get(rule="no_such_rule")


@pytest.fixture
def desk(staff):
    """Opens a page of the desk and returns it."""

    def open_as(username: str, name: str, *args: object, **query: str) -> str:
        client = Client()
        client.force_login(staff[username])
        answer = client.get(reverse(name, args=args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return open_as


def test_the_case_page_answers_and_says_so_in_the_row(broken, filed, desk):
    others = Clock.objects.filter(case=filed.case).exclude(pk=broken.pk).count()
    page = desk("intake", "desk:case", filed.case.number)
    assert page.count(SAID) == 1
    assert page.count("desk-clock") >= others + 1
    broken.refresh_from_db()
    assert broken.incident == "UnknownRule"
    assert set(Clock.objects.filter(incident="").values_list("pk", flat=True)) == set(
        Clock.objects.exclude(pk=broken.pk).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("username", "name"),
    [("intake", "desk:queue"), ("supervisor", "desk:board"), ("supervisor", "desk:supervise"), ("intake", "desk:task")],
)
def test_every_list_and_page_with_the_clock_answers(broken, filed, desk, username, name):
    item = WorkItem.objects.get(case=filed.case, closed_at__isnull=True)
    args = {"desk:supervise": [filed.case.number], "desk:task": [item.pk]}.get(name, [])
    page = desk(username, name, *args, list="all")
    assert filed.case.number in page
    assert (SAID in page) == (name != "desk:supervise")
    broken.refresh_from_db()
    assert broken.incident == "UnknownRule"


def test_the_worker_reads_that_the_date_is_missing(broken, filed):
    client = Client()
    client.post(reverse("portal:track"), {"number": filed.case.number, "code": filed.query_code})
    answer = client.get(reverse("portal:case", args=[filed.case.number]))
    assert answer.status_code == 200
    assert answer.content.decode().count("这个日期暂时算不出来") == 1
    assert broken.title in answer.content.decode()


def test_it_is_an_incident_while_it_cannot_be_computed(broken, filed, staff, desk, instant):
    desk("intake", "desk:case", filed.case.number)
    assert list(incidents.broken_clocks(staff["supervisor"], instant)) == [broken]
    assert list(incidents.broken_clocks(staff["intake"], instant)) == []
    assert incidents.counts(instant)["broken_clocks"] == 1
    page = desk("supervisor", "desk:incidents")
    assert "UnknownRule" in page and broken.title in page
    with pytest.raises(Refusal):
        incidents.retry(kind=Kind.CLOCK, key=str(broken.pk), by=staff["intake"], at=instant)
    with pytest.raises(Refusal, match="还是算不出来"):
        incidents.retry(kind=Kind.CLOCK, key=str(broken.pk), by=staff["supervisor"], at=instant)
    assert not IncidentRetry.objects.exists()


def test_a_clock_put_right_is_counted_again(broken, rule, filed, staff, desk, instant):
    desk("intake", "desk:case", filed.case.number)
    item = WorkItem.objects.get(case=filed.case, closed_at__isnull=True)
    WorkItem.objects.filter(pk=item.pk).update(due_at=None)
    Clock.objects.filter(pk=broken.pk).update(rule=rule)
    incidents.retry(kind=Kind.CLOCK, key=str(broken.pk), by=staff["supervisor"], at=instant)
    assert WorkItem.objects.get(pk=item.pk).due_at == item.due_at
    assert IncidentRetry.objects.get().kind == "clock"
    with pytest.raises(Refusal, match="已经处理"):
        incidents.retry(kind=Kind.CLOCK, key=str(broken.pk), by=staff["supervisor"], at=instant)


def test_looking_at_a_clock_that_is_right_again_settles_it(broken, rule, filed, desk):
    desk("intake", "desk:case", filed.case.number)
    Clock.objects.filter(pk=broken.pk).update(rule=rule)
    assert SAID not in desk("intake", "desk:case", filed.case.number)
    broken.refresh_from_db()
    assert broken.incident == ""


def test_it_is_logged_once_and_without_what_the_error_says(broken, instant, monkeypatch, caplog):
    def state(*_arguments: object) -> None:
        raise ValueError("张三")

    monkeypatch.setattr(due, "state", state)
    for _look in range(2):
        assert readings.read(Clock.objects.get(pk=broken.pk), instant) is None
    assert [record.getMessage() for record in caplog.records] == [f"clock {broken.pk} cannot be computed: ValueError"]


def test_a_database_that_is_away_is_no_fault_of_the_clock(broken, instant, monkeypatch):
    def state(*_arguments: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(due, "state", state)
    with pytest.raises(DatabaseError):
        readings.read(broken, instant)
    broken.refresh_from_db()
    assert broken.incident == ""
