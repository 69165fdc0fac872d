"""What the public pages refuse: where the case stands, what was sent, and the sentence; nothing is written by it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case, Evidence, Party
from cases.services import close_case, invite
from notices.models import Notice
from offices import throttle
from offices.actors import SYSTEM
from offices.clock import legal_day, now
from portal import doors
from portal.filing.drafts import DAYS
from portal.models import Draft
from tests.factories import Matters, actor, worker_of, written
from tests.portal.conftest import last_code
from tests.portal.test_bad_input import GOOD, PETITION, _answer, _walk_to, worker  # noqa: F401
from tests.uploads import OFFERED
from tests.workflows.conftest import open_item
from workflows.acts import intake, mediation

TODAY = legal_day(now())
SOON = TODAY + timedelta(days=10)
FIRST, FELLOW, PETITIONER = "13900000000", "13900000001", "13700000000"
ACTS = {
    "supplement": {"note": "补上"},
    "road": {"road": "inspection", "understood": "on"},
    "review": {"reasons": "不服"},
}


def _page(name: str, case: Case, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[case.number, *more])


def _waiting(matters: Matters) -> Case:
    case = matters.filed()
    task = open_item(case, "decide_acceptance")
    intake.request_supplement(task=task, by=matters.staff["intake"], at=matters.at, missing=["身份证照片"])
    return case


def _file(name: str = "a.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, OFFERED["a.png"][0] if data is None else data)


STAGES: dict[str, tuple[Callable[[Matters], Case], str, str]] = {
    "missing": (_waiting, "supplement", FIRST),
    "choosing": (lambda m: m.disputed(), "road", FIRST),
    "answered": (lambda m: m.answered(), "review", PETITIONER),
}


@pytest.mark.parametrize("language", ["", "en"])
@pytest.mark.parametrize("stage", STAGES)
def test_an_act_that_is_not_asked_for_says_so_and_leads_to_the_case(by_phone, recent, stage, language):
    make, own, phone = STAGES[stage]
    case = make(recent)
    client, before = by_phone(phone, language), written(case)
    assert client.get(_page(own, case)).status_code == 200
    for name in set(ACTS) - {own}:
        for answer in (client.get(_page(name, case)), client.post(_page(name, case), ACTS[name])):
            assert answer.status_code == 409
            page = answer.content.decode()
            assert ("现在不用办这一步" if not language else "Nothing to do here now") in page
            assert _page("case", case) in page
    assert written(case) == before


@pytest.mark.parametrize("language", ["", "en"])
@pytest.mark.parametrize("stage", STAGES)
def test_after_the_end_every_act_says_how_it_ended_and_what_can_be_done(by_phone, recent, stage, language):
    make, own, phone = STAGES[stage]
    case = make(recent)
    client = by_phone(phone, language)
    close_case(case=case, outcome="withdrawn", by=SYSTEM, at=now())
    case.work_items.update(closed_at=now())
    before = written(case)
    for answer in (client.get(_page(own, case)), client.post(_page(own, case), ACTS[own])):
        assert answer.status_code == 409
        page = answer.content.decode()
        assert ("案子已经结了" if not language else "closed") in page
        assert case.office.name in page
        assert reverse("portal:file") in page
    assert client.get(_page("withdraw", case))["Location"] == _page("case", case)
    assert written(case) == before


@pytest.mark.parametrize("stage", STAGES)
def test_a_second_tap_is_told_that_the_step_was_done(by_phone, recent, stage):
    make, own, phone = STAGES[stage]
    case = make(recent)
    client = by_phone(phone)
    assert client.post(_page(own, case), ACTS[own])["Location"] == _page("case", case)
    before = written(case)
    assert client.post(_page(own, case), ACTS[own]).status_code == 409
    assert written(case) == before


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("missing", {"note": " "}, "请上传材料"),
    ("missing", {}, "请上传材料"),
    ("choosing", {"road": "inspection"}, "请先看清"),
    ("choosing", {"understood": "on"}, "现在不能选"),
    ("choosing", {"road": "court", "understood": "on"}, "现在不能选"),
    ("answered", {"reasons": " \x00"}, "请写明理由"),
    ("answered", {}, "请写明理由"),
]


@pytest.mark.parametrize(("stage", "sent", "words"), REFUSED)
def test_a_step_is_not_done_with_what_is_wrong(by_phone, recent, stage, sent, words):
    make, own, phone = STAGES[stage]
    case = make(recent)
    client, before = by_phone(phone), written(case)
    answer = client.post(_page(own, case), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert written(case) == before


def test_mediation_is_not_offered_twice(by_phone, recent):
    case = recent.mediating()
    mediator = recent.staff["mediator"]
    mediation.conclude_failed(task=open_item(case, "mediate"), by=mediator, at=recent.at, reason="谈不拢")
    client = by_phone(FIRST)
    assert [road.code for road in client.get(_page("road", case)).context["roads"]] == ["inspection", "arbitration"]
    answer = client.post(_page("road", case), {"road": "mediation", "understood": "on"})
    assert answer.status_code == 422
    assert open_item(case, "choose_road")


def test_a_review_is_asked_for_within_its_thirty_days(by_phone, staff):
    case = Matters(staff, now() - timedelta(days=40)).answered()
    before = written(case)
    answer = by_phone(PETITIONER).post(_page("review", case), {"reasons": "不服"})
    assert answer.status_code == 422
    assert "期限" in answer.content.decode()
    assert written(case) == before


PAGES = ("case", "filed", "supplement", "road", "review", "withdraw")


def test_a_case_that_is_not_proven_is_not_found(by_phone, recent):
    case = recent.filed()
    other = recent.petition()
    party = by_phone(PETITIONER)
    for client in (Client(), party):
        for name in PAGES:
            assert client.get(_page(name, case)).status_code == client.post(_page(name, case)).status_code == 404
        assert client.get(_page("document", case, case.documents.first().pk)).status_code == 404
        assert client.get(_page("payment", case, 1)).status_code == 404
    assert party.get(_page("case", other)).status_code == 200


def test_a_proof_lasts_two_hours(by_phone, recent):
    case = recent.filed()
    client = by_phone(FIRST)
    session = client.session
    proofs = session[doors.PROVEN]
    proofs[case.number]["until"] = now().isoformat()
    session[doors.PROVEN] = proofs
    session.save()
    assert client.get(_page("case", case)).status_code == 404


def test_a_proof_of_what_is_no_more_opens_nothing(by_phone, recent):
    recent.filed()
    client, gone = by_phone(FIRST), "W620102-2020-99999"
    session = client.session
    session[doors.PROVEN] = {gone: {"party": None, "phone": True, "until": (now() + timedelta(hours=1)).isoformat()}}
    session.save()
    assert client.get(reverse("portal:case", args=[gone])).status_code == 404


def test_who_has_proven_a_case_without_being_a_party_of_it_only_reads(recent):
    case = recent.filed()
    client = Client()
    session = client.session
    until = (now() + timedelta(hours=1)).isoformat()
    session[doors.PROVEN] = {case.number: {"party": None, "phone": True, "until": until}}
    session.save()
    assert client.get(_page("case", case)).status_code == 200
    for name in ("supplement", "road", "review", "withdraw"):
        assert client.get(_page(name, case)).status_code == 404


def test_money_is_confirmed_by_a_clear_word_once(by_phone, recent):
    payments = recent.reported(days=(SOON,))
    case, page = payments[0].case, _page("payment", payments[0].case, payments[0].pk)
    client, before = by_phone(FIRST), written(payments[0].case)
    assert client.get(page).status_code == 200
    for sent in ({}, {"received": "perhaps"}):
        answer = client.post(page, sent)
        assert answer.status_code == 422
        assert "请选择收到了还是没收到" in answer.content.decode()
    assert client.get(_page("payment", case, 0)).status_code == 404
    assert written(case) == before
    assert client.post(page, {"received": "no"})["Location"] == _page("case", case)
    payments[0].refresh_from_db()
    assert (payments[0].status, payments[0].answered_through) == ("denied", "phone")
    again = client.post(page, {"received": "yes"})
    assert again.status_code == 422
    assert "已经答复过" in again.content.decode()
    payments[0].refresh_from_db()
    assert payments[0].status == "denied"


def test_a_case_is_not_withdrawn_by_a_fellow_or_without_a_phone(by_phone, recent):
    case = recent.accepted(2)
    client, before = by_phone(FELLOW), written(case)
    page = _page("withdraw", case)
    assert client.post(page, {"reason": "算了"}).context["sent"]
    answer = client.post(page, {"code": last_code(), "reason": "算了"})
    assert answer.status_code == 422
    assert "可以撤回" in answer.content.decode()
    assert written(case) == before
    Party.objects.filter(pk=worker_of(case, 1).pk).update(phone="")
    codes = Notice.objects.filter(template="verification_code").count()
    nobody = client.post(page, {"reason": "算了"})
    assert nobody.status_code == 422
    assert "没有登记你的手机" in nobody.content.decode()
    assert Notice.objects.filter(template="verification_code").count() == codes


def test_codes_for_a_withdrawal_are_limited_and_the_time_is_named(by_phone, recent):
    case = recent.filed()
    client = by_phone(FIRST)
    told = [client.post(_page("withdraw", case), {"code": "000000"}) for _try in range(25)]
    assert {answer.status_code for answer in told} == {422}
    assert "以后再试" in told[-1].content.decode()
    case.refresh_from_db()
    assert case.stage != Case.Stage.CLOSED


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"phone": ""}, 422, "电话号码不对"),
        ({"phone": "12"}, 422, "电话号码不对"),
        ({"phone": "\x00"}, 422, "电话号码不对"),
        ({"phone": FIRST, "code": "000000"}, 422, "验证码不对"),
        ({"phone": FIRST, "code": "\x00"}, 422, "验证码不对"),
    ],
)
def test_a_phone_that_is_not_proven_opens_nothing(recent, sent, status, words):
    case, client = recent.filed(), Client()
    assert client.get(reverse("portal:track_by_phone")).status_code == 200
    answer = client.post(reverse("portal:track_by_phone"), sent)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert client.get(_page("case", case)).status_code == 404


def test_several_cases_of_a_phone_are_listed(by_phone, recent):
    first, second = recent.filed(), recent.filed()
    client, page = Client(), reverse("portal:track_by_phone")
    client.post(page, {"phone": FIRST})
    listed = client.post(page, {"phone": FIRST, "code": last_code()}).content.decode()
    assert _page("case", first) in listed
    assert _page("case", second) in listed
    assert client.get(_page("case", second)).status_code == 200


def _invited(recent: Matters, case: Case) -> Client:
    token = invite(party=case.parties.get(role="respondent"), by=SYSTEM, at=recent.at)
    client = Client()
    assert client.get(reverse("portal:invitation", args=[token])).status_code == 302
    return client


ANSWER = {"what": "answer", "disputes": "yes", "answer": "金额不对", "consents": "later"}
PAID = {"what": "paid", "number": "1", "paid_on": TODAY.isoformat(), "method": "现金"}

ANSWERS: list[tuple[dict[str, Any], str, str]] = [
    ({**ANSWER, "answer": " "}, "form", "answer"),
    ({**ANSWER, "disputes": "perhaps"}, "form", "disputes"),
    ({**ANSWER, "consents": "perhaps"}, "form", "consents"),
    ({**ANSWER, "answer": "长" * 4001}, "form", "answer"),
    ({**PAID, "proof": None}, "paid", "proof"),
    ({**PAID, "number": "7"}, "paid", "number"),
    ({**PAID, "paid_on": (TODAY + timedelta(days=1)).isoformat()}, "paid", "paid_on"),
    ({**PAID, "paid_on": "gestern"}, "paid", "paid_on"),
    ({**PAID, "method": ""}, "paid", "method"),
    ({**PAID, "proof": (b"MZ\x90\0", "收据.pdf")}, "paid", "proof"),
]


@pytest.mark.parametrize(("sent", "form", "field"), ANSWERS, ids=[f"{row[1]}-{row[2]}" for row in ANSWERS])
def test_the_respondent_is_told_what_is_wrong_at_its_field(recent, sent, form, field):
    case = recent.agreed(days=(SOON,))
    client = _invited(recent, case)
    before = written(case)
    given = dict(sent)
    if sent["what"] == "paid":
        proof = given.pop("proof", (OFFERED["a.png"][0], "a.png"))
        if proof is not None:
            given["proof"] = _file(proof[1], proof[0])
    answer = client.post(reverse("portal:answer"), given)
    assert answer.status_code == 422
    assert set(answer.context[form].errors) == {field}
    assert written(case) == before
    assert not Evidence.objects.filter(case=case).exists()
    assert not case.payments.exists()


def test_the_respondent_reports_an_instalment_once(recent):
    case = recent.agreed(days=(SOON,))
    client, page = _invited(recent, case), reverse("portal:answer")
    assert client.post(page, {**PAID, "proof": _file()}).status_code == 302
    assert case.payments.get().proof.by_party.role == "respondent"
    before = written(case)
    again = client.post(page, {**PAID, "proof": _file()})
    assert again.status_code == 422, "it is asked about already"
    assert written(case) == before
    assert case.payments.count() == 1


def test_the_respondents_word_on_mediation_is_taken_where_it_is_asked(recent):
    case = recent.proposed()
    client = _invited(recent, case)
    assert client.get(reverse("portal:answer")).context["consent_asked"]
    assert client.post(reverse("portal:answer"), {**ANSWER, "consents": "yes"}).status_code == 302
    assert open_item(case, "assign_mediator")


def test_a_respondent_who_declines_sends_the_worker_back_to_choose(recent):
    case = recent.proposed()
    assert _invited(recent, case).post(reverse("portal:answer"), {**ANSWER, "consents": "no"}).status_code == 302
    assert open_item(case, "choose_road")


def test_the_respondent_learns_no_name_phone_or_sum_of_a_worker(recent):
    case = recent.agreed(2, days=(SOON,))
    page = _invited(recent, case).get(reverse("portal:answer")).content.decode()
    assert "2 人，共 25,200.00 元" in page
    for told in ("马师傅1", FIRST, FELLOW, "12,600.00", case.parties.filter(role="worker").first().masked_phone):
        assert told not in page


def _crowd(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the address of the tests have used up its tries at some doors."""
    monkeypatch.setattr(doors, "CROWD", 1)
    monkeypatch.setattr(doors, "CROWD_OF_CODES", 1)
    for name in names:
        throttle.hit(name, "address:127.0.0.1", limit=2000, window=timedelta(hours=1), at=now())


def test_doors_that_are_tried_too_often_name_the_time(recent, monkeypatch):
    _crowd(monkeypatch, "begin", "resume", "track", "answer", "verify")
    client = Client()
    for name, method, sent in (
        ("file", "post", {}),
        ("resume", "post", {"code": "AAAAAAAA"}),
        ("track", "post", {"number": "W620102-2026-00001", "code": "AAAA"}),
        ("answer", "get", {}),
    ):
        answer = getattr(client, method)(reverse(f"portal:{name}"), sent)
        assert answer.status_code == 429, name
        assert "以后再试" in answer.content.decode()
    for name, code in (("verify", "AAAA"), ("invitation", "AAAA")):
        answer = client.get(reverse(f"portal:{name}", args=[code]))
        assert answer.status_code == 429, name
        assert "以后再试" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_filing_is_not_submitted_or_given_files_beyond_the_limit(worker, monkeypatch):  # noqa: F811
    _walk_to(worker, "evidence")
    with monkeypatch.context() as busy:
        _crowd(busy, "upload")
        answer = worker.post(reverse("portal:step", args=["evidence"]), {"uploads": _file()})
        assert answer.status_code == 422
        assert "以后再试" in str(answer.context["form"].errors)
    _answer(worker, "evidence")
    _answer(worker, "story")
    with monkeypatch.context() as busy:
        _crowd(busy, "submit")
        answer = worker.post(reverse("portal:step", args=["check"]), {"declared": "on"})
        assert answer.status_code == 422
        assert "以后再试" in str(answer.context["form"].errors)
    assert not Case.objects.exists()
    assert worker.post(reverse("portal:step", args=["check"]), {"declared": "on"}).status_code == 302


def test_no_code_is_sent_beyond_the_limit_and_the_page_says_until_when(worker, monkeypatch):  # noqa: F811
    _crowd(monkeypatch, "send_code")
    answer = _answer(worker, "who")
    assert answer.status_code == 422
    assert "以后再试" in str(answer.context["form"].errors["phone"])
    petition = Client().post(reverse("portal:petition"), PETITION)
    assert petition.status_code == 422
    assert "以后再试" in str(petition.context["form"].errors)
    assert not Notice.objects.filter(template="verification_code").exists()


def test_tries_at_a_code_are_limited(worker, monkeypatch):  # noqa: F811
    _walk_to(worker, "code")
    _crowd(monkeypatch, "check_code")
    answer = worker.post(reverse("portal:step", args=["code"]), {"code": "000000"})
    assert answer.status_code == 422
    assert "以后再试" in str(answer.context["form"].errors["code"])


def test_a_step_without_a_draft_or_out_of_turn_leads_to_where_one_is(worker):  # noqa: F811
    assert Client().get(reverse("portal:step", args=["who"]))["Location"] == reverse("portal:file")
    assert worker.get(reverse("portal:step", args=["dream"]))["Location"] == reverse("portal:file")
    assert worker.get(reverse("portal:step", args=["check"]))["Location"] == reverse("portal:step", args=["who"])
    for name, argument in (("remove_file", "0" * 64), ("remove_worker", 0)):
        assert Client().post(reverse(f"portal:{name}", args=[argument])).status_code == 302
    _walk_to(worker, "site")
    worker.post(reverse("portal:step", args=["site"]), {"is_site": "no"})
    aside = worker.get(reverse("portal:step", args=["project"]))
    assert aside["Location"] == reverse("portal:step", args=["place"]), "no site, no question about it"
    Draft.objects.update(expires_at=now())
    assert worker.get(reverse("portal:step", args=["who"]))["Location"] == reverse("portal:file")


def test_a_draft_that_is_filed_or_expired_is_not_resumed(worker):  # noqa: F811
    _walk_to(worker, "check")
    code = worker.get(reverse("portal:step", args=["check"])).context["draft_code"]
    assert code
    page = reverse("portal:resume")
    assert Client().get(page).status_code == 200
    Draft.objects.update(expires_at=now() - timedelta(seconds=1))
    for typed in (code, "", "\x00", "AAAA-AAAA"):
        answer = Client().post(page, {"code": typed})
        assert answer.status_code == 422
        assert "没有找到这个续填码" in answer.content.decode()
    Draft.objects.update(expires_at=now() + timedelta(days=DAYS))
    assert Client().post(page, {"code": code, "phone": "12"}).status_code == 422, "no phone"
    assert Client().post(page, {"code": code, "phone": GOOD["who"]["phone"]}).context["sent"]


def test_a_page_gone_back_to_shows_what_was_answered_and_leads_back_to_the_check(worker):  # noqa: F811
    _walk_to(worker, "check")
    for step, value in (("work", "2026-03"), ("owed", "2026-07"), ("employer", GOOD["employer"]["name"])):
        assert value in worker.get(reverse("portal:step", args=[step])).content.decode()
    check = worker.get(reverse("portal:step", args=["check"]))
    assert check.status_code == 200
    assert str(check.context["total"]) == "12600.00"
    changed = worker.post(reverse("portal:step", args=["employer"]), {"name": "另一家店"})
    assert changed.status_code == 302
    assert Draft.objects.get().case is None


def test_a_worker_who_still_works_there_gives_no_end(worker):  # noqa: F811
    _walk_to(worker, "work")
    going = {**GOOD["work"], "still_working": "on", "ended": "2026-09"}
    assert worker.post(reverse("portal:step", args=["work"]), going).status_code == 302
    _answer(worker, "owed")
    for step in ("workers", "evidence", "story"):
        _answer(worker, step)
    answer = worker.post(reverse("portal:step", args=["check"]), {"declared": "on"})
    assert answer.status_code == 302
    terms = Case.objects.get().parties.get(role="worker").employment
    assert (terms.still_working, terms.ended_on) == (True, None)


def test_no_end_and_no_more_work_is_asked_about(worker):  # noqa: F811
    _walk_to(worker, "work")
    answer = worker.post(reverse("portal:step", args=["work"]), {**GOOD["work"], "ended": ""})
    assert answer.status_code == 422
    assert "请填干到哪个月" in str(answer.context["form"].errors["ended"])
    early = worker.post(reverse("portal:step", args=["work"]), {**GOOD["work"], "started": "1989-12"})
    assert "年份太早了" in str(early.context["form"].errors["started"])


def test_a_file_is_taken_out_of_the_draft(worker):  # noqa: F811
    _walk_to(worker, "evidence")
    worker.post(reverse("portal:step", args=["evidence"]), {"uploads": _file()})
    kept = Draft.objects.get().files.get()
    for _tap in range(2):
        answer = worker.post(reverse("portal:remove_file", args=[kept.sha256]))
        assert answer["Location"] == reverse("portal:step", args=["evidence"])
    assert not Draft.objects.get().files.exists()
    for name in ("%00", "a" * 63, "A" * 64, "g" * 64):
        assert worker.post(f"/file/files/{name}/remove/").status_code == 404


def test_messages_are_shown_in_a_demonstration_only(recent, settings):
    recent.filed()
    assert Client().get(reverse("portal:demo_messages")).status_code == 404
    settings.DEMO = True
    assert Client().get(reverse("portal:demo_messages")).status_code == 200


def test_a_paper_in_the_making_says_so_and_looks_again(by_phone, recent):
    case = recent.filed()
    receipt = case.documents.get(form="receipt")
    assert not receipt.is_rendered
    answer = by_phone(FIRST).get(_page("document", case, receipt.pk))
    assert answer.status_code == 202
    assert answer["Refresh"] == "2"
    assert "正在制作" in answer.content.decode()


@pytest.mark.parametrize("code", ["", " ", "none", "\x00"])
def test_a_code_of_no_document_verifies_nothing(db, code):
    answer = Client().get(reverse("portal:verify_form"), {"code": code}, follow=True)
    assert answer.status_code == (404 if code == "none" else 200)
    assert answer.context["document"] is None


def test_leaving_is_a_post(by_phone, recent):
    case = recent.filed()
    client = by_phone(FIRST)
    assert client.get(reverse("portal:leave")).status_code == 405
    assert client.get(_page("case", case)).status_code == 200


def test_a_choice_made_by_another_meanwhile_is_told(by_phone, recent, monkeypatch):
    """The page was open when the officer wrote the choice down: the step is found closed under the lock."""
    case = recent.disputed()
    client = by_phone(FIRST)
    item = open_item(case, "choose_road")
    mediation.choose_road(task=item, by=actor(worker_of(case)), at=now(), road="inspection")
    before = written(case)
    monkeypatch.setattr("portal.views.following._open_item", lambda *_asked: item)
    answer = client.post(_page("road", case), {"road": "arbitration", "understood": "on"})
    assert answer.status_code == 422
    assert "已经由别人办完" in answer.content.decode()
    assert written(case) == before
