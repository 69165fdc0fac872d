"""What the desk refuses: who, where, what was sent, and the sentence or status; nothing is written by any of it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Case
from cases.services import close_case, recuse
from desk.tasks.fields import PlanForm
from offices.actors import SYSTEM
from offices.clock import legal_day, now
from offices.models import Office
from offices.services import appoint, hire
from tests.desk.test_counter import COMPLAINT
from tests.factories import Matters, actor, worker_of, written
from tests.uploads import OFFERED
from tests.workflows.conftest import open_item
from workflows.acts import custody, resolution
from workflows.sweep import sweep

TODAY = legal_day(now())  # a run may go on past midnight: what is to be in the future is two days away
SOON = TODAY + timedelta(days=10)
CHOOSE = "选择一个有效的选项"
NEEDED = "必填"

Facts = Mapping[str, Any] | Callable[[Case, Matters], Mapping[str, Any]]

STAGES: dict[str, Callable[[Matters], Case]] = {
    "filed": lambda m: m.filed(2),
    "accepted": lambda m: m.accepted(2),
    "disputed": lambda m: m.disputed(),
    "proposed": lambda m: m.proposed(),
    "consented": lambda m: m.consented(),
    "mediating": lambda m: m.mediating(),
    "agreed": lambda m: m.agreed(days=(SOON,)),
    "inspected": lambda m: m.on_road("inspection"),
    "petition": lambda m: m.petition(),
    "handled": lambda m: m.handled(),
    "answered": lambda m: m.answered(),
}


def _days(*days: date) -> dict[str, str]:
    return {"outcome": "promised", "note": "说好了", "days": "\n".join(day.isoformat() for day in days)}


def _sums(case: Case, amount: str) -> dict[str, str]:
    return {f"line_{line.pk}": amount for line in case.claim_lines.all()}


def _promise(*days: date, amount: str = "100") -> Facts:
    return lambda case, _m: {**_days(*days), **_sums(case, amount)}


def _agreement(**changes: str) -> Facts:
    given = {"days": SOON.isoformat(), "method": "转账", "default_clause": "转监察", "signed": "on"}
    return lambda case, _m: {**given, **_sums(case, "100"), **changes}


PAID = {"number": "1", "paid_on": TODAY.isoformat(), "method": "现金"}
OPINION = {"facts": "查明", "opinion": "不支持", "basis": "条例", "supports_claim": "no"}
MATTER = {name: value for name, value in COMPLAINT.items() if name not in {"channel", "submission_key"}}

TASKS: list[tuple[str, str, str, str, Facts, str]] = [
    ("filed", "intake", "decide_acceptance", "supplement", {"missing": " \n "}, NEEDED),
    ("filed", "intake", "decide_acceptance", "refuse", {"reason_code": "out_of_scope", "reason": "不属于"}, NEEDED),
    (
        "filed",
        "intake",
        "decide_acceptance",
        "refuse",
        {"reason_code": "dislike", "reason": "不想办", "competent_office": "仲裁委"},
        CHOOSE,
    ),
    ("filed", "intake", "decide_acceptance", "transfer", lambda c, m: {"to": c.office_id, "reason": "管辖"}, CHOOSE),
    ("filed", "intake", "decide_acceptance", "transfer", lambda c, m: {"to": _county().pk, "reason": ""}, NEEDED),
    ("filed", "intake", "decide_acceptance", "nothing", {}, ""),
    (
        "accepted",
        "mediator",
        "contact_respondent",
        "contact",
        lambda c, m: {"party": worker_of(c).pk, "method": "phone", "result": "reached"},
        CHOOSE,
    ),
    ("accepted", "mediator", "contact_respondent", "invite", {"party": "0"}, CHOOSE),
    ("accepted", "mediator", "contact_respondent", "conclude", {"outcome": "promised", "note": "x"}, "请写付款日期"),
    ("accepted", "mediator", "contact_respondent", "conclude", {"outcome": "won", "note": "x"}, CHOOSE),
    ("accepted", "mediator", "contact_respondent", "conclude", {"outcome": "disputed"}, NEEDED),
    (
        "accepted",
        "mediator",
        "contact_respondent",
        "conclude",
        {"outcome": "promised", "note": "x", "days": "下个月"},
        "请每行写一个日期",
    ),
    (
        "accepted",
        "mediator",
        "contact_respondent",
        "conclude",
        _promise(*(SOON + timedelta(days=n) for n in range(13))),
        "1 至 12 个",
    ),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(SOON, TODAY), "由早到晚"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(SOON, SOON), "由早到晚"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(TODAY - timedelta(days=1)), "不能早于今天"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(TODAY + timedelta(days=1500)), "过于久远"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(SOON, amount="0"), "不能全部为零"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(SOON, amount="-1"), "大于或等于"),
    ("accepted", "mediator", "contact_respondent", "conclude", _promise(SOON, amount="0.001"), "小数"),
    ("disputed", "mediator", "choose_road", "road", {"road": "court", "note": "电话"}, CHOOSE),
    ("disputed", "mediator", "choose_road", "road", {"road": "mediation"}, NEEDED),
    ("proposed", "mediator", "seek_consent", "consent", {"consents": "perhaps", "how": "电话"}, CHOOSE),
    (
        "consented",
        "supervisor",
        "assign_mediator",
        "assign",
        lambda c, m: {"mediator": m.staff["inspector"].pk},
        CHOOSE,
    ),
    (
        "mediating",
        "mediator",
        "mediate",
        "session",
        {"day": (TODAY - timedelta(days=1)).isoformat(), "time": "10:00", "place": "调解室"},
        "在现在之后",
    ),
    ("mediating", "mediator", "mediate", "session", {"day": "someday", "time": "late", "place": "调解室"}, "日期"),
    ("mediating", "mediator", "mediate", "minutes", {"session": "0", "minutes": "笔录"}, CHOOSE),
    ("mediating", "mediator", "mediate", "agreed", _agreement(signed=""), NEEDED),
    ("mediating", "mediator", "mediate", "agreed", _agreement(days=""), NEEDED),
    ("mediating", "mediator", "mediate", "agreed", _agreement(default_clause=" "), NEEDED),
    ("mediating", "mediator", "mediate", "failed", {"reason": " "}, NEEDED),
    (
        "agreed",
        "mediator",
        "follow_performance",
        "paid",
        {**PAID, "paid_on": (TODAY + timedelta(days=2)).isoformat()},
        "不能晚于今天",
    ),
    ("agreed", "mediator", "follow_performance", "paid", {**PAID, "number": "7"}, CHOOSE),
    ("agreed", "mediator", "follow_performance", "answer", {"payment": "0", "received": "yes"}, CHOOSE),
    ("agreed", "mediator", "follow_performance", "close", {}, "没有本人确认收到"),
    ("agreed", "mediator", "follow_performance", "default", {"note": "没付"}, "还没有到期未付"),
    (
        "inspected",
        "inspector",
        "inspect",
        "order",
        lambda c, m: {"debtor": worker_of(c).pk, "facts": "查明", "days": SOON.isoformat(), **_sums(c, "100")},
        CHOOSE,
    ),
    ("inspected", "inspector", "inspect", "hand_over", {"body": "", "note": "移交"}, NEEDED),
    ("petition", "petition", "decide_route", "statutory", {"branch": "5", "reason": "讨薪"}, "先登记欠薪情况"),
    ("petition", "petition", "decide_route", "statutory", {"branch": "6", "reason": "讨薪"}, CHOOSE),
    (
        "petition",
        "petition",
        "decide_route",
        "elsewhere",
        {"branch": "6", "handed_to": "法院", "reason": "其他"},
        CHOOSE,
    ),
    ("petition", "petition", "decide_route", "claim", {**MATTER, "workers": "马小明"}, "第 1 行"),
    ("handled", "petition", "handle_petition", "opinion", {**OPINION, "supports_claim": "perhaps"}, CHOOSE),
    ("handled", "petition", "handle_petition", "opinion", {**OPINION, "basis": ""}, NEEDED),
    ("answered", "petition", "await_review_request", "request", {"reasons": " "}, NEEDED),
    ("answered", "petition", "await_review_request", "close", {}, NEEDED),
    ("answered", "petition", "await_review_request", "close", {"confirmed": "on"}, "还没有过"),
]


def _county(code: str = "620103") -> Office:
    return Office.objects.get(division_id=code, kind=Office.Kind.HRSS)


def _prefixed(code: str, facts: Facts, case: Case, matters: Matters) -> dict[str, Any]:
    given = facts(case, matters) if callable(facts) else facts
    return {f"{code}-{name}": value for name, value in given.items()}


@pytest.mark.parametrize(
    ("stage", "username", "node", "choice", "facts", "words"),
    TASKS,
    ids=[f"{row[2]}-{row[3]}-{number}" for number, row in enumerate(TASKS)],
)
def test_a_step_is_not_done_with_what_is_wrong(at_desk, recent, stage, username, node, choice, facts, words):
    case = STAGES[stage](recent)
    page = reverse("desk:task", args=[open_item(case, node).pk])
    client, before = at_desk(username), written(case)
    shown = client.get(page)
    assert shown.status_code == 200
    assert shown.context["allowed"], "only what was sent is wrong"
    answer = client.post(page, {"choice": choice, **_prefixed(choice, facts, case, recent)})
    assert answer.status_code == 422
    told = [
        str(form.errors) for code, form in ((c.code, f) for c, f, _o in answer.context["choices"]) if code == choice
    ]
    assert words in "".join(told)
    assert written(case) == before


def test_a_bad_proof_of_payment_is_named_and_nothing_is_reported(at_desk, recent):
    case = STAGES["agreed"](recent)
    page = reverse("desk:task", args=[open_item(case, "follow_performance").pk])
    before = written(case)
    given = {f"paid-{name}": value for name, value in PAID.items()}
    proof = SimpleUploadedFile("收据.pdf", b"MZ\x90\0")
    answer = at_desk("mediator").post(page, {"choice": "paid", **given, "paid-proof": proof})
    assert answer.status_code == 422
    assert written(case) == before
    assert not case.payments.exists()


@pytest.mark.parametrize("username", ["mediator", "supervisor", "province-supervisor", "auditor"])
def test_who_may_read_a_step_but_not_do_it_sees_no_form_and_does_nothing(at_desk, recent, username):
    case = recent.filed()
    page, before = reverse("desk:task", args=[open_item(case, "decide_acceptance").pk]), written(case)
    client = at_desk(username)
    shown = client.get(page)
    assert shown.status_code == 200
    assert 'name="choice"' not in shown.content.decode()
    assert client.post(page, {"choice": "accept"}).status_code == 422
    assert written(case) == before


def test_a_step_that_was_done_leads_to_the_case_with_a_sentence(at_desk, recent):
    case = recent.filed()
    page, client = reverse("desk:task", args=[open_item(case, "decide_acceptance").pk]), at_desk("intake")
    assert client.post(page, {"choice": "accept"})["Location"] == reverse("desk:case", args=[case.number])
    before = written(case)
    again = client.post(page, {"choice": "accept"})
    assert written(case) == before
    assert again["Location"] == reverse("desk:case", args=[case.number])
    assert "已经办完" in client.get(again["Location"]).content.decode()


def test_a_step_is_taken_once(at_desk, recent, staff):
    case = recent.accepted()
    page = reverse("desk:claim", args=[open_item(case, "contact_respondent").pk])
    assert at_desk("mediator").post(page).status_code == 302
    assert open_item(case, "contact_respondent").holder == staff["mediator"]
    before = written(case)
    for username, words in (("mediator2", "王调解"), ("auditor", "没有在这个机构办理")):
        late = at_desk(username).post(page, follow=True)
        assert words in late.content.decode()
        assert written(case) == before


def test_what_is_not_there_is_not_found(at_desk, recent):
    client, number = at_desk("supervisor"), "W000000-2026-00001"
    for name, arguments in (
        ("task", [0]),
        ("task", [10**30]),
        ("case", [number]),
        ("case", ["W\x00"]),
        ("diagram", [number]),
        ("supervise", [number]),
        ("custody", [number]),
        ("evidence", [0]),
        ("document", [0]),
        ("registered", [number]),
        ("board_heat", ["dream"]),
    ):
        username = "intake" if name == "registered" else "supervisor"
        client = at_desk(username)
        assert client.get(reverse(f"desk:{name}", args=arguments)).status_code == 404, (name, arguments)
    assert at_desk("intake").post(reverse("desk:claim", args=[0])).status_code == 404
    found = client.get(reverse("desk:search"), {"number": number})
    assert found.status_code == 404
    assert number in found.content.decode()
    assert client.get(reverse("desk:search"), {"number": "\x00"}).status_code == 404


def test_a_number_is_found_however_it_is_typed(at_desk, recent):
    case = recent.filed()
    found = at_desk("intake").get(reverse("desk:search"), {"number": f" {case.number.lower()} "})
    assert found["Location"] == reverse("desk:case", args=[case.number])


def test_who_is_recused_finds_nothing_of_the_case(at_desk, recent, staff):
    case = recent.accepted()
    party, item = worker_of(case), open_item(case, "contact_respondent")
    recuse(case=case, staff=staff["intake"], reason="亲属", by=SYSTEM, at=now())
    client, before = at_desk("intake"), written(case)
    for name, arguments in (
        ("case", [case.number]),
        ("diagram", [case.number]),
        ("add_evidence", [case.number]),
        ("custody", [case.number]),
        ("reveal", [case.number, party.pk]),
        ("registered", [case.number]),
        ("task", [item.pk]),
        ("document", [case.documents.first().pk]),
    ):
        page = reverse(f"desk:{name}", args=arguments)
        assert client.get(page).status_code == client.post(page, {"choice": "accept"}).status_code == 404, name
    assert client.post(reverse("desk:claim", args=[item.pk])).status_code == 404
    assert client.get(reverse("desk:search"), {"number": case.number}).status_code == 404
    for name in ("queue", "cases"):
        assert case.number not in client.get(reverse(f"desk:{name}")).content.decode()
    assert written(case) == before


CLOSED = [("supervisor", "supervise"), ("supervisor", "custody"), ("intake", "custody"), ("intake", "add_evidence")]


@pytest.mark.parametrize(("username", "name"), CLOSED)
@pytest.mark.parametrize("language", ["", "en"])
def test_every_page_of_an_act_says_that_the_case_is_closed(at_desk, recent, username, name, language):
    case = recent.accepted()
    close_case(case=case, outcome="withdrawn", by=SYSTEM, at=now())
    before, client = written(case), at_desk(username, language)
    for answer in (
        client.get(reverse(f"desk:{name}", args=[case.number])),
        client.post(reverse(f"desk:{name}", args=[case.number]), {"action": "cancel", "kind": "other"}),
    ):
        assert answer.status_code == 409
        page = answer.content.decode()
        assert ("已经结案" if not language else "closed") in page
        assert reverse("desk:case", args=[case.number]) in page
    assert written(case) == before
    file = client.get(reverse("desk:case", args=[case.number])).content.decode()
    assert reverse(f"desk:{name}", args=[case.number]) not in file


SUPERVISION: list[tuple[str, Facts, str]] = [
    ("extend", {"clock": "0", "length": "5", "reason": "案情复杂"}, ""),
    ("suspend", {"clock": "0", "ground": "等鉴定"}, CHOOSE),
    ("resume", {"clock": "0"}, ""),
    ("reassign", lambda c, m: {"to": m.staff["auditor"].pk, "reason": "休假"}, CHOOSE),
    ("reassign", lambda c, m: {"to": m.staff["mediator2"].pk, "reason": " "}, NEEDED),
    ("undo", {"reason": ""}, NEEDED),
    ("return", {"node": "mediate", "reason": "错了"}, CHOOSE),
    ("return", {"node": "decide_acceptance", "reason": ""}, NEEDED),
    ("cancel", {"reason": "重复"}, NEEDED),
    ("dream", {}, ""),
]


@pytest.mark.parametrize(("action", "facts", "words"), SUPERVISION)
def test_a_supervisor_does_nothing_with_what_is_wrong(at_desk, recent, action, facts, words):
    case = recent.accepted()
    page, before = reverse("desk:supervise", args=[case.number]), written(case)
    answer = at_desk("supervisor").post(page, {"action": action, **_prefixed(action, facts, case, recent)})
    assert answer.status_code == 422
    assert words in "".join(str(form.errors) for choice, form, _o in answer.context["actions"] if choice.code == action)
    assert written(case) == before


def test_an_act_that_is_refused_says_why_on_the_page(at_desk, recent):
    case = STAGES["agreed"](recent)
    recent.pay(case)
    page, before = reverse("desk:supervise", args=[case.number]), written(case)
    for action, facts in (
        ("cancel", {"reason": "重复", "sure": "on"}),
        ("undo", {"reason": "错了"}),
        ("return", {"node": "mediate", "reason": "错了"}),
    ):
        given = {f"{action}-{name}": value for name, value in facts.items()}
        answer = at_desk("supervisor").post(page, {"action": action, **given})
        assert answer.status_code == 422
        assert "已有付款登记" in answer.content.decode()
    assert written(case) == before


def _moved(recent: Matters, staff: Any) -> Case:
    case = recent.filed()
    custody.transfer(case=case, to=_county(), reason="工程在七里河区", by=staff["intake"], at=recent.at)
    return case


def test_an_office_that_handed_the_case_on_reads_it_and_does_nothing_more(at_desk, recent, staff):
    case = _moved(recent, staff)
    file = reverse("desk:case", args=[case.number])
    client, boss = at_desk("intake"), at_desk("supervisor")
    adding = reverse("desk:add_evidence", args=[case.number])
    for reader in (client, boss):
        shown = reader.get(file)
        assert shown.status_code == 200
        assert adding not in shown.content.decode()
    before = written(case)
    assert boss.get(reverse("desk:supervise", args=[case.number])).status_code == 403
    assert boss.get(reverse("desk:custody", args=[case.number])).status_code == 403
    for answer in (client.get(adding), client.post(adding, _evidence())):
        assert answer.status_code == 403
        assert _county().name in answer.content.decode(), "who has it now"
    reveal = reverse("desk:reveal", args=[case.number, worker_of(case).pk])
    assert client.post(reveal, {"field": "phone", "purpose": "电话联系"})["Location"] == file
    assert written(case) == before
    shown = client.get(file).content.decode()
    assert "没有查看个人信息原文的权限" in shown
    assert "13900000000" not in shown


def _evidence() -> dict[str, Any]:
    return {"kind": "other", "file": SimpleUploadedFile("a.png", OFFERED["a.png"][0]), "note": ""}


def test_an_office_that_assists_adds_what_it_found_while_it_assists(at_desk, recent, staff):
    case = _moved(recent, staff)
    adding = reverse("desk:add_evidence", args=[case.number])
    helper = hire(username="intake-there", name="七里河受理", office=_county(), password=None)
    appoint(staff=helper, office=_county(), role="intake_officer", by=None, at=recent.at)
    custody.ask_assistance(case=case, office=staff["intake"].office, what="取工资表", by=helper, at=recent.at)
    client = at_desk("intake")
    assert client.post(adding, _evidence()).status_code == 302
    assert case.evidence.get().by_staff == staff["intake"]
    custody.assist(task=open_item(case, "assist"), by=staff["intake"], at=now(), answer="已取")
    assert client.post(adding, _evidence()).status_code == 403
    assert case.evidence.count() == 1


CUSTODY: list[tuple[str, Facts, str]] = [
    ("transfer", lambda c, m: {"transfer-to": c.office_id, "transfer-reason": "管辖"}, CHOOSE),
    ("transfer", lambda c, m: {"transfer-to": _county().pk, "transfer-reason": ""}, NEEDED),
    ("return", lambda c, m: {"return-to": _county().pk, "return-reason": "管辖"}, "不是别的机构移送来的"),
    ("assistance", lambda c, m: {"assistance-office": c.office_id, "assistance-what": "取证"}, CHOOSE),
    ("assistance", lambda c, m: {"assistance-office": _county().pk, "assistance-what": ""}, NEEDED),
    ("dream", {}, ""),
]


@pytest.mark.parametrize(("action", "facts", "words"), CUSTODY)
def test_a_case_goes_nowhere_with_what_is_wrong(at_desk, recent, action, facts, words):
    case = recent.filed()
    before = written(case)
    given = facts(case, recent) if callable(facts) else facts
    answer = at_desk("intake").post(reverse("desk:custody", args=[case.number]), {"action": action, **given})
    assert answer.status_code == 422
    assert words in "".join(str(form.errors) for _choice, form, _o in answer.context["actions"])
    assert written(case) == before


def test_a_case_is_handed_on_returned_and_taken_over_http(at_desk, recent, staff):
    case = recent.filed()
    page = reverse("desk:custody", args=[case.number])
    assert at_desk("intake").get(page).status_code == 200
    sent = {"action": "transfer", "transfer-to": _county().pk, "transfer-reason": "工程在七里河区"}
    assert at_desk("intake").post(page, sent).status_code == 302
    back = {"action": "return", "return-to": staff["intake"].office_id, "return-reason": "用工在城关"}
    assert at_desk("city-supervisor").post(page, back).status_code == 302
    asked = {"action": "assistance", "assistance-office": _county().pk, "assistance-what": "取工资表"}
    assert at_desk("intake").post(page, asked).status_code == 302
    taken = at_desk("intake").post(
        reverse("desk:task", args=[open_item(case, "confirm_custody").pk]), {"choice": "take", "take-note": ""}
    )
    assert taken.status_code == 302
    case.refresh_from_db()
    assert case.office == staff["intake"].office
    assert [held.kind for held in case.custody.order_by("pk")] == ["received", "transfer", "return"]
    assert case.assistance.get().asked_for == "取工资表"


REVEALS = [
    ({"field": "phone", "purpose": "看"}, "purpose"),
    ({"field": "phone"}, "purpose"),
    ({"field": "name", "purpose": "电话联系"}, "field"),
    ({"purpose": "电话联系"}, "field"),
]


@pytest.mark.parametrize(("given", "field"), REVEALS)
def test_nothing_is_revealed_without_what_and_why(at_desk, recent, given, field):
    case = recent.filed()
    party, before = worker_of(case), written(case)
    answer = at_desk("intake").post(reverse("desk:reveal", args=[case.number, party.pk]), given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "13900000000" not in answer.content.decode()
    assert written(case) == before


def test_what_is_revealed_is_shown_once_and_kept_nowhere(at_desk, recent):
    case, other = recent.filed(), recent.filed()
    party = worker_of(case)
    page, client = reverse("desk:reveal", args=[case.number, party.pk]), at_desk("intake")
    shown = client.post(page, {"field": "phone", "purpose": "电话联系本人"})
    assert "+8613900000000" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert "+8613900000000" not in client.get(page).content.decode()
    nothing = client.post(page, {"field": "bank_account", "purpose": "电话联系本人"})
    assert "没有登记这项信息" in nothing.content.decode()
    crossed = client.get(reverse("desk:reveal", args=[case.number, worker_of(other).pk]))
    assert crossed["Location"] == reverse("desk:case", args=[case.number])
    assert at_desk("auditor").get(page).status_code == 403


def test_a_supervisor_reassigns_in_the_case_to_who_may_do_it(at_desk, recent, staff):
    case = recent.accepted()
    page = reverse("desk:supervise", args=[case.number])
    client = at_desk("supervisor")
    offered = dict((choice.code, form) for choice, form, _o in client.get(page).context["actions"])["reassign"]
    assert set(offered.fields["to"].queryset) == {staff["intake"], staff["mediator"], staff["mediator2"]}
    sent = {"action": "reassign", "reassign-to": staff["mediator2"].pk, "reassign-reason": "休假"}
    assert client.post(page, sent).status_code == 302
    assert open_item(case, "contact_respondent").holder == staff["mediator2"]
    recuse(case=case, staff=staff["mediator"], reason="亲属", by=SYSTEM, at=now())
    before = written(case)
    refused = client.post(page, {**sent, "reassign-to": staff["mediator"].pk})
    assert refused.status_code == 422
    assert "利害关系" in refused.content.decode()
    assert written(case) == before


def test_a_step_is_undone_over_http(at_desk, recent):
    case = recent.accepted()
    page = reverse("desk:supervise", args=[case.number])
    assert at_desk("supervisor").post(page, {"action": "undo", "undo-reason": "误操作"}).status_code == 302
    assert open_item(case, "decide_acceptance")


def test_a_clock_is_paused_resumed_and_extended_where_it_may_be(at_desk, recent):
    case = recent.handled()
    clock, boss = open_item(case, "handle_petition").clock, at_desk("supervisor")
    page = reverse("desk:supervise", args=[case.number])
    extend = {"action": "extend", "extend-clock": clock.pk, "extend-reason": "案情复杂"}
    refused = boss.post(page, {**extend, "extend-length": "300"})
    assert refused.status_code == 422
    assert not clock.extensions.exists()
    assert boss.post(page, {**extend, "extend-length": "10"}).status_code == 302
    assert clock.extensions.count() == 1
    wage = recent.accepted()
    own = wage.clocks.filter(stopped_at=None).exclude(family="statutory").first()
    page = reverse("desk:supervise", args=[wage.number])
    pause = {"action": "suspend", "suspend-clock": own.pk, "suspend-ground": "等材料"}
    assert boss.post(page, pause).status_code == 302
    assert boss.post(page, pause).status_code == 422, "it stands already"
    assert own.suspensions.count() == 1
    assert boss.post(page, {"action": "resume", "resume-clock": own.pk}).status_code == 302
    assert own.suspensions.filter(until_on=None).count() == 0


def test_a_bulk_moves_what_it_can_and_says_what_it_cannot(at_desk, recent, staff):
    cases = [recent.accepted(), recent.accepted(), recent.filed()]
    items = [
        open_item(cases[0], "contact_respondent"),
        open_item(cases[1], "contact_respondent"),
        open_item(cases[2], "decide_acceptance"),
    ]
    recuse(case=cases[1], staff=staff["mediator2"], reason="亲属", by=SYSTEM, at=now())
    sent = {"items": [item.pk for item in items], "to": staff["mediator2"].pk, "reason": "休假"}
    page = at_desk("supervisor").post(reverse("desk:reassign"), sent, follow=True).content.decode()
    assert "已改派 1 件" in page
    assert f"{cases[1].number}：赵调解与本案有利害关系" in page
    assert f"{cases[2].number}：赵调解没有办理" in page
    holders = [open_item(item.case, item.node).holder for item in items]
    assert holders == [staff["mediator2"], None, None]


BULKS: list[dict[str, Any]] = [
    {"to": "mediator", "reason": "休假"},
    {"items": True, "reason": "休假"},
    {"items": True, "to": "mediator"},
    {"items": True, "to": "auditor", "reason": "休假"},
    {"items": "0", "to": "mediator", "reason": "休假"},
    {"items": "x", "to": "mediator", "reason": "休假"},
]


@pytest.mark.parametrize("given", BULKS)
def test_a_bulk_needs_tasks_a_person_and_a_reason(at_desk, recent, staff, given):
    case = recent.accepted()
    item, before = open_item(case, "contact_respondent"), written(case)
    sent = {**given, "to": staff[given["to"]].pk} if "to" in given else dict(given)
    if sent.get("items") is True:
        sent["items"] = item.pk
    page = at_desk("supervisor").post(reverse("desk:reassign"), sent, follow=True)
    assert "请勾选任务" in page.content.decode()
    assert written(case) == before


def test_work_of_another_office_or_of_ones_own_kin_is_not_handed_on(at_desk, recent, staff):
    far, own = _moved(recent, staff), recent.filed()
    recuse(case=own, staff=staff["supervisor"], reason="亲属", by=SYSTEM, at=now())
    for case in (far, own):
        before = written(case)
        sent = {"items": open_item(case, "decide_acceptance").pk, "to": staff["intake"].pk, "reason": "休假"}
        page = at_desk("supervisor").post(reverse("desk:reassign"), sent, follow=True).content.decode()
        assert "请勾选任务" in page
        assert case.number not in page
        assert written(case) == before


def test_the_audited_are_not_handed_on_by_the_auditor(at_desk, recent, staff):
    case = recent.filed()
    sent = {"items": open_item(case, "decide_acceptance").pk, "to": staff["intake"].pk, "reason": "休假"}
    before = written(case)
    assert at_desk("auditor").post(reverse("desk:reassign"), sent).status_code == 403
    assert written(case) == before


def test_an_escalation_is_answered_with_an_instruction(at_desk, recent, staff):
    case = recent.filed()
    sweep(now() + timedelta(days=40))
    item = case.work_items.filter(node__startswith="chase_", closed_at=None).order_by("pk").first()
    page, before = reverse("desk:task", args=[item.pk]), written(case)
    client = at_desk("supervisor")
    assert client.post(page, {"choice": "instruct", "instruct-instruction": " "}).status_code == 422
    assert written(case) == before
    assert client.post(page, {"choice": "instruct", "instruct-instruction": "今天办完"}).status_code == 302
    assert case.events.filter(name="decision_made", payload__reason="今天办完").count() == 1


def test_a_payment_is_named_in_the_language_of_the_page(at_desk, recent):
    case = STAGES["agreed"](recent)
    recent.pay(case)
    page = reverse("desk:task", args=[open_item(case, "follow_performance").pk])
    assert "马师傅 12600.00 元" in at_desk("mediator").get(page).content.decode()
    english = at_desk("mediator", "en").get(page).content.decode()
    assert "马师傅 12600.00 yuan" in english


def test_a_plan_after_a_part_payment_asks_for_what_is_left(matters):
    """What a worker has confirmed is taken off the sum that the new plan spreads over its days."""
    payment = matters.reported(days=(date(2026, 12, 15), date(2027, 1, 15)))[0]
    resolution.answer_payment(payment=payment, by=actor(payment.worker), at=matters.at, received=True, through="phone")
    form = PlanForm({"days": "2099-01-01"}, case=payment.case)
    form.cleaned_data = {f"line_{line.pk}": line.claimed_amount for line in form.lines}
    assert form.per_worker() == {payment.worker: payment.case.claimed_total - payment.amount}
