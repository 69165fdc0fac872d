"""Files handed in by people: every kind offered is kept, and one bad file is named and drops no other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from arrears.models import Instalment
from cases import identity, services, store
from cases.models import Evidence
from cases.services import close_case
from documents.models import Document
from documents.preparation import render_waiting
from offices.actors import staff_actor
from offices.clock import legal_day, now
from offices.errors import Refusal
from portal.filing import drafts
from portal.models import DraftFile
from portal.uploaded import sort_out
from portal.views.answering import KEPT
from tests.portal.test_bad_input import _walk_to, worker  # noqa: F401
from tests.portal.test_following import _invite, filed  # noqa: F401
from tests.portal.test_following import worker as follower  # noqa: F401
from tests.uploads import OFFERED, pdf, picture
from tests.workflows.conftest import open_item
from workflows.acts import intake, resolution

STEP = "portal:step"
BAD = ("脚本.pdf", pdf("4 0 obj << /S /JavaScript >> endobj"))


def _stored():
    return (name for shelf in range(store.SHELVES) for name in store.listed(shelf))


def _file(name, data=None):
    return SimpleUploadedFile(name, OFFERED[name][0] if data is None else data)


@pytest.fixture
def waiting(filed, staff):  # noqa: F811
    """A complaint for which papers are missing."""
    task = open_item(filed.case, "decide_acceptance")
    intake.request_supplement(task=task, by=staff["intake"], at=now(), missing=["身份证照片"])
    return filed.case


def test_every_kind_that_is_offered_is_kept_with_a_filing(worker):  # noqa: F811
    _walk_to(worker, "evidence")
    answer = worker.post(reverse(STEP, args=["evidence"]), {"uploads": [_file(name) for name in OFFERED]})
    assert answer.status_code == 302
    kept = dict(DraftFile.objects.values_list("original_name", "content_type"))
    assert kept == {name: content_type for name, (_data, content_type) in OFFERED.items()}


@pytest.mark.parametrize("name", OFFERED)
def test_every_kind_that_is_offered_is_kept_by_an_officer_and_handed_out(client, filed, staff, name):  # noqa: F811
    client.force_login(staff["intake"])
    page = reverse("desk:add_evidence", args=[filed.case.number])
    assert client.post(page, {"kind": "other", "file": _file(name)}).status_code == 302
    piece = Evidence.objects.get(case=filed.case)
    assert (piece.content_type, piece.original_name) == (OFFERED[name][1], name)
    handed_out = client.get(reverse("desk:evidence", args=[piece.pk]))
    assert handed_out.content == OFFERED[name][0]
    assert handed_out["Content-Type"] == OFFERED[name][1]


def test_an_officer_reads_why_a_file_is_not_taken(client, filed, staff):  # noqa: F811
    client.force_login(staff["intake"])
    page = reverse("desk:add_evidence", args=[filed.case.number])
    refused = client.post(page, {"kind": "other", "file": _file(*BAD)})
    assert refused.status_code == 422
    assert "可执行内容" in refused.content.decode()
    close_case(case=filed.case, outcome="refused", by=staff_actor(staff["intake"]), at=now())
    closed = client.post(page, {"kind": "other", "file": _file("a.png")})
    assert closed.status_code == 409
    assert not Evidence.objects.exists()


def test_a_bad_file_among_good_ones_is_named_and_the_others_stay_in_the_draft(worker):  # noqa: F811
    _walk_to(worker, "evidence")
    files = [_file("a.png"), _file(*BAD), _file("a.docx")]
    answer = worker.post(reverse(STEP, args=["evidence"]), {"uploads": files})
    assert answer.status_code == 422
    assert [error[:7] for error in answer.context["form"].errors["uploads"]] == ["脚本.pdf："]
    page = answer.content.decode()
    assert all(name in page for name in ("脚本.pdf：", "a.png", "a.docx"))
    assert set(DraftFile.objects.values_list("original_name", flat=True)) == {"a.png", "a.docx"}


def test_files_beyond_the_limit_are_named_and_those_before_it_stay(worker, monkeypatch):  # noqa: F811
    _walk_to(worker, "evidence")
    monkeypatch.setattr(drafts, "MAX_FILES", 2)
    files = [_file("a.png"), _file("a.docx"), _file("a.xlsx")]
    answer = worker.post(reverse(STEP, args=["evidence"]), {"uploads": files})
    assert answer.status_code == 422
    assert answer.context["form"].errors["uploads"] == ["a.xlsx：最多 2 个文件。"]
    assert DraftFile.objects.count() == 2


def test_a_bad_file_among_missing_papers_keeps_the_step_open_and_the_others(waiting, follower):  # noqa: F811
    page = reverse("portal:supplement", args=[waiting.number])
    answer = follower.post(page, {"files": [_file(*BAD), _file("a.docx")], "note": "补上"})
    assert answer.status_code == 422
    assert "脚本.pdf：" in answer.content.decode()
    assert [file.original_name for file in answer.context["kept"]] == ["a.docx"]
    piece = Evidence.objects.get(case=waiting)
    assert piece.original_name == "a.docx"
    assert piece.by_party == waiting.parties.get(role="worker")
    assert open_item(waiting, "await_supplement")
    assert follower.post(page, {"files": [_file("a.xlsx")], "note": ""}).status_code == 302
    assert Evidence.objects.filter(case=waiting).count() == 2


def test_a_bad_file_of_the_respondent_is_named_and_nothing_is_kept_until_the_answer_is(client, filed, staff):  # noqa: F811
    client.get(reverse("portal:invitation", args=[_invite(filed.case, staff)]))
    values = {"what": "answer", "disputes": "yes", "answer": "不对", "consents": "later"}
    files = {"file_wage_ledger": _file(*BAD), "file_attendance": _file("a.xlsx")}
    answer = client.post(reverse("portal:answer"), {**values, **files})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file_wage_ledger"][0].startswith("脚本.pdf：")
    assert "请重新选择文件" in answer.content.decode()
    assert (Evidence.objects.count(), list(_stored())) == (0, [])
    assert client.post(reverse("portal:answer"), {**values, "file_attendance": _file("a.xlsx")}).status_code == 302
    piece = Evidence.objects.get(case=filed.case)
    assert (piece.kind, piece.by_party.role) == ("attendance", "respondent")
    assert store.read(piece.sha256) == OFFERED["a.xlsx"][0]
    late = client.post(reverse("portal:answer"), {**values, "file_wage_slip": _file("a.png")})
    assert late.status_code == 422
    assert Evidence.objects.filter(case=filed.case).count() == 1, "nothing is added after the answer"
    assert list(_stored()) == [piece.sha256]


def test_refused_answers_fill_neither_the_file_of_the_case_nor_the_store(client, filed, staff):  # noqa: F811
    client.get(reverse("portal:invitation", args=[_invite(filed.case, staff)]))
    events = filed.case.events.count()
    values = {"what": "answer", "disputes": "yes", "answer": "", "consents": "later"}
    for number in range(3):
        files = {
            f"file_{kind}": _file("a.png", picture(size=(9 + number, 9 + place))) for place, kind in enumerate(KEPT)
        }
        assert client.post(reverse("portal:answer"), {**values, **files}).status_code == 422
    assert (Evidence.objects.count(), list(_stored()), filed.case.events.count()) == (0, [], events)


def test_a_refused_report_of_a_payment_leaves_no_proof(client, filed, staff, monkeypatch):  # noqa: F811
    client.get(reverse("portal:invitation", args=[_invite(filed.case, staff)]))
    at, owed = now(), filed.case.parties.get(role="worker")
    Instalment.objects.create(
        case=filed.case, worker=owed, source="promise", number=1, due_on=legal_day(at), amount=100
    )

    def refuse(**_given):
        raise Refusal("对不上")

    monkeypatch.setattr(resolution, "report_instalment", refuse)
    values = {"what": "paid", "number": "1", "paid_on": legal_day(at).isoformat(), "method": "转账"}
    for proof in (_file("a.png"), _file(*BAD)):
        answer = client.post(reverse("portal:answer"), {**values, "proof": proof})
        assert answer.status_code == 422
        assert answer.context["paid"].errors
        assert (Evidence.objects.count(), list(_stored())) == (0, [])


def test_a_full_file_is_said_and_nothing_of_the_answer_is_kept(client, filed, staff, monkeypatch):  # noqa: F811
    client.get(reverse("portal:invitation", args=[_invite(filed.case, staff)]))
    monkeypatch.setattr(services, "MAX_FILES_OF_PARTY", 1)
    values = {"what": "answer", "disputes": "yes", "answer": "不对", "consents": "later"}
    files = {"file_wage_ledger": _file("a.png"), "file_attendance": _file("a.xlsx")}
    answer = client.post(reverse("portal:answer"), {**values, **files})
    assert answer.status_code == 422
    assert "最多提交 1 个文件" in answer.content.decode()
    assert (Evidence.objects.count(), list(_stored())) == (0, [])
    assert client.post(reverse("portal:answer"), {**values, "file_attendance": _file("a.xlsx")}).status_code == 302


def test_missing_papers_beyond_the_limit_are_not_said_to_be_kept(waiting, follower, monkeypatch):  # noqa: F811
    monkeypatch.setattr(services, "MAX_FILES_OF_PARTY", 1)
    page = reverse("portal:supplement", args=[waiting.number])
    files = [_file(*BAD), _file("a.docx"), _file("a.xlsx")]
    answer = follower.post(page, {"files": files, "note": "补上"})
    assert [file.original_name for file in answer.context["kept"]] == ["a.docx"]
    assert "最多提交 1 个文件" in answer.content.decode()
    answer = follower.post(page, {"files": [_file("a.xlsx")], "note": "补上"})
    assert (answer.status_code, answer.context["kept"]) == (422, [])
    assert [piece.original_name for piece in Evidence.objects.all()] == ["a.docx"]


@pytest.mark.parametrize(
    ("sent", "name", "disposition"),
    [
        ("工资表.hta", "a.png", "inline; filename*=utf-8''%E5%B7%A5%E8%B5%84%E8%A1%A8_hta.png"),
        ("工资表.jar", "a.docx", "attachment; filename*=utf-8''%E5%B7%A5%E8%B5%84%E8%A1%A8_jar.docx"),
        ("slip\u202egnp.exe", "a.png", 'inline; filename="slipgnp_exe.png"'),
        ("photo.JPEG", "a.jpg", 'inline; filename="photo.JPEG"'),
    ],
)
def test_an_officer_gets_a_file_under_the_ending_of_what_it_is(client, filed, staff, sent, name, disposition):  # noqa: F811
    client.force_login(staff["intake"])
    page = reverse("desk:add_evidence", args=[filed.case.number])
    assert client.post(page, {"kind": "other", "file": _file(sent, OFFERED[name][0])}).status_code == 302
    piece = Evidence.objects.get(case=filed.case)
    assert piece.original_name == sent.replace("\u202e", "")
    assert client.get(reverse("desk:evidence", args=[piece.pk]))["Content-Disposition"] == disposition


def test_the_name_in_a_refusal_does_not_turn_the_sentence_round(worker):  # noqa: F811
    _walk_to(worker, "evidence")
    answer = worker.post(reverse(STEP, args=["evidence"]), {"uploads": [_file("fdp\u202e.exe", b"MZ")]})
    assert answer.context["form"].errors["uploads"][0].startswith("fdp.exe：")


def test_beyond_the_most_a_file_is_named_and_not_kept(rf):
    kept, refused = sort_out(rf.post("/"), [_file("a.png")], most=0)
    assert kept == []
    assert [sentence[:6] for sentence in refused] == ["a.png："]
    assert "最多 0 个文件" in refused[0]


@pytest.fixture
def move_away(db, settings):
    """Marks the store for the database; moves its folder away and leaves an empty one, as an unmounted point is."""
    identity.claim()

    def move():
        settings.MEDIA_ROOT.rename(settings.MEDIA_ROOT.with_name("elsewhere"))
        settings.MEDIA_ROOT.mkdir()

    return move


def test_what_is_handed_in_while_the_store_is_away_is_503_and_not_kept(move_away, worker, settings):  # noqa: F811
    _walk_to(worker, "evidence")
    move_away()
    worker.raise_request_exception = False
    answer = worker.post(reverse(STEP, args=["evidence"]), {"uploads": [_file(next(iter(OFFERED)))]})
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert not DraftFile.objects.exists()
    assert list(settings.MEDIA_ROOT.rglob("*")) == []


@pytest.mark.parametrize("address", ["desk:evidence", "desk:document"])
def test_papers_are_503_while_the_store_is_away(move_away, client, filed, staff, settings, address):  # noqa: F811
    client.force_login(staff["intake"])
    page = reverse("desk:add_evidence", args=[filed.case.number])
    client.post(page, {"kind": "other", "file": _file(next(iter(OFFERED)))})
    render_waiting(at=now(), limit=20)
    paper = {
        "desk:evidence": Evidence.objects.filter(case=filed.case),
        "desk:document": Document.objects.filter(case=filed.case).exclude(sha256=""),
    }[address].latest("pk")
    page = reverse(address, args=[paper.pk])
    assert client.get(page).status_code == 200
    move_away()
    client.raise_request_exception = False
    answer = client.get(page)
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    settings.MEDIA_ROOT.rmdir()
    settings.MEDIA_ROOT.with_name("elsewhere").rename(settings.MEDIA_ROOT)
    assert client.get(page).status_code == 200
