"""What an auditor reads: the lines and the looks of the people of their own offices, of whole days."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Access
from documents.preparation import render_waiting
from offices import administration
from offices.clock import LEGAL_ZONE, now
from offices.models import AdministrationEntry
from offices.services import appoint

LOG, LOOKS = "desk:log", "desk:looks"
MADE_WITH_THE_OFFICES = ("hired", "appointed")


@pytest.fixture
def county_auditor(staff, at_desk, instant) -> Client:
    """Who audits one county and nothing above it."""
    appoint(staff=staff["mediator"], office=staff["intake"].office, role="auditor", by=None, at=instant)
    return at_desk("mediator")


def _rows(client: Client, page: str, **asked: str) -> list:
    answer = client.get(reverse(page), asked)
    assert answer.status_code == 200
    return [row for row in answer.context["page"].object_list if row.what not in MADE_WITH_THE_OFFICES]


def test_a_county_reads_the_log_of_its_own_people_and_the_province_all(staff, at_desk, county_auditor):
    for name in ("intake", "city-supervisor", "admin"):
        administration.write(what="exported", at=now(), by=staff[name])
    read = [row.by for row in _rows(county_auditor, LOG)]
    assert read == [staff["intake"]]
    read = [row.by for row in _rows(at_desk("auditor"), LOG)]
    assert read == [staff["admin"], staff["city-supervisor"], staff["intake"]]


def test_a_county_reads_the_looks_of_its_own_people_wherever_the_case_is(staff, at_desk, county_auditor, recent):
    """The auditor watches over those who read: also over what somebody of the county read elsewhere."""
    here, moved = recent.filed(), recent.filed()
    top = staff["admin"].office
    page = reverse("desk:case", args=[here.number])
    for name in ("intake", "city-supervisor"):
        assert at_desk(name).get(page).status_code == 200
    assert at_desk("intake").get(reverse("desk:case", args=[moved.number])).status_code == 200
    type(moved).objects.filter(pk=moved.pk).update(office=top, office_path=top.path)
    assert [(row.staff, row.case) for row in _rows(county_auditor, LOOKS)] == [
        (staff["intake"], moved),
        (staff["intake"], here),
    ]
    assert len(_rows(at_desk("auditor"), LOOKS)) == 3


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 2),
        ({"since": "2026-03-02"}, 2),
        ({"since": "2026-03-03"}, 1),
        ({"since": "2026-03-04"}, 0),
        ({"until": "2026-03-01"}, 0),
        ({"until": "2026-03-02"}, 1),
        ({"until": "2026-03-03"}, 2),
        ({"since": "2026-03-02", "until": "2026-03-02"}, 1),
    ],
)
@pytest.mark.parametrize("page", [LOG, LOOKS])
def test_a_day_that_is_asked_for_is_a_whole_day(staff, at_desk, page, asked, count):
    """From its midnight on to the last second before the next."""
    for at in (datetime(2026, 3, 2, 23, 59, 59, tzinfo=LEGAL_ZONE), datetime(2026, 3, 3, tzinfo=LEGAL_ZONE)):
        administration.write(what="exported", at=at, by=staff["intake"])
        Access.objects.create(staff=staff["intake"], what="case_page", at=at)
    assert len(_rows(at_desk("auditor"), page, **asked)) == count


def test_a_failed_log_in_under_a_name_that_nobody_has_is_read_at_the_top(staff, at_desk, county_auditor):
    sent = {"username": "zhang-san", "password": "guessed"}
    Client().post(reverse("desk:login"), sent, REMOTE_ADDR="203.0.113.5")
    row = AdministrationEntry.objects.get(what="login_failed")
    assert (row.by, row.about, row.office_path, row.address) == (None, None, "", "203.0.113.*")
    assert _rows(at_desk("auditor"), LOG) == [row]
    assert "203.0.113.*" in at_desk("auditor").get(reverse(LOG)).content.decode()
    assert _rows(county_auditor, LOG) == []


def test_a_paper_is_looked_at_once_it_is_handed_out(staff, at_desk, recent):
    """While it is prepared the page asks again every two seconds, and shows nothing of it."""
    paper = recent.filed().documents.get(form="receipt")
    client, page = at_desk("intake"), reverse("desk:document", args=[paper.pk])
    looks = Access.objects.filter(what=f"document:{paper.pk}")
    for _refresh in range(3):
        waiting = client.get(page)
        assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
    assert not looks.exists()
    render_waiting(at=now(), limit=5)
    assert client.get(page)["Content-Type"] == "application/pdf"
    assert looks.get().staff == staff["intake"]
