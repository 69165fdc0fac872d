"""The case file: facts -> refusal, with its sentence and field, and nothing was written."""

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import identifiers, services, store
from cases.active_content import UploadRefused
from cases.identifiers import InvalidIdentifier
from cases.models import Case, Evidence, Invitation
from cases.uploads import MAX_BYTES, CheckedFile, check_upload
from offices.actors import SYSTEM
from offices.errors import Refusal
from tests.factories import refused
from tests.small_office import make_worker
from tests.uploads import OLE, WORD, locked, package, pdf, picture

FILE = CheckedFile(sha256="a" * 64, content_type="image/png", size=7, original_name="考勤.png")


@pytest.fixture
def closed(case, monday):
    services.close_case(case=case, outcome=Case.Outcome.REFUSED, by=SYSTEM, at=monday)
    return case


def _add(case, at):
    services.add_evidence(case=case, kind="other", file=FILE, by=SYSTEM, at=at)


def _add_with_filing(case, at):
    services.add_evidence_of_filing(case=case, files=[("other", FILE)], by=SYSTEM, at=at, party=None)


def _stage(case, at):
    services.set_stage(case=case, stage=Case.Stage.MEDIATION, by=SYSTEM, at=at)


def _close(case, at):
    services.close_case(case=case, outcome=Case.Outcome.HANDED_OVER, by=SYSTEM, at=at)


@pytest.mark.parametrize("limit", [{"MAX_FILES_OF_PARTY": 1}, {"MAX_BYTES_OF_PARTY": 2 * FILE.size - 1}])
def test_a_party_hands_in_only_so_much(case, monday, monkeypatch, limit):
    party = make_worker(case, monday)
    add = lambda file, **by: services.add_evidence(case=case, kind="other", file=file, by=SYSTEM, at=monday, **by)  # noqa: E731
    for name, most in limit.items():
        monkeypatch.setattr(services, name, most)
    add(FILE, party=party)
    other = replace(FILE, sha256="b" * 64)
    refusal = refused(case, lambda: add(other, party=party), services.EvidenceFull, "一方在一个案件里")
    assert refusal.code == "evidence_full"
    add(FILE, party=party)
    add(other, party=make_worker(case, monday, name="李四", phone="+8613900000002"))
    add(replace(FILE, sha256="c" * 64))
    assert Evidence.objects.count() == 3, "the same again counts once; others and the office have room"


@pytest.mark.parametrize("act", [_add, _add_with_filing, _stage, _close])
def test_nothing_is_added_to_a_closed_case(closed, monday, act):
    refusal = refused(closed, lambda: act(closed, monday), services.CaseClosed, "已经结案")
    assert refusal.code == "case_closed"


def test_an_open_case_is_not_opened_again(case, monday):
    again = lambda: services.reopen_case(case=case, stage="intake", by=SYSTEM, at=monday, reason="x")  # noqa: E731
    assert refused(case, again, Refusal, "没有结案").code == "not_closed"


def test_a_closed_case_opens_again_where_it_was_and_can_be_written_to(closed, monday):
    later = monday + timedelta(days=1)
    services.reopen_case(case=closed, stage=Case.Stage.INTAKE, by=SYSTEM, at=later, reason="复议")
    closed.refresh_from_db()
    assert (closed.stage, closed.outcome, closed.closed_at) == (Case.Stage.INTAKE, "", None)
    assert [(row.office, row.since, row.until) for row in closed.custody.order_by("pk")] == [
        (closed.office, monday, monday),
        (closed.office, later, None),
    ]
    _add(closed, later)
    assert closed.evidence.count() == 1


def test_the_same_bytes_of_one_kind_are_one_piece_of_evidence(case, monday):
    for _tap in range(2):
        _add(case, monday)
        _add_with_filing(case, monday)
    services.add_evidence(case=case, kind="chat_photo_witness", file=FILE, by=SYSTEM, at=monday)
    assert Evidence.objects.filter(case=case).count() == 2
    assert case.events.filter(name="evidence_added").count() == 2


def test_custody_handed_to_who_has_it_and_a_stage_entered_twice_change_nothing(case, house, monday):
    before = case.events.count()
    kept = services.hand_custody(case=case, to=house.county, reason="x", by=SYSTEM, at=monday)
    services.set_stage(case=case, stage=case.stage, by=SYSTEM, at=monday)
    assert (kept, case.events.count()) == (case.custody.get(), before)


def test_a_case_that_has_its_number_keeps_it(case, monday):
    before = case.number
    assert services.number_case(case=case, by=SYSTEM, at=monday + timedelta(days=400)) == before
    assert case.events.filter(name="case_numbered").count() == 1


def test_a_link_opens_until_its_last_instant_and_no_longer_than_the_next_one(case, monday):
    party = make_worker(case, monday)
    first = services.invite(party=party, by=SYSTEM, at=monday, days=30)
    end = monday + timedelta(days=30)
    opened = services.invitation_of(first)
    assert opened == services.invitation_with(opened.pk) == Invitation.objects.get()
    assert opened.is_open(end - timedelta(microseconds=1))
    assert not opened.is_open(end)
    assert services.invitation_of(first + "x") is None
    second = services.invite(party=party, by=SYSTEM, at=monday)
    assert not services.invitation_of(first).is_open(monday)
    assert services.invitation_of(second).is_open(monday)
    services.close_case(case=case, outcome=Case.Outcome.REFUSED, by=SYSTEM, at=monday)
    assert not services.invitation_of(second).is_open(monday)


def test_the_cases_of_a_phone_are_those_of_who_claims(case, monday):
    make_worker(case, monday, phone="+8613900000001")
    services.add_parties(
        case=case,
        people=[{"role": "respondent", "name": "某公司", "phone": "+8613900000002"}],
        by=SYSTEM,
        at=monday,
    )
    assert services.cases_of_phone("+8613900000001") == [case]
    assert services.cases_of_phone("+8613900000002") == []
    assert services.cases_of_phone("") == []


def _unknown_package() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("a.txt", "x")
    return data.getvalue()


UPLOADS = {
    "empty": (b"", "文件是空的"),
    "too long": (picture() + b"\x00" * MAX_BYTES, "超过 10 MB"),
    "program": (b"MZ\x90\x00" + b"\x00" * 200, "只能上传照片"),
    "page": (b"<!doctype html><script>alert(1)</script>", "只能上传照片"),
    "half a picture": (picture()[:40], "打不开"),
    "package": (_unknown_package(), "不支持压缩包"),
    "half a package": (package(WORD)[:80], "已损坏"),
    "macro": (package(WORD, {"word/vbaProject.bin": OLE}), "宏或嵌入的程序"),
    "script": (pdf("4 0 obj << /S /JavaScript >> endobj"), "可执行内容"),
    "locked": (locked(pdf()), "加了密"),
}


@pytest.mark.parametrize(("data", "sentence"), UPLOADS.values(), ids=UPLOADS)
def test_a_file_is_refused_with_the_reason_and_not_kept(data, sentence, monkeypatch):
    monkeypatch.setattr(store, "put", lambda _data: pytest.fail("kept"))
    with pytest.raises(UploadRefused, match=sentence):
        check_upload(SimpleUploadedFile("a", data))


@pytest.mark.django_db
def test_a_file_of_exactly_ten_megabytes_is_taken():
    data = picture() + b"\x00" * (MAX_BYTES - len(picture()))
    assert check_upload(SimpleUploadedFile("a.png", data)).size == MAX_BYTES


TODAY = date(2026, 11, 23)
IDENTIFIERS = [
    ("id_number", "62010219900307002", "应为 18 位"),
    ("id_number", "6201021990030700AX", "应为 18 位"),
    ("id_number", "62010219900307002Y", "应为 18 位"),
    ("id_number", "620102199013070026", "出生日期"),
    ("id_number", "620102189903070026", "出生日期"),
    ("id_number", "620102202611240026", "出生日期"),
    ("id_number", "620102199003070027", "打错了"),
    ("phone", "电话", "电话号码不对"),
    ("phone", "1390000", "电话号码不对"),
    ("phone", "+1 202 555 0100", "电话号码不对"),
    ("credit_code", "91620102MA00000008", "应为 18 位"),
    ("credit_code", "N2620102MF123456", "应为 18 位"),
    ("credit_code", "N2620102MF12345！", "应为 18 位"),
    ("credit_code", "", "应为 18 位"),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), IDENTIFIERS)
def test_an_identifier_is_refused_at_its_field(field, typed, sentence, monkeypatch):
    monkeypatch.setattr(identifiers, "legal_day", lambda _at: TODAY)
    with pytest.raises(InvalidIdentifier, match=sentence) as refusal:
        getattr(identifiers, f"normalise_{field}")(typed)
    assert refusal.value.field == field


def test_who_is_born_today_has_an_identity_number():
    number = "62010220261123002"
    last = identifiers.ric.calc_check_digit(number + "0")
    assert identifiers.normalise_id_number(number + last, today=TODAY) == number + last
    with pytest.raises(InvalidIdentifier, match="出生日期"):
        identifiers.normalise_id_number(number + last, today=TODAY - timedelta(days=1))


def test_a_rural_collective_has_a_code_that_begins_with_a_letter():
    assert identifiers.normalise_credit_code("n2620102mf12345678") == "N2620102MF12345678"


def test_a_person_is_kept_out_once_for_one_reason(case, house, monday):
    for reason in ("亲属", "另一个理由"):
        services.recuse(case=case, staff=house.officer, reason=reason, by=SYSTEM, at=monday)
    assert case.recusals.get().reason == "亲属"
    assert case.events.filter(name="staff_recused").count() == 1


@pytest.mark.django_db
def test_a_file_that_was_changed_behind_our_back_is_not_handed_out():
    kept = store.put(b"one")
    assert store.read(kept) == b"one"
    store.put_back(store._path(kept), b"two")
    with pytest.raises(ValueError, match="no longer matches"):
        store.read(kept)
