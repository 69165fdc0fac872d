"""The access table: every address has its row, and answers as its row says, for every role and relation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases import store
from cases.services import recuse
from clocks.models import CalendarNotice, LadderSetting
from config.policy import POLICY, Audience, Relation
from documents import preparation
from documents.models import Document
from law.festivals import statutory_holidays
from offices import access
from offices.actors import SYSTEM
from offices.demo import PEOPLE
from offices.models import AdministratorChange, Staff
from offices.rights import Right
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows.filing import FileFacts
from workflows.services import file_complaint

POST_ONLY = {
    "desk:approve_rule",
    "desk:claim",
    "desk:decide_change",
    "desk:dismiss",
    "desk:end_sessions",
    "desk:logout",
    "desk:reassign",
    "desk:retry",
    "desk:save_view",
    "portal:leave",
    "portal:remove_file",
    "portal:remove_worker",
}
ALLOWED, DENIED = {200, 302, 405}, {403, 404}


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            yield from _names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_address_has_its_row_and_every_row_its_address():
    assert set(_names(get_resolver())) == set(POLICY)


def _arguments(name, case):
    """Return the arguments that lead an address to this case."""
    party = case.parties.filter(role="worker").first()
    document = Document.objects.filter(case=case).first()
    special = {
        "desk:task": {"item_id": open_item(case, "decide_acceptance").pk},
        "desk:claim": {"item_id": open_item(case, "decide_acceptance").pk},
        "desk:document": {"document_id": document.pk},
        "desk:evidence": {"evidence_id": case.evidence.first().pk},
        "desk:reveal": {"number": case.number, "party_id": party.pk},
        "desk:decide_change": {"change_id": AdministratorChange.objects.get(staff__username="admin2").pk},
        "desk:dismiss": {"staff_id": Staff.objects.get(username="auditor").pk},
        "desk:board_heat": {"flow": "petition"},
        "desk:approve_rule": {"what": "ladder", "row_id": LadderSetting.objects.get().pk},
        "desk:holiday_notice": {"notice_id": CalendarNotice.objects.get().pk},
        "portal:document": {"number": case.number, "document_id": document.pk},
        "portal:payment": {"number": case.number, "payment_id": 1},
        "portal:step": {"step": "who"},
        "portal:remove_file": {"sha256": "0" * 64},
        "portal:remove_worker": {"index": 0},
        "portal:invitation": {"token": "none"},
        "desk:person": {"staff_id": Staff.objects.get(username="auditor").pk},
        "portal:verify": {"code": "none"},
    }
    if name in special:
        return special[name]
    return {"number": case.number} if POLICY[name].relation is not Relation.NONE else {}


@pytest.fixture
def matters(staff, instant):
    """A case in the district of the made-up staff, one far away, and one from which the intake officer is recused."""

    def file(division):
        proof = FileFacts(sha256=store.put(b"x"), content_type="image/png", size=1, original_name="x.png")
        filing = replace(complaint(), division_code=division, files=(proof,))
        return file_complaint(filing=filing, by=WORKER, at=instant).case

    cases = {"own": file("620102"), "foreign": file("620902"), "recused": file("620102")}
    preparation.render_waiting(at=instant, limit=10)
    LadderSetting.objects.create(
        office=staff["admin"].office, effective_from=date(2027, 1, 1), proposed_by=staff["admin"]
    )
    CalendarNotice.objects.create(
        year=2027,
        number="示例",
        content={
            "year": 2027,
            "number": "示例",
            "issued_on": "2026-11-20",
            "off": [str(d) for d in statutory_holidays(2027)],
        },
        proposed_by=staff["admin"],
        proposed_at=instant,
    )
    AdministratorChange.objects.create(
        what="dismiss",
        staff=staff["admin2"],
        office=staff["admin2"].office,
        proposed_by=staff["admin"],
        proposed_at=instant,
    )
    for person in staff.values():
        recuse(case=cases["recused"], staff=person, reason="亲属", by=SYSTEM, at=instant)
    return cases


def _is_allowed(row, person, case, relation, at):
    if row.audience is Audience.PUBLIC:
        return True
    if row.audience is not Audience.STAFF or person is None:
        return False
    if row.rights and not any(access.prefixes(person, right, at) for right in row.rights):
        return False
    if row.relation is Relation.READER:
        return relation != "recused" and access.can(person, Right.READ_CASE, case.office_path, at)
    return True


def _rows(relation):
    """The addresses whose answer hangs on the relation to a case; with a case of one's own, all."""
    return [pair for pair in POLICY.items() if relation == "own" or pair[1].relation is not Relation.NONE]


@pytest.mark.parametrize("username", [None, *(person.username for person in PEOPLE)])
@pytest.mark.parametrize("relation", ["own", "foreign", "recused"])
def test_every_address_answers_as_its_row_says(matters, staff, instant, username, relation, settings):
    settings.DEMO = True
    case, person = matters[relation], staff.get(username)
    client = Client()
    if person is not None:
        client.force_login(person)
    for name, row in _rows(relation):
        if name in {"healthz", "readyz", "desk:diagram", "desk:logout"}:
            continue
        ask = client.post if name in POST_ONLY else client.get
        response = ask(reverse(name, kwargs=_arguments(name, case)))
        allowed = _is_allowed(row, person, case, relation, instant)
        if name == "desk:supervise" and allowed:
            allowed = access.can(person, Right.SUPERVISE, case.office_path, instant)
        if name == "portal:verify" or (name == "desk:search" and person is not None):
            assert response.status_code == 404, "an empty search and an unknown code find nothing"
        elif person is None and row.audience is Audience.STAFF:
            assert response.status_code == 302, name
            assert "/desk/login/" in response["Location"], name
        elif allowed:
            assert response.status_code in ALLOWED, (name, username, relation, response.status_code)
        else:
            assert response.status_code in DENIED, (name, username, relation, response.status_code)


@pytest.mark.parametrize("username", [None, *(person.username for person in PEOPLE)])
@pytest.mark.parametrize("relation", ["own", "foreign", "recused"])
def test_every_address_takes_a_post_as_its_row_says(matters, staff, instant, username, relation, settings):
    settings.DEMO = True
    case, person = matters[relation], staff.get(username)
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    kept = client.cookies.output(header="")
    for name, row in _rows(relation):
        client.cookies = SimpleCookie(kept)  # logging out is one of the addresses
        taken_back = transaction.atomic()
        taken_back._from_testcase = True  # as that of a test: durable transactions, the looks, may stand inside it
        with taken_back:
            response = client.post(reverse(name, kwargs=_arguments(name, case)), {"choice": "x", "action": "x"})
            transaction.set_rollback(True)
        where = (name, username, relation, response.status_code)
        assert response.status_code < 500 or name in {"healthz", "readyz"}, where  # nothing pulses in a test
        to_login = response.status_code == 302 and "/desk/login/" in response["Location"]
        if row.audience is Audience.PUBLIC or response.status_code == 405 or name == "desk:search":
            continue
        if person is None and row.audience is Audience.STAFF:
            assert to_login, where
        elif _is_allowed(row, person, case, relation, instant):
            assert response.status_code not in DENIED and not to_login, where
        else:
            assert response.status_code in DENIED, where


def test_the_diagram_follows_the_case(matters, staff):
    client = Client()
    client.force_login(staff["intake"])
    own, foreign = (reverse("desk:diagram", args=[matters[key].number]) for key in ("own", "foreign"))
    assert client.get(own).status_code == 200
    assert client.get(foreign).status_code == 404


def test_a_worker_sees_the_proven_case_and_no_other(matters, staff, instant):
    filed = file_complaint(filing=complaint(key="k"), by=WORKER, at=instant)
    client = Client()
    answer = client.post(reverse("portal:track"), {"number": filed.case.number, "code": filed.query_code})
    assert answer.status_code == 302
    assert client.get(reverse("portal:case", args=[filed.case.number])).status_code == 200
    assert client.get(reverse("portal:case", args=[matters["own"].number])).status_code == 404
    other = Document.objects.filter(case=matters["own"]).first()
    crossed = reverse("portal:document", args=[filed.case.number, other.pk])
    assert client.get(crossed).status_code == 404
