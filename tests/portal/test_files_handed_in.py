"""Files handed in by people: every kind offered is kept, and one bad file is named and drops no other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Evidence
from cases.services import close_case
from offices.actors import staff_actor
from offices.clock import now
from portal.filing import drafts
from portal.models import DraftFile
from tests.portal.test_bad_input import _walk_to, worker  # noqa: F401
from tests.portal.test_following import _invite, filed  # noqa: F401
from tests.portal.test_following import worker as follower  # noqa: F401
from tests.uploads import OFFERED
from tests.workflows.conftest import open_item
from workflows.acts import intake

STEP = "portal:step"
BAD = ("脚本.pdf", b"%PDF-1.7 << /S /JavaScript >>")


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
    assert answer.context["form"].errors["uploads"] == ["a.xlsx：最多 20 个文件。"]
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


def test_a_bad_file_of_the_respondent_is_named_and_the_others_are_kept(client, filed, staff):  # noqa: F811
    client.get(reverse("portal:invitation", args=[_invite(filed.case, staff)]))
    values = {"what": "answer", "disputes": "yes", "answer": "不对", "consents": "later"}
    files = {"file_wage_ledger": _file(*BAD), "file_attendance": _file("a.xlsx")}
    answer = client.post(reverse("portal:answer"), {**values, **files})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file_wage_ledger"][0].startswith("脚本.pdf：")
    assert "这些文件已经收下" in answer.content.decode()
    piece = Evidence.objects.get(case=filed.case)
    assert (piece.kind, piece.by_party.role) == ("attendance", "respondent")
    assert client.post(reverse("portal:answer"), values).status_code == 302
    late = client.post(reverse("portal:answer"), {**values, "file_wage_slip": _file("a.png")})
    assert late.status_code == 422
    assert Evidence.objects.filter(case=filed.case).count() == 1, "nothing is added after the answer"
