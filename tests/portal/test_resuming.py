"""A draft goes on elsewhere by its code and its phone; a code that was overseen opens, changes and files nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from notices.models import Notice
from offices.clock import now
from portal import doors
from portal.filing import drafts
from portal.models import Draft
from tests.portal.conftest import last_code
from tests.portal.test_bad_input import GOOD, ORDER, PETITION, _answer, _code, _walk_to, worker  # noqa: F401

RESUME = "/file/resume/"
PHONE, OTHERS = GOOD["who"]["phone"], "13900007777"


def _step(name):
    return reverse("portal:step", args=[name])


def _codes():
    return Notice.objects.filter(template="verification_code").count()


def _resume_code(client):
    """Read the code off the page, as its owner does, or somebody who looks over a shoulder."""
    return client.get(_step("employer")).context["draft_code"]


def _resumed(code, phone=PHONE):
    client = Client()
    client.get(RESUME)
    client.post(RESUME, {"code": code, "phone": phone})
    return client, client.post(RESUME, {"code": code, "phone": phone, "sms": last_code()})


def _file(client):
    return client.post(_step("check"), {"declared": "on"})


def _opens_nothing(stranger):
    """The pages of the draft and of its case lead somebody who has only the code to the beginning."""
    for name in ("who", "workers", "check"):
        for answer in (stranger.get(_step(name)), stranger.post(_step(name), {**GOOD["who"], "declared": "on"})):
            assert answer["Location"] == reverse("portal:file")
    assert "你的投诉" not in stranger.get(reverse("portal:file")).content.decode()
    for case in Case.objects.all():
        for name in ("filed", "case", "new_code"):
            assert stranger.get(reverse(f"portal:{name}", args=[case.number])).status_code == 404


def test_a_draft_goes_on_on_another_phone_once_its_phone_is_proven(worker):  # noqa: F811
    _walk_to(worker, "owed")
    client, answer = _resumed(_resume_code(worker).lower())
    assert answer["Location"] == _step("owed")
    assert GOOD["who"]["name"] in client.get(_step("who")).content.decode()
    for name in ("owed", "workers", "evidence", "story"):
        assert _answer(client, name).status_code == 302
    answer = _file(client)
    assert client.get(answer["Location"]).context["query_code"]
    assert Case.objects.get().parties.get(role="worker").phone_verified_at is not None


def test_who_resumes_a_draft_proves_its_phone_anew(worker):  # noqa: F811
    """The case says when the phone was last proven, not when the draft was begun weeks ago."""
    _walk_to(worker, "check")
    draft, weeks_ago = Draft.objects.get(), now() - timedelta(days=20)
    drafts.save(draft, drafts.answers_of(draft) | {"verified_at": weeks_ago.isoformat()})
    before = now()
    client, _answered = _resumed(_resume_code(worker))
    _file(client)
    assert before <= Case.objects.get().parties.get(role="worker").phone_verified_at <= now()


def test_the_code_stands_on_every_page_from_the_proof_of_the_phone_on(worker):  # noqa: F811
    shown = {}
    for name in (*ORDER, "check"):
        page = worker.get(_step(name))
        shown[name] = drafts.code_of(worker) in page.content.decode()
        assert bool(page.context["draft_code"]) is shown[name]
        if name != "check":
            assert _answer(worker, name).status_code == 302
    assert shown == {name: name not in {"who", "code"} for name in shown}


def test_whoever_held_a_draft_holds_it_no_more_once_it_is_resumed(worker):  # noqa: F811
    _walk_to(worker, "check")
    client, _answered = _resumed(_resume_code(worker))
    _opens_nothing(worker)
    _file(client)
    _opens_nothing(worker)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("reached", ["who", "code", "employer", "check"])
def test_a_code_that_was_overseen_opens_nothing_before_the_filing_or_after(worker, reached):  # noqa: F811
    """The stranger comes early or late; the owner is not disturbed, and the receipt is the owner's alone."""
    code = drafts.code_of(worker)
    _walk_to(worker, reached)
    stranger = Client()
    for sent in ({"code": code}, {"code": code, "phone": OTHERS}, {"code": code, "phone": OTHERS, "sms": "000000"}):
        stranger.post(RESUME, sent)
    _opens_nothing(stranger)
    for name in tuple(GOOD)[tuple(GOOD).index("employer") :] if reached in {"employer", "check"} else ():
        _answer(worker, name)
    if reached in {"who", "code"}:
        _walk_on(worker, reached)
    _opens_nothing(stranger)
    receipt = _file(worker)["Location"]
    assert worker.get(receipt).context["query_code"]
    assert stranger.post(RESUME, {"code": code, "phone": PHONE}).status_code == 422
    _opens_nothing(stranger)


def _walk_on(client, reached):
    names = ("who", "code", *tuple(GOOD)[1:])
    for name in names[names.index(reached) :]:
        assert _answer(client, name).status_code == 302


def test_a_right_code_on_somebody_elses_phone_resumes_nothing(worker):  # noqa: F811
    """A code may have been sent to the stranger's own phone on another page; the draft's phone is another."""
    _walk_to(worker, "check")
    code, before = _resume_code(worker), _codes()
    stranger = Client()
    told = stranger.post(RESUME, {"code": code, "phone": OTHERS})
    assert told.context["sent"]
    assert _codes() == before
    known = stranger.post(RESUME, {"code": code, "phone": PHONE})
    assert (
        known.content.decode().replace(PHONE, OTHERS).split("<main")[1].split("<input type")[0]
        == (told.content.decode().split("<main")[1].split("<input type")[0])
    ), "the page does not tell whose draft it is"
    assert _codes() == before + 1
    answer = stranger.post(RESUME, {"code": code, "phone": OTHERS, "sms": last_code()})
    assert answer.status_code == 422
    _opens_nothing(stranger)
    assert worker.get(_step("check")).status_code == 200


def test_a_proof_of_another_phone_is_no_proof_of_the_draft(worker, rf):  # noqa: F811
    _walk_to(worker, "check")
    draft, request = Draft.objects.get(), rf.get("/")
    request.session = {}
    for phone in ("", "+86" + OTHERS):
        assert not drafts.resume(request, draft, "ABCDEFGH", phone=phone, at=now())
    assert request.session == {}
    Draft.objects.update(answers="{}")
    assert not drafts.resume(request, draft, "ABCDEFGH", phone="", at=now())


def test_what_was_filed_in_the_meantime_is_not_resumed(worker, rf):  # noqa: F811
    """The draft was found, and filed before it was locked."""
    _walk_to(worker, "check")
    found, request = Draft.objects.get(), rf.get("/")
    phone, request.session = drafts.proven_phone(found), {}
    receipt = _file(worker)["Location"]
    assert phone
    assert not drafts.resume(request, found, "ABCDEFGH", phone=phone, at=now())
    assert request.session == {}
    assert worker.get(_step("who"))["Location"] == receipt, "who filed is led to the receipt as before"


def test_the_answer_to_the_resuming_is_lost(worker):  # noqa: F811
    _walk_to(worker, "owed")
    code, client = _resume_code(worker), Client()
    client.get(RESUME)
    client.post(RESUME, {"code": code, "phone": PHONE})
    kept, filled = client.cookies["sessionid"].value, {"code": code, "phone": PHONE, "sms": last_code()}
    first = client.post(RESUME, filled)
    client.cookies["sessionid"] = kept
    again = client.post(RESUME, filled)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert client.get(again["Location"]).status_code == 200


def test_a_session_planted_before_the_resuming_opens_nothing(worker):  # noqa: F811
    _walk_to(worker, "owed")
    client = Client()
    client.get(reverse("portal:petition"))
    planted = client.session.session_key
    client.get(RESUME)
    assert client.session.session_key not in {planted, None}


def _file_a_petition():
    client, page = Client(), reverse("portal:petition")
    client.get(page)
    client.post(page, PETITION)
    filled = {**PETITION, "code": _code()}
    client.post(page, filled)
    return client, lambda: client.post(page, filled)


def _file_a_complaint():
    client = Client()
    client.post(reverse("portal:file"))
    _walk_to(client, "check")
    _file(client)
    return client, lambda: client.get(_step("who"))


@pytest.mark.parametrize("file", [_file_a_complaint, _file_a_petition])
def test_an_old_visit_does_not_renew_itself(demo_offices, file, monkeypatch):
    client, tap = file()
    case = Case.objects.get()
    receipt, filed_at = reverse("portal:filed", args=[case.number]), case.received_at
    just_before = filed_at + doors.PROOF_LASTS - timedelta(seconds=1)
    for name in ("portal.doors.now", "portal.views.filing.now"):
        monkeypatch.setattr(name, lambda: just_before)
    assert tap()["Location"] == receipt
    assert client.get(receipt).context["query_code"]
    for name in ("portal.doors.now", "portal.views.filing.now"):
        monkeypatch.setattr(name, lambda: filed_at + doors.PROOF_LASTS)
    assert client.get(receipt).status_code == 404, "the tap before made it last no longer"
    assert tap()["Location"] == reverse("portal:track_by_phone")
    assert client.get(receipt).status_code == 404
    assert "你的投诉已经提交" not in client.get(reverse("portal:file")).content.decode()
    assert Case.objects.count() == 1


def test_a_case_opened_by_phone_on_the_same_device_shows_no_query_code(demo_offices):
    client, _tap = _file_a_complaint()
    case, page = Case.objects.get(), reverse("portal:track_by_phone")
    Notice.objects.all().delete()
    client.post(page, {"phone": PHONE})
    client.post(page, {"phone": PHONE, "code": last_code()})
    assert client.get(reverse("portal:filed", args=[case.number])).context["query_code"] == ""


def test_a_draft_can_be_left_on_a_shared_device_and_resumed(worker):  # noqa: F811
    _walk_to(worker, "owed")
    code, leave = _resume_code(worker), reverse("portal:leave")
    assert leave not in Client().get(reverse("portal:home")).content.decode()
    assert f'action="{leave}"' in worker.get(_step("owed")).content.decode()
    worker.post(leave)
    _opens_nothing(worker)
    assert _resumed(code)[1]["Location"] == _step("owed")


def test_whoever_comes_back_sees_the_ends_of_the_id_number(worker):  # noqa: F811
    whole = GOOD["who"]["id_number"]
    _walk_to(worker, "check")
    page = worker.get(_step("who"))
    assert whole not in page.content.decode()
    masked = page.context["form"]["id_number"].value()
    assert masked == "6201**********0026"
    assert worker.post(_step("who"), {**GOOD["who"], "name": "马晓明", "id_number": masked}).status_code == 302
    who = drafts.answers_of(Draft.objects.get())["who"]
    assert (who["id_number"], who["name"]) == (whole, "马晓明")
    worker.post(_step("who"), {**GOOD["who"], "id_number": ""})
    assert drafts.answers_of(Draft.objects.get())["who"]["id_number"] == ""


def test_the_id_number_that_was_kept_goes_to_nobody_elses_phone(worker):  # noqa: F811
    _walk_to(worker, "check")
    before, sent = drafts.answers_of(Draft.objects.get()), _codes()
    taken = {"name": "别人", "id_number": "6201**********0026", "phone": OTHERS}
    answer = worker.post(_step("who"), taken)
    assert answer.status_code == 422
    assert "身份证号重新填" in str(answer.context["form"].errors["id_number"])
    assert GOOD["who"]["id_number"] not in answer.content.decode()
    assert (drafts.answers_of(Draft.objects.get()), _codes()) == (before, sent)
    assert worker.post(_step("who"), {**taken, "id_number": GOOD["who"]["id_number"]}).status_code == 302
