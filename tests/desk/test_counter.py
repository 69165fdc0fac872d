"""The counter: what is typed there becomes a case with its receipt at once, or is said to be wrong at its field."""

from datetime import timedelta

import pytest
from django.urls import reverse

from arrears.models import Employment
from cases.models import Access, Case
from cases.query_codes import check_query_code
from desk.views import register
from offices.clock import legal_day, now
from offices.errors import Refusal
from tests.workflows.conftest import open_item

TODAY = legal_day(now())  # a run may go on past midnight: what is to be in the future is two days away
COMPLAINT = {
    "channel": "counter",
    "division": "620102",
    "workers": "马小明，13900001111，12600.50\n李四 13900002222 5000",
    "id_number": "620102199003070026",
    "respondent": "兰州某某劳务有限公司",
    "period_from": "2026-03-01",
    "period_to": (TODAY - timedelta(days=1)).isoformat(),
    "pay_basis": "monthly",
    "facts": "三个月没给。",
    "submission_key": "counter-1",
}
PETITION = {
    "form": "visit",
    "division": "620102",
    "petitioners": "马小明 13900001111",
    "people": "1",
    "claim": "给工资",
    "facts": "拖了半年",
    "submission_key": "counter-2",
}
MATTER = {f"matter-{name}": value for name, value in COMPLAINT.items() if name not in {"channel", "submission_key"}}
WAGE = {**PETITION, **MATTER, "is_wage_matter": "on"}


def test_a_complaint_gets_number_code_and_receipt_at_once(at_desk, staff):
    client, page = at_desk("intake"), reverse("desk:register")
    assert client.get(page).context["form"]["submission_key"].value()
    answer = client.post(page, COMPLAINT)
    case = Case.objects.get()
    assert answer["Location"] == reverse("desk:registered", args=[case.number])
    assert (case.channel, case.registered_by, case.headcount) == ("counter", staff["intake"], 2)
    workers = list(case.parties.filter(role="worker").order_by("pk").values_list("name", "is_representative"))
    assert workers == [("马小明", True), ("李四", False)]
    assert str(case.claimed_total) == "17600.50"
    shown = client.get(answer["Location"])
    assert check_query_code(case.number, shown.context["query_code"]) == case
    receipt = shown.context["receipt"]
    assert receipt.is_rendered, "nobody waits at a counter for a worker process"
    printed = client.get(reverse("desk:document", args=[receipt.pk]))
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    again = client.get(answer["Location"])
    assert again.context["query_code"] == "", "once printed, the code is shown no more"
    assert "查询码" not in again.content.decode()


def test_a_second_tap_at_the_counter_makes_no_second_case(at_desk):
    client, page = at_desk("intake"), reverse("desk:register")
    first, second = client.post(page, COMPLAINT), client.post(page, COMPLAINT)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert client.get(second["Location"]).context["query_code"], "the code is still there to be printed"


def test_the_code_is_shown_to_who_registered_and_to_no_colleague(at_desk):
    page = at_desk("intake").post(reverse("desk:register"), COMPLAINT)["Location"]
    assert at_desk("petition").get(page).status_code == 404, "not a case of that office"
    assert at_desk("mediator").get(page).status_code == 403
    assert at_desk("intake").get(page).context["query_code"] == ""


WRONG = [
    ({"channel": "web"}, "channel", "web"),
    ({"division": "999999"}, "division", None),
    ({"division": "6201"}, "division", None),
    ({"workers": ""}, "workers", None),
    ({"workers": " \n ，\n"}, "workers", None),
    ({"workers": "，"}, "workers", "至少要有一名劳动者"),
    ({"workers": "马小明"}, "workers", "第 1 行"),
    ({"workers": "马小明 13900001111 100\n李四 123 100"}, "workers", "第 2 行"),
    ({"workers": "马小明 13900001111 -5"}, "workers", "第 1 行"),
    ({"workers": "马小明 13900001111 100\n马小明 13900001111 200"}, "workers", "同一个人"),
    ({"id_number": "620102199003070027"}, "id_number", "身份证"),
    ({"respondent": ""}, "respondent", None),
    ({"respondent_phone": "12"}, "respondent_phone", "电话号码不对"),
    ({"credit_code": "X"}, "credit_code", "18 位"),
    ({"period_from": ""}, "period_from", None),
    ({"period_from": "0202-03-01"}, "period_from", "太早"),
    ({"period_from": "2026-09-02", "period_to": "2026-09-01"}, "period_to", "不能早于开始"),
    ({"period_to": (TODAY + timedelta(days=2)).isoformat()}, "period_to", "不能在今天之后"),
    ({"pay_basis": "free"}, "pay_basis", None),
    ({"facts": ""}, "facts", None),
    ({"facts": "长" * 4001}, "facts", None),
    ({"submission_key": ""}, "submission_key", None),
    ({"respondent": "有\x00限"}, "respondent", None),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG, ids=[f"{row[1]}{n}" for n, row in enumerate(WRONG)])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_registered(at_desk, changes, field, words):
    answer = at_desk("intake").post(reverse("desk:register"), {**COMPLAINT, **changes})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {field}
    assert words is None or words in str(errors[field])
    assert not Case.objects.exists()


def test_a_refusal_about_a_field_that_the_form_lacks_stands_above_it(at_desk, monkeypatch):
    def refuse(**_facts):
        raise Refusal("这一项不行。", field="elsewhere")

    monkeypatch.setattr(register, "file_complaint", refuse)
    answer = at_desk("intake").post(reverse("desk:register"), COMPLAINT)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["这一项不行。"]


def test_the_counter_belongs_to_its_roles(at_desk):
    for name, allowed in (("register", {"intake"}), ("register_petition", {"petition", "city-petition"})):
        for username in ("intake", "petition", "city-petition", "mediator", "supervisor", "auditor", "admin"):
            status = at_desk(username).get(reverse(f"desk:{name}")).status_code
            assert status == (200 if username in allowed else 403), (name, username)


def test_a_visit_is_registered_with_its_receipt_and_only_once(at_desk, staff):
    client, page = at_desk("petition"), reverse("desk:register_petition")
    assert client.get(page).status_code == 200
    first, second = client.post(page, PETITION), client.post(page, PETITION)
    case = Case.objects.get()
    assert first["Location"] == second["Location"] == reverse("desk:registered", args=[case.number])
    assert (case.kind, case.petition.form, case.registered_by) == ("petition", "visit", staff["petition"])
    shown = client.get(first["Location"])
    assert shown.context["query_code"]
    assert shown.context["receipt"].is_rendered


def test_a_wage_matter_is_registered_with_its_money(at_desk):
    answer = at_desk("petition").post(reverse("desk:register_petition"), WAGE)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert str(case.claimed_total) == "17600.50"
    assert set(case.parties.values_list("role", flat=True)) == {"petitioner", "worker", "respondent"}


WRONG_PETITIONS = [
    ({"form": "dream"}, "form", None),
    ({"division": ""}, "division", None),
    ({"petitioners": "，"}, "petitioners", "至少要有一名信访人"),
    ({"petitioners": "马小明 12"}, "petitioners", "第 1 行"),
    ({"petitioners": "\n".join(f"来访人{chr(0x7532 + n)}" for n in range(6))}, "petitioners", "不超过五人"),
    ({"people": "0"}, "people", None),
    ({"people": "100001"}, "people", None),
    ({"claim": ""}, "claim", None),
    ({"facts": ""}, "facts", None),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG_PETITIONS)
def test_a_wrong_petition_is_not_registered(at_desk, changes, field, words):
    answer = at_desk("petition").post(reverse("desk:register_petition"), {**PETITION, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert words is None or words in str(answer.context["form"].errors[field])
    assert not Case.objects.exists()


def test_six_may_write_a_letter_and_the_headcount_is_at_least_the_names(at_desk):
    names = "\n".join(f"来信人{chr(0x7532 + n)}" for n in range(6))
    answer = at_desk("petition").post(
        reverse("desk:register_petition"), {**PETITION, "form": "letter", "petitioners": names, "people": "2"}
    )
    assert answer.status_code == 302
    assert Case.objects.get().petition.people == 6


def test_a_wage_matter_with_a_wrong_sum_is_not_registered(at_desk):
    answer = at_desk("petition").post(reverse("desk:register_petition"), {**WAGE, "matter-workers": "马小明"})
    assert answer.status_code == 422
    assert "第 1 行" in str(answer.context["matter"].errors["workers"])
    assert not Case.objects.exists()


def test_a_petition_that_the_service_refuses_is_told(at_desk, monkeypatch):
    def refuse(**_facts):
        raise Refusal("不行。", field="claim")

    monkeypatch.setattr(register, "file_petition", refuse)
    answer = at_desk("petition").post(reverse("desk:register_petition"), PETITION)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"claim": ["不行。"]}


def test_the_counter_speaks_english(at_desk):
    client = at_desk("intake", "en")
    answer = client.post(reverse("desk:register"), {**COMPLAINT, "workers": "马小明", "period_to": "2026-02-01"})
    page = answer.content.decode()
    assert "Line 1" in page or "line 1" in page.lower()
    assert "结束日期" not in page


def test_the_next_person_on_a_page_left_open_gets_a_case_of_their_own(at_desk):
    client = at_desk("intake")
    first = client.post(reverse("desk:register"), COMPLAINT)
    second = client.post(reverse("desk:register"), {**COMPLAINT, "workers": "王五 13900003333 800", "id_number": ""})
    assert first["Location"] != second["Location"]
    assert Case.objects.count() == 2
    client = at_desk("petition")
    first = client.post(reverse("desk:register_petition"), PETITION)
    second = client.post(reverse("desk:register_petition"), {**PETITION, "petitioners": "王五 13900003333"})
    assert first["Location"] != second["Location"]


@pytest.mark.parametrize("still", [True, False])
def test_who_still_works_there_is_not_registered_as_having_left(at_desk, still):
    """The year of limitation runs from the end of the work, where it has ended."""
    at_desk("intake").post(reverse("desk:register"), {**COMPLAINT, **({"still_working": "on"} if still else {})})
    ended = set(Employment.objects.values_list("ended_on", flat=True))
    assert ended == {None if still else TODAY - timedelta(days=1)}


def test_a_receipt_that_was_printed_leaves_the_codes_of_the_others(at_desk):
    client, page = at_desk("intake"), reverse("desk:register")
    first = client.post(page, COMPLAINT)["Location"]
    second = client.post(page, {**COMPLAINT, "workers": "王五 13900003333 800", "id_number": ""})["Location"]
    receipt = Case.objects.get(number=first.rstrip("/").rpartition("/")[2]).documents.get(form="receipt")
    assert client.get(reverse("desk:document", args=[receipt.pk])).status_code == 200
    assert client.get(first).context["query_code"] == ""
    assert client.get(second).context["query_code"]


def test_the_page_of_a_task_is_a_look(at_desk, recent):
    case = recent.filed()
    at_desk("intake").get(reverse("desk:task", args=[open_item(case, "decide_acceptance").pk]))
    assert list(Access.objects.filter(case=case).values_list("what", flat=True)) == ["task"]
