"""Logging in, passwords, roles, and what the auditor reads of it."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.services import close_case, recuse
from desk.board.filters import BoardForm
from desk.views import session
from offices import access, administration
from offices.actors import SYSTEM
from offices.demo import DEMO_PASSWORD
from offices.errors import NotPermitted, Refusal
from offices.models import AdministrationEntry, AdministratorChange, Staff
from offices.services import appoint, deactivate_staff, deputise, reset_password
from tests.workflows.conftest import WORKER, complaint
from workflows.filing import FileFacts
from workflows.messages import tell_staff
from workflows.services import file_complaint

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
GOOD = "tiao-jie-4827-xin"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


def _log_in(username, password, address="203.0.113.5", client=None):
    client = client or Client()
    answer = client.post(reverse("desk:login"), {"username": username, "password": password}, REMOTE_ADDR=address)
    return client, answer


def test_a_whole_office_behind_one_address_logs_in(staff):
    assert {_log_in(name, DEMO_PASSWORD)[1].status_code for name in staff} == {302}
    assert {_log_in("intake", DEMO_PASSWORD)[1].status_code for _time in range(12)} == {302}


def test_failures_are_refused_with_the_time_and_forgotten_by_a_success(staff):
    for _try in range(session.TRIES - 1):
        assert _log_in("intake", "wrong")[1].status_code == 200
    assert _log_in("intake", DEMO_PASSWORD)[1].status_code == 302
    for _try in range(session.TRIES):
        assert _log_in("intake", "wrong")[1].status_code == 200
    refused = _log_in("intake", DEMO_PASSWORD)[1]
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "以后再试" in refused.content.decode()


def test_a_form_without_a_password_gives_no_new_tries(staff):
    for _try in range(session.TRIES):
        assert _log_in("intake", "wrong")[1].status_code == 200
        _log_in("intake", "")
    assert _log_in("intake", "wrong")[1].status_code == 429


def test_a_full_account_uses_up_nothing_of_the_address(staff, monkeypatch):
    monkeypatch.setattr(session, "TRIES_OF_ADDRESS", session.TRIES + 1)
    for _try in range(session.TRIES + 5):
        _log_in("intake", "wrong")
    assert _log_in("mediator", DEMO_PASSWORD)[1].status_code == 302
    assert _log_in("mediator", "wrong")[1].status_code == 200
    assert _log_in("mediator", DEMO_PASSWORD)[1].status_code == 429, "now the address is full"


def test_a_stranger_elsewhere_locks_nobody_out(staff):
    for _try in range(session.TRIES + 1):
        _log_in("intake", "wrong", address="198.51.100.66")
    assert _log_in("intake", DEMO_PASSWORD, address="198.51.100.66")[1].status_code == 429
    assert _log_in("intake", DEMO_PASSWORD)[1].status_code == 302


def test_where_an_account_has_logged_in_nobody_at_the_same_address_locks_it_out(staff, monkeypatch):
    own, _answer = _log_in("intake", DEMO_PASSWORD)
    monkeypatch.setattr(session, "TRIES_OF_ADDRESS", session.TRIES + 2)
    for number in range(session.TRIES + 2):
        _log_in("intake" if number < session.TRIES else f"made-up-{number}", "wrong")
    assert _log_in("intake", DEMO_PASSWORD)[1].status_code == 429
    own.post(reverse("desk:logout"))
    assert _log_in("mediator", DEMO_PASSWORD, client=own)[1].status_code == 429, "it knows one account, not all"
    for _try in range(session.TRIES):
        assert _log_in("intake", "wrong", client=own)[1].status_code == 200
    assert _log_in("intake", DEMO_PASSWORD, client=own)[1].status_code == 429, "its own tries are counted too"


def test_a_device_of_an_account_uses_up_nothing_of_another_one(staff):
    """A colleague at the counter's terminal, where the officer logged in and out, and the officer's own computer."""
    own, terminal = _log_in("intake", DEMO_PASSWORD)[0], _log_in("intake", DEMO_PASSWORD)[0]
    for client in (own, terminal):
        client.post(reverse("desk:logout"))
    for _try in range(session.TRIES):
        assert _log_in("intake", "wrong", client=terminal)[1].status_code == 200
    assert _log_in("intake", DEMO_PASSWORD, client=terminal)[1].status_code == 429
    assert _log_in("intake", DEMO_PASSWORD, client=own)[1].status_code == 302


def test_a_terminal_keeps_its_name_whoever_logs_in_and_gains_no_tries_by_it(staff):
    terminal = _log_in("intake", DEMO_PASSWORD)[0]
    names = {terminal.cookies[session.ACCOUNTS.cookie].value.split(".")[0]}
    for _try in range(session.TRIES):
        terminal.post(reverse("desk:logout"))
        _log_in("intake", "wrong", client=terminal)
        _log_in("mediator", DEMO_PASSWORD, client=terminal)
        names.add(terminal.cookies[session.ACCOUNTS.cookie].value.split(".")[0])
    terminal.post(reverse("desk:logout"))
    assert len(names) == 1
    assert _log_in("intake", DEMO_PASSWORD, client=terminal)[1].status_code == 429


def _guess(client, password="wrong"):
    new = {"new_password1": GOOD, "new_password2": GOOD}
    return client.post(reverse("desk:account"), {"old_password": password, **new}, REMOTE_ADDR="203.0.113.5")


def test_guesses_at_the_password_in_an_open_session_are_written_down_and_end_it(staff):
    client = _log_in("intake", DEMO_PASSWORD)[0]
    for _try in range(session.TRIES):
        assert _guess(client).status_code == 422
    ended = _guess(client, DEMO_PASSWORD)
    assert ended["Location"] == reverse("desk:login"), "the right one comes too late"
    assert "输错太多次" in client.get(ended["Location"]).content.decode()
    assert "/desk/login/" in client.get(reverse("desk:queue"))["Location"]
    about = AdministrationEntry.objects.filter(about=staff["intake"])
    failed = about.filter(what="login_failed")
    assert {(row.detail, row.address) for row in failed} == {("已登录，修改密码时输错", "203.0.113.*")}
    assert failed.count() == session.TRIES
    assert about.get(what="session_ended").detail == "多次输错现在的密码"
    staff["intake"].refresh_from_db()
    assert staff["intake"].check_password(DEMO_PASSWORD)


def test_a_guess_in_another_session_counts_together_and_who_logs_in_begins_anew(staff):
    one, other = (_log_in("intake", DEMO_PASSWORD)[0] for _session in range(2))
    colleague = _log_in("mediator", DEMO_PASSWORD)[0]
    for number in range(session.TRIES):
        assert _guess((one, other)[number % 2]).status_code == 422
    assert _guess(one).status_code == 302
    assert _guess(colleague).status_code == 422, "each account by itself"
    again = _log_in("intake", DEMO_PASSWORD)[0]
    assert _guess(again, DEMO_PASSWORD)["Location"] == reverse("desk:queue")


def test_a_new_password_that_is_refused_is_no_guess(staff):
    client = _log_in("intake", DEMO_PASSWORD)[0]
    weak = {"old_password": DEMO_PASSWORD, "new_password1": "1", "new_password2": "1"}
    for _try in range(session.TRIES + 1):
        assert client.post(reverse("desk:account"), weak).status_code == 422
    assert not AdministrationEntry.objects.filter(what="login_failed").exists()


def test_a_cookie_that_was_made_up_knows_no_account(staff):
    for _try in range(session.TRIES):
        _log_in("intake", "wrong")
    liar = Client()
    liar.cookies[session.ACCOUNTS.cookie] = f"{'0' * 16}.{'0' * 32}"
    assert _log_in("intake", DEMO_PASSWORD, client=liar)[1].status_code == 429


def test_who_was_given_a_password_changes_it_first(staff):
    admin, _answer = _log_in("admin", DEMO_PASSWORD)
    told = admin.post(reverse("desk:person", args=[staff["intake"].pk]), {"what": "reset"}).context["told"]
    assert _log_in("intake", DEMO_PASSWORD)[1].status_code == 200, "the old one is gone"
    clerk, answer = _log_in("intake", told.password)
    assert answer.status_code == 302
    account = reverse("desk:account")
    for page in ("desk:queue", "desk:register"):
        assert clerk.get(reverse(page))["Location"] == account
    shown = clerk.get(account).content.decode()
    assert reverse("desk:register") not in shown and reverse("desk:search") not in shown, "nothing that leads back here"
    assert reverse("desk:logout") in shown
    weak = {"old_password": told.password, "new_password1": "intake1", "new_password2": "intake1"}
    assert clerk.post(account, weak).status_code == 422
    good = {"old_password": told.password, "new_password1": GOOD, "new_password2": GOOD}
    changed = clerk.post(account, good, follow=True).content.decode()
    assert "密码已经修改" in changed and reverse("desk:search") in changed
    assert clerk.get(reverse("desk:queue")).status_code == 200
    assert _log_in("intake", GOOD)[1].status_code == 302


def test_a_password_like_the_user_name_is_refused(staff):
    clerk, _answer = _log_in("province-supervisor", DEMO_PASSWORD)
    like = {
        "old_password": DEMO_PASSWORD,
        "new_password1": "province-supervisor",
        "new_password2": "province-supervisor",
    }
    assert clerk.post(reverse("desk:account"), like).status_code == 422


def test_a_session_left_alone_is_over(staff, settings, monkeypatch):
    clerk, _answer = _log_in("intake", DEMO_PASSWORD)
    assert clerk.get(reverse("desk:queue")).status_code == 200
    kept = clerk.session
    kept["seen"] -= settings.STAFF_IDLE_MINUTES * 60 + 1
    kept.save()
    assert "/desk/login/" in clerk.get(reverse("desk:queue"))["Location"]
    assert "/desk/login/" in clerk.get(reverse("desk:queue"))["Location"]


def test_an_administrator_hires_appoints_ends_dismisses_and_reinstates(staff, instant):
    admin, _answer = _log_in("admin", DEMO_PASSWORD)
    office = staff["intake"].office
    new = {"username": "new-one", "name": "新人", "job_title": "科员", "office": office.pk, "role": "mediator"}
    told = admin.post(reverse("desk:staff"), new).context["told"]
    person = Staff.objects.get(username="new-one")
    assert person.check_password(told.password) and person.must_change_password
    page = reverse("desk:person", args=[person.pk])
    assert admin.post(page, {"what": "appoint", "office": office.pk, "role": "supervisor"}).status_code == 302
    assert admin.post(page, {"what": "end", "row": person.appointments.get(role="mediator").pk}).status_code == 302
    assert [row.role for row in person.appointments.filter(until=None)] == ["supervisor"]
    assert admin.post(page, {"what": "end", "row": "999999"}).status_code == 422
    assert admin.post(reverse("desk:dismiss", args=[person.pk])).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    told = admin.post(page, {"what": "reinstate"}).context["told"]
    person.refresh_from_db()
    assert person.is_active and person.left_on is None and person.check_password(told.password)
    assert access.grants_of(person, instant) == frozenset(), "roles are given anew"
    kinds = AdministrationEntry.objects.filter(about=person).exclude(what="session_ended").order_by("pk")
    assert list(kinds.values_list("what", flat=True)) == [
        *("hired", "appointed", "appointed", "ended", "ended", "dismissed", "reinstated", "password_reset")
    ]


def test_a_line_about_a_person_belongs_to_their_office(staff, instant):
    """The auditor of a county sees what the province did to its people."""
    deactivate_staff(staff=staff["intake"], on=instant.date(), by=staff["admin"], at=instant)
    line = AdministrationEntry.objects.get(what="dismissed")
    assert (line.by, line.office_path) == (staff["admin"], staff["intake"].office.path)
    assert line.office_path != staff["admin"].office.path


def test_an_auditor_is_hired_by_two_who_each_tell_half_of_the_password(staff):
    one, two = (_log_in(name, DEMO_PASSWORD)[0] for name in ("admin", "admin2"))
    office = staff["admin"].office
    new = {"username": "new-auditor", "name": "新审计", "job_title": "", "office": office.pk, "role": "auditor"}
    page = one.post(reverse("desk:staff"), new)
    person = Staff.objects.get(username="new-auditor")
    first = page.context["told"]
    assert first.half == "first" and f"前半：{first.password} " in page.content.decode()
    assert not person.has_usable_password()
    row = AdministratorChange.objects.get(outcome="")
    decide = reverse("desk:decide_change", args=[row.pk])
    two.post(decide, {"what": ""})
    row.refresh_from_db()
    assert row.outcome == "", "a button that is none decides nothing"
    page = two.post(decide, {"what": "confirm"})
    second = page.context["told"]
    assert second.half == "second" and f"后半：{second.password} " in page.content.decode()
    assert _log_in("new-auditor", f"{first.password}-{second.password}")[1].status_code == 302


def test_an_administrator_of_elsewhere_reaches_nobody(staff, instant):
    county = staff["intake"].office
    appoint(staff=staff["mediator"], office=county, role="administrator", by=None, at=instant)
    local, _answer = _log_in("mediator", DEMO_PASSWORD)
    assert local.get(reverse("desk:person", args=[staff["city-petition"].pk])).status_code == 403
    assert local.get(reverse("desk:person", args=[staff["mediator"].pk])).status_code == 403, "nor themselves"
    own = local.post(reverse("desk:person", args=[staff["intake"].pk]), {"what": "reset"})
    assert own.context["person"].name == staff["intake"].name


@pytest.mark.parametrize(
    ("absent", "deputy", "by", "days", "error"),
    [
        ("intake", "supervisor", "supervisor", 3, Refusal),  # oneself
        ("admin", "province-supervisor", "province-supervisor", 3, Refusal),
        ("admin", "city-supervisor", "province-supervisor", 3, Refusal),  # not deputisable
        ("auditor", "city-supervisor", "province-supervisor", 3, Refusal),
        ("intake", "mediator", "supervisor", 61, Refusal),
        ("city-petition", "mediator", "supervisor", 3, NotPermitted),
    ],
)
def test_deputyships_that_would_give_more_than_was_given_are_refused(staff, instant, absent, deputy, by, days, error):
    with pytest.raises(error):
        deputise(
            absent=staff[absent],
            deputy=staff[deputy],
            since=instant,
            until=instant + timedelta(days=days),
            reason="休假",
            by=staff[by],
            at=instant,
        )


def test_a_mistyped_year_is_refused_at_the_form(staff):
    boss, _answer = _log_in("supervisor", DEMO_PASSWORD)
    typed = {
        "absent": staff["intake"].pk,
        "deputy": staff["mediator"].pk,
        "since": "0001-01-01T00:00",
        "until": "2026-12-01T00:00",
        "reason": "休假",
    }
    assert boss.post(reverse("desk:deputies"), typed).status_code == 422
    assert boss.get(reverse("desk:deputies")).status_code == 200


def test_the_log_is_read_by_the_auditor_within_reach_and_changed_by_nobody(staff, instant):
    _log_in("intake", "wrong")
    _log_in("intake", DEMO_PASSWORD)
    auditor, _answer = _log_in("auditor", DEMO_PASSWORD)
    page = auditor.get(reverse("desk:log"), {"person": "intake"}).content.decode()
    assert "登录失败" in page and "203.0.113.*" in page and "203.0.113.5" not in page
    assert auditor.get(reverse("desk:log"), {"person": "nobody"}).content.decode().count("203.0.113") == 0
    assert auditor.get(reverse("desk:log"), {"since": "no day"}).status_code == 422
    boss, _answer = _log_in("supervisor", DEMO_PASSWORD)
    assert boss.get(reverse("desk:log")).status_code == 403
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE offices_administrationentry SET detail = 'x'")


def test_the_ledger_of_looks_names_who_looked_and_why(staff, instant, client):
    filed = file_complaint(filing=complaint(), by=WORKER, at=instant)
    client.force_login(staff["intake"])
    party = filed.case.parties.get(role="worker")
    reveal = reverse("desk:reveal", args=[filed.case.number, party.pk])
    client.post(reveal, {"field": "phone", "purpose": "电话联系本人"})
    client.force_login(staff["auditor"])
    page = client.get(reverse("desk:looks"), {"case": filed.case.number.lower()}).content.decode()
    assert "电话联系本人" in page and "李受理" in page
    assert "电话原文" in page, "what was looked at is said in words"
    assert party.phone not in page
    other = client.get(reverse("desk:looks"), {"case": "W000000-2026-00001"}).content.decode()
    assert "电话联系本人" not in other


def test_lists_of_the_log_ask_a_constant_number_of_questions(staff, client, instant, django_assert_max_num_queries):
    for _line in range(60):
        administration.write(what=administration.What.LOGGED_IN, at=instant, by=staff["intake"], address="203.0.113.5")
    client.force_login(staff["auditor"])
    with django_assert_max_num_queries(14):
        client.get(reverse("desk:log"))


def test_one_sees_ones_own_log_ins_and_who_tried(staff):
    _log_in("intake", "wrong", address="198.51.100.7")
    clerk, _answer = _log_in("intake", DEMO_PASSWORD)
    page = clerk.get(reverse("desk:account")).content.decode()
    assert "198.51.100.*" in page and "203.0.113.*" in page
    _log_in("mediator", "wrong", address="192.0.2.1")
    assert "192.0.2" not in clerk.get(reverse("desk:account")).content.decode()


def test_a_county_administrator_does_not_become_somebody_of_the_province(staff, instant):
    """A province administrator whose desk stands in the county: a new password would be a new province."""
    county = staff["intake"].office
    appoint(staff=staff["mediator"], office=county, role="administrator", by=None, at=instant)
    appoint(staff=staff["intake"], office=staff["admin"].office, role="administrator", by=None, at=instant)
    with pytest.raises(NotPermitted):
        reset_password(staff=staff["intake"], by=staff["mediator"], at=instant)
    assert reset_password(staff=staff["intake"], by=staff["admin"], second=staff["admin2"], at=instant)


def test_a_supervisor_lends_no_rights_that_reach_beyond_them(staff, instant):
    appoint(staff=staff["mediator2"], office=staff["admin"].office, role="supervisor", by=None, at=instant)
    given = {"since": instant, "until": instant + timedelta(days=3), "reason": "休假", "at": instant}
    with pytest.raises(NotPermitted):
        deputise(absent=staff["mediator2"], deputy=staff["intake"], by=staff["supervisor"], **given)


def test_a_deputy_gets_no_administration_that_came_later(staff, instant):
    given = {"since": instant, "until": instant + timedelta(days=3), "reason": "休假", "at": instant}
    deputise(absent=staff["intake"], deputy=staff["mediator"], by=staff["supervisor"], **given)
    appoint(staff=staff["intake"], office=staff["intake"].office, role="administrator", by=None, at=instant)
    deputy = Staff.objects.get(pk=staff["mediator"].pk)
    held = {right for right, _path in access.grants_of(deputy, instant)}
    assert "register_case" in held
    assert "administer" not in held


def test_who_is_recused_reads_nothing_of_the_case_on_board_or_notices(staff, instant, client):
    case = file_complaint(filing=complaint(), by=WORKER, at=instant).case
    client.force_login(staff["supervisor"])
    tell_staff([staff["supervisor"]], "case_arrived", case=case, at=instant, occasion="x", reason="移送")

    def seen():
        form = BoardForm({}, staff=staff["supervisor"], at=instant)
        listed = case.number in client.get(reverse("desk:notices")).content.decode()
        return form.items(instant).exists(), form.cases().exists(), listed

    assert seen() == (True, True, True)
    recuse(case=case, staff=staff["supervisor"], reason="亲属", by=SYSTEM, at=instant)
    assert seen() == (False, False, False)


@pytest.mark.parametrize("code", ["/", "///", "%00"])
def test_a_code_of_slashes_is_no_accident(db, client, code):
    assert client.get(f"/verify/?code={code}").status_code in {200, 302, 404}


def test_five_thousand_digits_are_no_accident(staff, client):
    client.force_login(staff["province-supervisor"])
    assert client.post(reverse("desk:save_view"), {"forget": "9" * 5000}).status_code < 500
    assert client.post(reverse("desk:retry"), {"kind": "rung", "key": "9" * 5000}).status_code < 500


def test_a_file_that_is_gone_and_a_case_that_is_closed_get_a_sentence(staff, client, instant):
    proof = FileFacts(sha256="0" * 64, content_type="image/png", size=1, original_name="欠条.png")
    case = file_complaint(filing=replace(complaint(), files=(proof,)), by=WORKER, at=instant).case
    client.force_login(staff["intake"])
    gone = client.get(reverse("desk:evidence", args=[case.evidence.get().pk]))
    assert gone.status_code == 410
    assert "欠条.png" in gone.content.decode()
    close_case(case=case, outcome="withdrawn", by=SYSTEM, at=instant)
    page = reverse("desk:add_evidence", args=[case.number])
    upload = SimpleUploadedFile("a.png", base64.b64decode(PIXEL), content_type="image/png")
    answer = client.post(page, {"kind": "other", "file": upload, "note": ""})
    assert answer.status_code == 409
    assert "已经结案" in answer.content.decode()
