"""Following a case and answering it: what each side can do from its own page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Evidence, Invitation
from cases.services import close_case, hand_custody, invite
from notices.models import Notice
from offices.clock import legal_day, now
from offices.models import Office
from tests.factories import Matters
from tests.portal.conftest import last_code
from tests.portal.test_bad_input import _png
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows.acts import custody, early_intervention, intake
from workflows.services import file_complaint


@pytest.fixture
def filed(staff):
    return file_complaint(filing=complaint(), by=WORKER, at=now() - timedelta(hours=1))


@pytest.fixture
def worker(filed):
    """A phone on which number and code were entered."""
    client = Client()
    client.post(reverse("portal:track"), {"number": filed.case.number, "code": filed.query_code})
    return client


def _invite(case, staff):
    intake.accept(task=open_item(case, "decide_acceptance"), by=staff["intake"], at=now())
    return early_intervention.invite_respondent(
        task=open_item(case, "contact_respondent"),
        by=staff["mediator"],
        at=now(),
        party=_respondent(case),
    )


def _respondent(case):
    return case.parties.get(role="respondent")


def test_the_respondent_answers_with_its_ledger_once(filed, staff):
    token = _invite(filed.case, staff)
    page, client = reverse("portal:answer"), Client()
    assert client.get(page).status_code == 404, "without the link nobody comes in"
    entered = client.get(reverse("portal:invitation", args=[token]))
    assert entered["Location"] == page
    assert token not in str(dict(client.session.items()))
    assert client.get(page).status_code == 200
    assert token not in str(list(Notice.objects.filter(case=filed.case).values_list("key", flat=True)))
    wrong = client.post(page, {"what": "answer", "disputes": "yes", "answer": "", "consents": "later"})
    assert wrong.status_code == 422
    answer = {
        "what": "answer",
        "disputes": "yes",
        "answer": "金额不对",
        "consents": "later",
        "file_wage_ledger": SimpleUploadedFile("台账.png", _png()),
    }
    assert client.post(page, answer).status_code == 302
    assert Evidence.objects.get(case=filed.case).kind == "wage_ledger"
    again = {"what": "answer", "disputes": "no", "answer": "改口", "consents": "later"}
    assert client.post(page, again).status_code == 422
    assert Client().get(reverse("portal:invitation", args=["made-up"])).status_code == 404, "nor with a made-up one"


def test_the_worker_hands_in_what_is_missing(filed, worker, staff):
    intake.request_supplement(
        task=open_item(filed.case, "decide_acceptance"), by=staff["intake"], at=now(), missing=["身份证照片"]
    )
    page = reverse("portal:supplement", args=[filed.case.number])
    assert "身份证照片" in worker.get(page).content.decode()
    assert worker.post(page, {"note": ""}).status_code == 422
    assert worker.post(page, {"files": SimpleUploadedFile("a.png", _png()), "note": "补上"}).status_code == 302
    assert open_item(filed.case, "decide_acceptance")


def _last_code():
    body = Notice.objects.filter(template="verification_code").order_by("-pk")[0].body
    return next(part for part in body.replace("，", " ").replace("码", " ").split() if part.isdigit())


def test_withdrawing_takes_the_phone(filed, worker):
    page = reverse("portal:withdraw", args=[filed.case.number])
    worker.post(page, {"reason": "已经给了"})
    assert worker.post(page, {"code": "000000"}).status_code == 422
    assert worker.post(page, {"code": _last_code(), "reason": "已经给了"}).status_code == 302
    filed.case.refresh_from_db()
    assert filed.case.outcome == "withdrawn"


def test_cases_are_found_by_the_phone_and_strangers_learn_nothing(filed):
    client, page = Client(), reverse("portal:track_by_phone")
    stranger = client.post(page, {"phone": "13999998888"})
    known = client.post(page, {"phone": "13900000000"})
    assert stranger.status_code == known.status_code == 200
    assert stranger.context["sent"] and known.context["sent"]
    assert client.post(page, {"phone": "13900000000", "code": _last_code()})["Location"] == reverse(
        "portal:case", args=[filed.case.number]
    )


def test_the_page_of_a_case_asks_a_constant_number_of_questions(filed, worker, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        assert worker.get(reverse("portal:case", args=[filed.case.number])).status_code == 200


def test_a_document_tells_only_that_it_is_genuine(filed):
    code = filed.receipt.verification_code
    page = Client().get(reverse("portal:verify", args=[code])).content.decode()
    assert filed.receipt.number in page
    assert "马师傅" not in page


def test_a_new_invitation_and_the_end_of_the_case_close_the_old_link(filed, staff):
    first, client = _invite(filed.case, staff), Client()
    client.get(reverse("portal:invitation", args=[first]))
    second = invite(party=_respondent(filed.case), by=WORKER, at=now())
    assert client.get(reverse("portal:answer")).status_code == 410, "also where it is open already"
    ended = Client().get(reverse("portal:invitation", args=[first]))
    assert ended.status_code == 410
    assert "链接已经失效" in ended.content.decode()
    assert filed.case.office.name in ended.content.decode()
    assert filed.case.number not in ended.content.decode(), "the letter may be in other hands by now"
    client.get(reverse("portal:invitation", args=[second]))
    assert client.get(reverse("portal:answer")).status_code == 200
    close_case(case=filed.case, outcome="withdrawn", by=WORKER, at=now())
    answer = {"what": "answer", "disputes": "yes", "answer": "金额不对", "consents": "later"}
    for shown in (client.get(reverse("portal:answer")), client.post(reverse("portal:answer"), answer)):
        assert shown.status_code == 410
        assert filed.case.number not in shown.content.decode()
    assert not Invitation.objects.filter(answered_at__isnull=False).exists()


def test_a_link_sent_by_one_office_opens_nothing_once_another_holds_the_case(filed, staff):
    token, client = _invite(filed.case, staff), Client()
    client.get(reverse("portal:invitation", args=[token]))
    custody.transfer(
        case=filed.case,
        to=Office.objects.get(division_id="620103", kind=Office.Kind.HRSS),
        reason="工程在七里河区",
        by=staff["mediator"],
        at=now(),
    )
    assert client.get(reverse("portal:answer")).status_code == 410
    assert client.post(reverse("portal:answer"), {"what": "answer"}).status_code == 410
    ended = Client().get(reverse("portal:invitation", args=[token]))
    assert ended.status_code == 410
    assert "七里河区" in ended.content.decode(), "whom to ask now"
    client.get(reverse("portal:invitation", args=[invite(party=_respondent(filed.case), by=WORKER, at=now())]))
    assert client.get(reverse("portal:answer")).status_code == 200


def test_a_case_that_stays_where_it_is_keeps_its_links(filed, staff):
    token = _invite(filed.case, staff)
    filed.case.refresh_from_db()
    hand_custody(case=filed.case, to=filed.case.office, reason="不变", by=WORKER, at=now())
    assert Client().get(reverse("portal:invitation", args=[token])).status_code == 302


def test_leaving_ends_the_visit(worker, filed):
    page = reverse("portal:case", args=[filed.case.number])
    shown = worker.get(page)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    assert reverse("portal:leave") in shown.content.decode()
    left = worker.post(reverse("portal:leave"))
    assert left["Clear-Site-Data"]
    assert worker.get(page).status_code == 404


def test_no_door_tells_whether_a_phone_is_known(filed):
    """Who has complained is nobody's business: known and unknown numbers get the same answer, each time."""

    def asked(phone):
        client = Client()
        return [
            (answer.status_code, answer.content.decode().replace(phone, "").split("csrf")[0])
            for answer in (client.post(reverse("portal:track_by_phone"), {"phone": phone}) for _time in range(8))
        ]

    known, unknown = asked("13900000000"), asked("13900008888")
    assert known == unknown
    assert Notice.objects.filter(template="verification_code").count() == 1


def test_what_is_done_in_english_is_kept_in_chinese(by_phone, staff):
    matters = Matters(staff, now() - timedelta(hours=1))
    (payment,) = matters.reported(days=(legal_day(now()) + timedelta(days=10),))
    client, case = by_phone("13900000000", "en"), payment.case
    client.post(reverse("portal:payment", args=[case.number, payment.pk]), {"received": "no"})
    payment.refresh_from_db()
    assert payment.answered_through == "phone"
    page = reverse("portal:withdraw", args=[case.number])
    client.post(page)
    client.post(page, {"code": last_code()})
    assert case.events.get(name="case_withdrawn").payload["reason"] == "本人申请"
