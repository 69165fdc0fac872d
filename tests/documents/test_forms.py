"""A form says what it must, in print that can be read back, under a number that never skips."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from cases.models import Event
from documents import money, preparation, queries, services, verification_codes
from documents.errors import FormIncomplete, InPreparation, Unprintable
from documents.forms import FORMS, get_form
from documents.models import Document
from documents.render import html_to_pdf

DATES = [{"title": "决定是否受理", "on": date(2026, 9, 29)}]
SAMPLES = {
    "receipt": {
        "applicants": ["马建国", "李芳"],
        "matter": "欠薪投诉",
        "received_on": date(2026, 9, 21),
        "dates": DATES,
        "respondent": "甘肃某某建筑劳务有限公司",
        "amount": Decimal("12340.5"),
    },
    "acceptance_notice": {
        "recipient": "马建国",
        "matter": "欠薪投诉",
        "received_on": date(2026, 9, 21),
        "accepted_on": date(2026, 9, 22),
        "basis": "《劳动保障监察条例》第十七条",
        "dates": DATES,
    },
    "refusal_notice": {
        "recipient": "马建国",
        "matter": "欠薪投诉",
        "received_on": date(2026, 9, 21),
        "reason": "已由仲裁委员会受理",
        "basis": "《劳动保障监察条例》第二十一条",
        "remedy": "可以申请行政复议",
    },
    "mediation_agreement": {
        "workers": [{"name": "马建国", "id_number": "620102198001010026"}, {"name": "李芳"}],
        "respondent": {"name": "甘肃某某建筑劳务有限公司"},
        "requests": "支付工资",
        "result": "分期支付",
        "items": [
            {"worker": "马建国", "due_on": date(2026, 10, 31), "amount": Decimal("5000")},
            {"worker": "李芳", "due_on": date(2026, 10, 31), "amount": Decimal("6000.5")},
        ],
        "total": Decimal("11000.5"),
        "method": "银行转账",
        "mediator": "王调解",
        "agreed_on": date(2026, 9, 21),
    },
    "petition_opinion": {
        "level": "handle",
        "petitioner": "马建国",
        "received_on": date(2026, 9, 21),
        "claim": "支付工资",
        "facts": "事实清楚",
        "opinion": "支持请求",
        "basis": "《信访工作条例》第三十二条",
    },
    "order_to_pay": {
        "debtor": "甘肃某某建筑劳务有限公司",
        "facts": "拖欠工资",
        "basis": "《劳动保障监察条例》第十八条",
        "items": [{"worker": "马建国", "amount": Decimal("5000")}],
        "total": Decimal("5000"),
        "pay_by": date(2026, 10, 8),
    },
    "handover_bundle": {
        "body": "兰州市公安局城关分局",
        "matter": "欠薪投诉",
        "reason": "涉嫌犯罪",
        "contents": [{"title": "考勤记录", "on": date(2026, 9, 1), "sha256": "ab" * 32}],
    },
}


def words(data: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return "".join(text.split())


@pytest.fixture
def issue(case, house, monday):
    def _issue(form="receipt", language="zh-hans", **changes):
        fields = {**SAMPLES[form], **changes}
        return services.issue(case=case, form=form, fields=fields, by=house.officer, at=monday, language=language)

    return _issue


def made(document):
    """Return the bytes of a document once it has been rendered."""
    preparation.render_one(document, at=document.issued_at)
    return services.pdf_bytes(document)


def test_every_form_has_a_sample():
    get_form("receipt")
    assert set(SAMPLES) == set(FORMS)


@pytest.mark.parametrize("form", sorted(SAMPLES))
def test_each_form_prints_its_fields_and_can_be_read_back(issue, case, form):
    document = issue(form)
    data = made(document)
    text = words(data)
    assert document.size == len(data)
    assert str(get_form(form).title) in text
    assert "城关区人力资源和社会保障局" in text
    for expected in (document.number, document.verification_code, case.number):
        assert "".join(expected.split()) in text
    reader = PdfReader(BytesIO(data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")


@pytest.mark.parametrize("form", sorted(SAMPLES))
def test_a_missing_field_is_refused_and_gives_its_number_back(issue, form, case, house, monday):
    for name in get_form(form).required:
        with pytest.raises(FormIncomplete) as refusal:
            fields = {key: value for key, value in SAMPLES[form].items() if key != name}
            services.issue(case=case, form=form, fields=fields, by=house.officer, at=monday)
        assert refusal.value.field == name
    assert issue(form).number.endswith("〔2026〕1号")


def test_the_same_form_gives_the_same_bytes(issue):
    document = issue("mediation_agreement")
    assert preparation.render(document) == made(document)


def test_a_paper_of_the_first_morning_bears_the_new_year(case, house):
    """The instant is still the old year's in UTC; the legal day is not."""
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    fields = SAMPLES["receipt"]
    assert services.issue(case=case, form="receipt", fields=fields, by=house.officer, at=at).number.endswith(
        "〔2027〕1号"
    )


def test_numbers_run_without_a_gap_over_a_refused_transaction(issue):
    class Interrupted(Exception):
        pass

    assert issue().number == "620102人社收〔2026〕1号"
    with pytest.raises(Interrupted), transaction.atomic():
        assert issue().number == "620102人社收〔2026〕2号"
        raise Interrupted
    assert issue().number == "620102人社收〔2026〕2号"
    assert issue("refusal_notice").number == "620102人社不受〔2026〕1号"


def test_a_single_word_may_stand_for_a_list(issue):
    assert preparation.fields_of(issue(applicants="马建国、李芳等5人"))["applicants"] == ["马建国、李芳等5人"]
    assert preparation.fields_of(issue("handover_bundle", applicants=""))["applicants"] == []


def test_each_office_has_its_own_series(case, house, monday):
    document = services.issue(
        case=case, form="order_to_pay", fields=SAMPLES["order_to_pay"], by=None, at=monday, office=house.inspection
    )
    assert document.number == "620102监察责付〔2026〕1号"


def test_the_event_names_the_document_and_the_fields_are_kept_encrypted(issue):
    document = issue()
    event = Event.objects.get(name="document_issued")
    assert event.payload["number"] == document.number
    assert "sha256" not in event.payload
    assert not document.is_rendered
    with pytest.raises(InPreparation):
        services.pdf_bytes(document)
    made(document)
    rendered = Event.objects.get(name="document_rendered")
    assert rendered.payload["sha256"] == document.sha256 == sha256(services.pdf_bytes(document)).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM documents_document WHERE id = %s", [document.pk])
        assert "马建国" not in cursor.fetchone()[0]
    assert preparation.fields_of(document)["applicants"] == ["马建国", "李芳"]


def test_the_query_code_stands_only_on_the_copy_handed_over(issue):
    document = issue()
    assert "7K3M9QXZ" not in words(made(document))
    handed = services.handout_bytes(document=document, secrets={"query_code": "7K3M9QXZ"})
    assert "7K3M9QXZ" in words(handed)
    assert "7K3M9QXZ" not in str(preparation.fields_of(document))
    with pytest.raises(FormIncomplete):
        services.handout_bytes(document=document, secrets={"password": "x"})
    with pytest.raises(FormIncomplete):
        issue(query_code="7K3M9QXZ")


def test_an_agreement_for_a_hundred_workers_runs_over_pages(issue):
    names = [f"工友{number:03d}" for number in range(100)]
    items = [{"worker": name, "due_on": date(2026, 10, 31), "amount": Decimal("1000.01")} for name in names]
    document = issue(
        "mediation_agreement", workers=[{"name": name} for name in names], items=items, total=Decimal("100001")
    )
    data = made(document)
    assert len(PdfReader(BytesIO(data)).pages) > 5
    text = words(data)
    assert all(text.count(name) == 2 for name in names)
    assert "壹拾万零壹元整" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total": Decimal("11000.51")}, "total"),
        ({"workers": [{"name": "马建国"}]}, "items"),
        ({"workers": [{"name": ""}]}, "workers"),
        ({"workers": [{"name": str(number)} for number in range(101)]}, "workers"),
        (
            {
                "items": [
                    {"worker": "马建国", "due_on": date(2026, 10, 31), "amount": Decimal("-1")},
                    {"worker": "李芳", "due_on": date(2026, 10, 31), "amount": Decimal("11001.5")},
                ]
            },
            "items",
        ),
        ({"colour": "red"}, "colour"),
        ({"method": object()}, "method"),
    ],
)
def test_an_agreement_that_does_not_add_up_is_refused(issue, changes, field):
    with pytest.raises(FormIncomplete) as refusal:
        issue("mediation_agreement", **changes)
    assert refusal.value.field == field
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("level", "title", "remedy"),
    [
        ("handle", "信访事项处理意见书", "请求复查"),
        ("review", "信访事项复查意见书", "请求复核"),
        ("recheck", "信访事项复核意见书", "不再受理"),
    ],
)
def test_an_opinion_names_its_own_remedy(issue, level, title, remedy):
    text = words(made(issue("petition_opinion", level=level)))
    assert title in text and remedy in text


def test_an_opinion_of_no_level_and_a_form_of_no_name_are_refused(issue, case, monday):
    with pytest.raises(FormIncomplete):
        issue("petition_opinion", level="appeal")
    with pytest.raises(FormIncomplete):
        services.issue(case=case, form="no_such_form", fields={}, by=None, at=monday)


def test_a_name_without_a_glyph_never_refuses_a_filing(issue):
    document = issue(applicants="马\U0002b81b")
    text = words(made(document))
    assert "马〓" in text
    assert "U+2B81B" in text
    assert preparation.fields_of(document)["applicants"] == ["马\U0002b81b"]


def test_what_waits_is_rendered_once_and_what_fails_is_tried_again(issue, monday, monkeypatch):
    document = issue()
    whole = preparation.render_pdf
    monkeypatch.setattr(preparation, "render_pdf", lambda *_parts, **_more: 1 / 0)
    assert preparation.render_waiting(at=monday, limit=5) == 0
    document.refresh_from_db()
    assert (document.render_attempts, document.render_error, document.is_rendered) == (1, "ZeroDivisionError", False)
    assert preparation.render_waiting(at=monday, limit=5) == 0, "it waits for its next try"
    document.refresh_from_db()
    assert document.render_attempts == 1
    monkeypatch.setattr(preparation, "render_pdf", whole)
    assert preparation.render_waiting(at=document.render_after, limit=5) == 1
    assert preparation.render_waiting(at=document.render_after, limit=5) == 0
    assert Event.objects.filter(name="document_rendered").count() == 1
    document.refresh_from_db()
    assert document.is_rendered
    assert document.render_error == ""


def test_what_will_not_render_waits_longer_each_time(issue, monday, monkeypatch):
    document, moment, pauses = issue(), monday, []
    monkeypatch.setattr(preparation, "render_pdf", lambda *_parts, **_more: 1 / 0)
    for _try in range(11):
        assert preparation.render_waiting(at=moment, limit=1) == 0
        document.refresh_from_db()
        pauses.append((document.render_after - moment).total_seconds())
        moment = document.render_after
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def test_two_that_render_one_document_tell_it_once(issue, monday):
    document = issue()
    twin = Document.objects.get(pk=document.pk)
    assert preparation.render_one(document, at=monday) and preparation.render_one(twin, at=monday)
    assert Event.objects.filter(name="document_rendered").count() == 1


def test_a_document_in_the_hands_of_one_renderer_is_left_alone_by_others(issue, monday):
    issue()
    assert preparation._claim(monday) is not None
    assert preparation._claim(monday) is None
    assert preparation._claim(monday + timedelta(minutes=2) - timedelta(seconds=1)) is None, "it may still be at it"
    assert preparation._claim(monday + preparation.LEASE) is not None, "the one that had it is gone"


def test_a_name_without_a_glyph_is_refused_rather_than_printed_as_a_box(issue):
    with pytest.raises(Unprintable, match="U\\+0F56"):
        issue("refusal_notice", recipient="བོད་ཡིག")
    assert not Document.objects.exists()


def test_markup_in_a_field_is_printed_as_typed(issue):
    text = words(made(issue("refusal_notice", reason="<b>甲</b>&乙")))
    assert "<b>甲</b>&乙" in text


def test_a_form_fetches_nothing():
    with pytest.raises(ValueError, match="outside itself"):
        html_to_pdf('<html lang="zh"><title>x</title><img alt="" src="file:///etc/hostname"></html>')


def test_a_document_is_found_by_its_code_however_typed(issue):
    document = issue()
    typed = document.verification_code.lower().replace("-", " ")
    assert queries.by_verification_code(typed) == document
    assert queries.by_verification_code("") is None
    assert queries.by_verification_code("AAAA-AAAA-AAAA") is None
    assert queries.by_verification_code("x" * 500) is None
    assert queries.by_verification_code(document.verification_code) == document
    assert queries.by_verification_code(f"{document.verification_code}A") is None, "a letter too many is no such code"
    assert verification_codes.verification_url(document.verification_code).endswith(
        f"/verify/{document.verification_code}/"
    )


def test_english_labels_leave_the_language_of_the_reader_alone(issue):
    from django.utils import translation

    with translation.override("zh-hans"):
        document = issue(language="en")
        assert translation.get_language() == "zh-hans"
    assert "21September2026" in words(made(document))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("5", "伍元整"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("12340.05", "壹万贰仟叁佰肆拾元零伍分"),
        ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("305.5", "叁佰零伍元伍角整"),
    ],
)
def test_amounts_in_capitals(amount, text):
    assert money.capital(amount) == text
