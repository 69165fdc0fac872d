"""Whatever is typed: a sentence at the field, the text kept, a 4xx, never a stack trace."""

import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cases.models import Case
from cases.query_codes import check_query_code
from notices.models import Notice, PhoneCode
from offices.clock import now
from portal.filing import drafts
from portal.models import Draft

GOOD = {
    "who": {"name": "马小明", "id_number": "620102199003070026", "phone": "13900001111"},
    "employer": {"name": "兰州某某餐饮店"},
    "site": {"is_site": "yes"},
    "project": {"project": "某某路桥工程"},
    "place": {"division": "620102"},
    "work": {"trade": "木工", "started": "2026-03", "ended": "2026-09", "pay_basis": "monthly", "contract": "no"},
    "owed": {"period_from": "2026-07", "period_to": "2026-09", "amount": "12600"},
    "workers": {},
    "evidence": {},
    "story": {"facts": "三个月没给。", "request": "给钱"},
}
ORDER = ("who", "code", *tuple(GOOD)[1:])
SCRIPT = "<script>alert(1)</script>"

BAD = [
    ("who", "name", ""),
    ("who", "name", SCRIPT),
    ("who", "name", "马" * 200),
    ("who", "id_number", "620102199003070027"),
    ("who", "id_number", "620102209003070029"),
    ("who", "phone", "12000001111"),
    ("who", "phone", "0931-8888888"),
    ("code", "code", "000000"),
    ("employer", "name", ""),
    ("employer", "name", "厂" * 500),
    ("employer", "credit_code", "91620102MA00000008"),
    ("employer", "phone", SCRIPT),
    ("site", "is_site", "maybe"),
    ("project", "project", ""),
    ("place", "division", "999999"),
    ("place", "division", SCRIPT),
    ("work", "started", "2099-01"),
    ("work", "started", "昨天"),
    ("work", "ended", "2026-01"),
    ("work", "rate", "-5"),
    ("work", "pay_basis", "free"),
    ("owed", "amount", "-12600"),
    ("owed", "amount", "NaN"),
    ("owed", "amount", "0"),
    ("owed", "amount", "1" * 19),
    ("owed", "period_to", "2099-12"),
    ("owed", "period_from", "2026-13"),
    ("workers", "pasted", "张三"),
    ("workers", "pasted", SCRIPT),
    ("story", "facts", ""),
    ("story", "facts", "长" * 5000),
    ("check", "declared", ""),
]


@pytest.fixture
def worker(demo_offices):
    """A browser session that has just begun a filing."""
    client = Client()
    client.post(reverse("portal:file"))
    return client


def _code():
    body = Notice.objects.filter(template="verification_code").order_by("-pk")[0].body
    return next(part for part in body.replace("，", " ").replace("码", " ").split() if part.isdigit())


def _answer(client, step):
    values = {"code": _code()} if step == "code" else GOOD[step]
    return client.post(reverse("portal:step", args=[step]), values)


def _walk_to(client, step):
    for earlier in ORDER:
        if earlier == step:
            return
        assert _answer(client, earlier).status_code == 302, earlier


@pytest.mark.parametrize(("step", "field", "value"), BAD)
def test_a_bad_answer_gets_a_sentence_and_is_kept(worker, step, field, value):
    _walk_to(worker, step)
    values = {**GOOD.get(step, {}), field: value}
    response = worker.post(reverse("portal:step", args=[step]), values)
    assert response.status_code == 422
    form = response.context["form"]
    assert any(form.errors.values())
    page = response.content.decode()
    assert SCRIPT not in page
    if value and value != SCRIPT and step not in {"site", "place", "check", "work"}:
        assert value in page


@pytest.mark.parametrize("step", [*ORDER, "check"])
@pytest.mark.parametrize("body", [b"name=\xff\xfe&facts=\xc3\x28&amount=%ff", b"name=%00&facts=%00&code=%00"])
def test_bytes_that_are_no_text_are_no_accident(worker, step, body):
    _walk_to(worker, step)
    response = worker.post(reverse("portal:step", args=[step]), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {302, 400, 422}


def _png():
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("big.png", _png() + b"\0" * 20 * 1024 * 1024),
        ("photo.jpg", b"MZ\x90\0" + b"\0" * 64),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(worker, name, data):
    _walk_to(worker, "evidence")
    response = worker.post(reverse("portal:step", args=["evidence"]), {"uploads": SimpleUploadedFile(name, data)})
    assert response.status_code == 422
    assert response.context["form"].errors["uploads"]


def test_a_photo_is_taken(worker):
    _walk_to(worker, "evidence")
    response = worker.post(reverse("portal:step", args=["evidence"]), {"uploads": SimpleUploadedFile("a.png", _png())})
    assert response.status_code == 302
    assert Draft.objects.get().files.count() == 1


def test_no_resume_code_lies_in_the_session(worker):
    _walk_to(worker, "employer")
    code = worker.get(reverse("portal:step", args=["employer"])).context["draft_code"]
    assert code
    assert code not in str(dict(worker.session.items()))


FELLOWS = "李四 13900002222 5000\n王五 13900003333 6000"


def _evidence(count):
    return [SimpleUploadedFile(f"{number}.png", _png() + bytes([number])) for number in range(count)]


@pytest.mark.parametrize("step", [*ORDER, "check"])
def test_each_step_may_be_tapped_twice(worker, step):
    """The answer to the first tap was lost on the way; the second leads on and leaves the same behind."""
    _walk_to(worker, step)
    values = {"code": _code()} if step == "code" else {**GOOD.get(step, {}), "declared": "on"}
    if step == "workers":
        values["pasted"] = FELLOWS
    seen = []
    for _tap in range(2):
        if step == "evidence":
            values["uploads"] = _evidence(11)
        answer = worker.post(reverse("portal:step", args=[step]), values)
        draft = Draft.objects.get()
        kept = {name: given for name, given in drafts.answers_of(draft).items() if name != "verified_at"}
        seen.append((answer.status_code, answer["Location"], kept, draft.files.count(), Case.objects.count()))
    assert seen[0] == seen[1]
    assert seen[0][0] == 302
    assert Notice.objects.filter(template="verification_code").count() == 1


def test_two_taps_on_the_code_at_once_both_lead_on(worker, monkeypatch):
    """The second tap read the draft before the first had written it: its code is used up, and it is no mistake."""
    _walk_to(worker, "code")
    page, code, waiting = reverse("portal:step", args=["code"]), _code(), drafts.answers_of(Draft.objects.get())
    first = worker.post(page, {"code": code})
    real, asked = drafts.answers_of, []

    def late(draft):
        asked.append(draft)
        return dict(waiting) if len(asked) == 1 else real(draft)

    monkeypatch.setattr(drafts, "answers_of", late)
    second = worker.post(page, {"code": code})
    assert (second.status_code, second["Location"]) == (302, first["Location"])


def test_a_fellow_worker_is_taken_out_once_however_often_it_is_tapped(worker):
    _walk_to(worker, "workers")
    worker.post(reverse("portal:step", args=["workers"]), {"pasted": FELLOWS})
    assert 'name="name" value="李四"' in worker.get(reverse("portal:step", args=["workers"])).content.decode()
    for _tap in range(2):
        worker.post(reverse("portal:remove_worker", args=[0]), {"name": "李四"})
    rows = drafts.answers_of(Draft.objects.get())["workers"]["rows"]
    assert [row["name"] for row in rows] == ["王五"]


def test_the_same_fellow_with_another_sum_is_asked_about(worker):
    _walk_to(worker, "workers")
    page = reverse("portal:step", args=["workers"])
    worker.post(page, {"pasted": FELLOWS})
    assert worker.post(page, {"pasted": "李四 13900002222 7000"}).status_code == 422


def test_the_twenty_first_file_is_refused_and_says_so(worker):
    _walk_to(worker, "evidence")
    answer = worker.post(reverse("portal:step", args=["evidence"]), {"uploads": _evidence(21)})
    assert answer.status_code == 422
    assert "20" in str(answer.context["form"].errors["uploads"])
    assert Draft.objects.get().files.count() == 20


def test_each_tap_on_submit_shows_the_same_receipt_and_code(worker):
    _walk_to(worker, "check")
    page, shown = reverse("portal:step", args=["check"]), set()
    for _tap in range(3):
        answer = worker.post(page, {"declared": "on"})
        shown.add(worker.get(answer["Location"]).context["query_code"])
    case = Case.objects.get()
    assert len(shown) == 1
    assert check_query_code(case.number, shown.pop()) == case


def test_a_receipt_whose_answer_was_lost_is_found_again(worker, settings):
    """The process was killed between the commit and the session: the draft knows its case."""
    _walk_to(worker, "check")
    kept = dict(worker.session.items())
    worker.post(reverse("portal:step", args=["check"]), {"declared": "on"})
    session = worker.session
    session.flush()
    session.update(kept)
    session.save()
    worker.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert reverse("portal:step", args=["check"]) in worker.get(reverse("portal:file")).content.decode()
    answer = worker.get(reverse("portal:step", args=["check"]))
    page = worker.get(answer["Location"])
    assert page.status_code == 200
    assert page.context["query_code"]


def test_no_code_lies_in_the_session(worker):
    _walk_to(worker, "check")
    answer = worker.post(reverse("portal:step", args=["check"]), {"declared": "on"})
    code = worker.get(answer["Location"]).context["query_code"]
    assert code not in str(dict(worker.session.items()))


PETITION = {
    "name": "马小明",
    "phone": "13900003399",
    "division": "620102",
    "people": "1",
    "claim": "公示",
    "facts": "挡住了",
}


def test_a_petition_is_registered_only_with_the_code_sent_to_its_phone(demo_offices):
    client, page = Client(), reverse("portal:petition")
    client.get(page)
    assert client.post(page, PETITION).status_code == 200
    assert not Case.objects.exists()
    assert client.post(page, {**PETITION, "code": "000000"}).status_code == 422
    assert not Case.objects.exists()
    assert client.post(page, {**PETITION, "code": _code()}).status_code == 302
    party = Case.objects.get().parties.get()
    assert party.phone_verified_at is not None


def test_two_petitions_of_one_session_are_two(demo_offices):
    client, page = Client(), reverse("portal:petition")
    for claim in ("公示", "食堂"):
        client.get(page)
        filled = {**PETITION, "claim": claim, "phone": f"1390000339{len(claim) + (claim == '食堂')}"}
        client.post(page, filled)
        assert client.post(page, {**filled, "code": _code()}).status_code == 302
    assert Case.objects.count() == 2


def test_the_next_person_on_a_petition_page_left_open_proves_their_phone_and_gets_their_own(demo_offices):
    client, page = Client(), reverse("portal:petition")
    client.get(page)
    client.post(page, PETITION)
    first = client.post(page, {**PETITION, "code": _code()})
    other = {**PETITION, "name": "李四", "phone": "13900003377"}
    assert client.post(page, other).status_code == 200, "a code is asked for, and nothing of the first is shown"
    assert Case.objects.count() == 1
    second = client.post(page, {**other, "code": _code()})
    assert second.status_code == 302
    assert second["Location"] != first["Location"]
    assert Case.objects.count() == 2


def test_a_landline_cannot_petition_on_the_web(demo_offices):
    client = Client()
    assert client.post(reverse("portal:petition"), {**PETITION, "phone": "110"}).status_code == 422


def test_a_double_submit_makes_one_case(worker):
    _walk_to(worker, "check")
    page = reverse("portal:step", args=["check"])
    first = worker.post(page, {"declared": "on"})
    second = worker.post(page, {"declared": "on"})
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_wrong_guesses_are_limited(demo_offices):
    client = Client()
    page = reverse("portal:track")
    answers = [client.post(page, {"number": "W620102-2026-00001", "code": "AAAA"}).status_code for _try in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[10:] == [429, 429]


def test_codes_run_out(worker):
    _walk_to(worker, "code")
    page = reverse("portal:step", args=["code"])
    for _try in range(6):
        worker.post(page, {"code": "000000"})
    assert worker.post(page, {"code": _code()}).status_code == 422
    assert PhoneCode.objects.filter(used_at__isnull=False, expires_at__gt=now()).count() == 0


def test_a_draft_goes_on_when_the_key_of_its_sessions_beginning_is_gone(worker, settings):
    settings.FIELD_KEYS = ["MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="]
    assert drafts.code_of(SimpleNamespace(session=worker.session)) == ""
