"""Rules, calendar, people, incidents, clock: what an administrator sends that does not do, and what others may see."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from clocks import holiday_notices
from clocks.models import CalendarNotice, LadderSetting, ServiceStandard
from desk import access as desk_access
from desk.forms.rules import rule_title
from desk.presenters import looked_at
from desk.views.staff import validate_username
from law.festivals import statutory_holidays
from notices.models import Notice
from offices.clock import legal_day, now
from offices.models import AdministrationEntry, Deputyship, Office, Staff, TrainingClock
from offices.services import appoint
from workflows.incidents import job_failed
from workflows.models import FailedJob, IncidentRetry

LATER = legal_day(now()) + timedelta(days=30)
STANDARD = {"what": "standard", "standard-length": "3", "standard-unit": "working_day"}
LADDER = {
    "what": "ladder",
    "ladder-rule": "",
    "ladder-remind_percent": "50",
    "ladder-last_day_before": "1",
    "ladder-upper_office_after": "3",
    "ladder-repeat_every": "5",
    "ladder-repeat_times": "2",
}


@pytest.fixture
def local(staff, at_desk, instant):
    """The administrator of one county, who administers nothing above it."""
    appoint(staff=staff["intake"], office=staff["intake"].office, role="administrator", by=None, at=instant)
    return at_desk("intake")


def _notice(year: int) -> dict:
    off = [str(day) for day in statutory_holidays(year)]
    return {"year": year, "number": f"示例{year}", "issued_on": f"{year - 1}-11-20", "off": off}


def _proposed(staff, year: int) -> CalendarNotice:
    return CalendarNotice.objects.create(
        year=year, number=f"示例{year}", content=_notice(year), proposed_by=staff["admin"], proposed_at=now()
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"standard-office": "0"}, "office"),
        ({"standard-rule": "inspection_accept"}, "rule"),
        ({"standard-length": "0"}, "length"),
        ({"standard-length": "366"}, "length"),
        ({"standard-unit": "month"}, "unit"),
        ({"standard-effective_from": legal_day(now()).isoformat()}, "effective_from"),
        ({"standard-effective_from": "soon"}, "effective_from"),
    ],
)
def test_a_promise_that_does_not_do_is_not_proposed(at_desk, staff, changes, field):
    given = {
        **STANDARD,
        "standard-rule": "early_intervention",
        "standard-office": staff["intake"].office_id,
        "standard-effective_from": LATER.isoformat(),
    }
    answer = at_desk("admin").post(reverse("desk:rules"), {**given, **changes})
    assert answer.status_code == 422
    assert set(answer.context["forms"]["standard"].errors) == {field}
    assert not answer.context["forms"]["ladder"].is_bound
    assert not ServiceStandard.objects.exists()


def test_a_promise_is_proposed_by_one_and_approved_by_another(at_desk, staff):
    one, other, page = at_desk("admin"), at_desk("admin2"), reverse("desk:rules")
    given = {
        **STANDARD,
        "standard-rule": "early_intervention",
        "standard-office": staff["intake"].office_id,
        "standard-effective_from": LATER.isoformat(),
    }
    assert one.post(page, given).status_code == 302
    twice = one.post(page, given)
    assert "这一天已经有一项承诺" in str(twice.context["forms"]["standard"].errors)
    row = ServiceStandard.objects.get()
    approving = reverse("desk:approve_rule", args=["standard", row.pk])
    assert "提出的人不能自己批准" in one.post(approving, follow=True).content.decode()
    row.refresh_from_db()
    assert row.approved_by is None
    assert other.post(approving).status_code == 302
    row.refresh_from_db()
    assert row.approved_by == staff["admin2"]
    assert rule_title("early_intervention") in other.get(page).content.decode()


def test_a_ladder_is_proposed_and_approved(at_desk, staff):
    given = {**LADDER, "ladder-office": staff["intake"].office_id, "ladder-effective_from": LATER.isoformat()}
    one = at_desk("admin")
    wrong = one.post(reverse("desk:rules"), {**given, "ladder-remind_percent": "100"})
    assert wrong.status_code == 422
    assert set(wrong.context["forms"]["ladder"].errors) == {"remind_percent"}
    assert not LadderSetting.objects.exists()
    assert one.post(reverse("desk:rules"), given).status_code == 302
    row = LadderSetting.objects.get()
    assert at_desk("admin2").post(reverse("desk:approve_rule", args=["ladder", row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.approved_by == staff["admin2"]
    shown = at_desk("admin2", "en").get(reverse("desk:rules"))
    assert shown.status_code == 200
    assert row in [each for each, _title in shown.context["ladders"]]


def test_unknown_rules_and_those_of_other_offices_are_not_found(at_desk, staff, local):
    row = LadderSetting.objects.create(office=staff["admin"].office, effective_from=LATER, proposed_by=staff["admin"])
    for what, key in (("ladder", row.pk), ("ladder", 0), ("standard", 0), ("dream", row.pk)):
        assert local.post(reverse("desk:approve_rule", args=[what, key])).status_code == 404
    assert local.post(reverse("desk:rules"), {"what": "dream"}).status_code == 422
    row.refresh_from_db()
    assert row.approved_by is None
    assert row not in [each for each, _title in local.get(reverse("desk:rules")).context["ladders"]]
    elsewhere = {
        **LADDER,
        "ladder-office": staff["admin"].office_id,
        "ladder-effective_from": LATER.isoformat(),
    }
    assert set(local.post(reverse("desk:rules"), elsewhere).context["forms"]["ladder"].errors) == {"office"}


def test_a_rule_that_is_no_longer_known_keeps_its_code(db):
    assert rule_title("rule_of_yesterday") == "rule_of_yesterday"


@pytest.mark.parametrize("document", ["", "{", "[]", '{"year": 2031}', "\x00"])
def test_a_notice_that_cannot_be_read_is_not_proposed(at_desk, staff, document):
    answer = at_desk("admin").post(reverse("desk:calendar"), {"document": document})
    assert answer.status_code == 422
    assert "document" in answer.context["form"].errors
    assert not CalendarNotice.objects.exists()


def test_a_notice_is_proposed_from_the_top_only_and_once(at_desk, staff, local):
    year = legal_day(now()).year + 1
    sent = {"document": json.dumps(_notice(year))}
    refused = local.post(reverse("desk:calendar"), sent)
    assert refused.status_code == 422
    assert "没有在这个机构办理" in refused.content.decode()
    answer = at_desk("admin").post(reverse("desk:calendar"), sent)
    row = CalendarNotice.objects.get()
    assert answer["Location"] == reverse("desk:holiday_notice", args=[row.pk])
    again = at_desk("admin").post(reverse("desk:calendar"), sent)
    assert "等待批准" in str(again.context["form"].errors["document"])
    assert CalendarNotice.objects.count() == 1


def test_a_notice_is_agreed_to_by_a_second_person_and_then_stays(at_desk, staff, local):
    row = _proposed(staff, legal_day(now()).year + 1)
    page = reverse("desk:holiday_notice", args=[row.pk])
    assert at_desk("admin").get(reverse("desk:holiday_notice", args=[0])).status_code == 404
    own = at_desk("admin").post(page, {"action": "approve"}, follow=True).content.decode()
    assert "提出的人不能自己批准" in own
    assert "没有在这个机构办理" in local.post(page, {"action": "approve"}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.approved_at is None
    assert at_desk("admin2").post(page, {"action": "approve"}).status_code == 302
    row.refresh_from_db()
    assert row.approved_by == staff["admin2"]
    late = at_desk("admin2").post(page, {"action": "discard"}, follow=True).content.decode()
    assert "不能撤回" in late
    assert CalendarNotice.objects.filter(pk=row.pk).exists()
    assert at_desk("admin").get(page).status_code == 200


def test_a_proposed_notice_is_taken_back(at_desk, staff):
    row = _proposed(staff, legal_day(now()).year + 1)
    answer = at_desk("admin").post(reverse("desk:holiday_notice", args=[row.pk]), {"action": "discard"})
    assert answer["Location"] == reverse("desk:calendar")
    assert not CalendarNotice.objects.exists()


def test_an_administrator_reads_the_numbers_of_their_own_offices_only(at_desk, staff, local, recent, monkeypatch):
    """The preview counts all clocks that would move; a case number of another county is nobody's business."""
    here, there = recent.filed(), recent.filed()
    far = Office.objects.get(division_id="620103", kind=Office.Kind.HRSS)
    there.clocks.update(office=far, office_path=far.path)
    day = legal_day(now())
    clocks = [case.clocks.select_related("case__office").first() for case in (here, there, there)]
    monkeypatch.setattr(
        holiday_notices,
        "moves",
        lambda _notice, _at: iter([holiday_notices.Move(clock, day, day) for clock in clocks]),
    )
    page = reverse("desk:holiday_notice", args=[_proposed(staff, day.year + 1).pk])
    shown = local.get(page)
    assert (shown.context["count"], shown.context["elsewhere"]) == (3, 2)
    assert here.number in shown.content.decode()
    assert there.number not in shown.content.decode()
    assert "其中 2 项在不归你管理的机构" in shown.content.decode()
    whole = at_desk("admin").get(page)
    assert (len(whole.context["moves"]), whole.context["elsewhere"]) == (3, 0)
    monkeypatch.setattr("desk.views.calendar.SHOWN", 1)
    short = at_desk("admin").get(page)
    assert (len(short.context["moves"]), short.context["count"]) == (1, 3)


def test_nobody_is_hired_with_what_is_wrong(at_desk, staff, local):
    office = staff["intake"].office_id
    good = {"username": "new-one", "name": "新人", "office": office, "role": "mediator"}
    count = Staff.objects.count()
    for client, changes, field in (
        (local, {"username": "mediator"}, "username"),
        (local, {"username": "有空 格"}, "username"),
        (local, {"name": ""}, "name"),
        (local, {"office": staff["admin"].office_id}, "office"),
        (local, {"role": "emperor"}, "role"),
    ):
        answer = client.post(reverse("desk:staff"), {**good, **changes})
        assert answer.status_code == 422, changes
        assert set(answer.context["form"].errors) == {field}
    assert Staff.objects.count() == count
    assert not AdministrationEntry.objects.filter(what="hired", about__username="new-one").exists()


def test_what_is_wrong_about_a_person_changes_nothing(at_desk, staff, local):
    person = staff["mediator"]
    page = reverse("desk:person", args=[person.pk])
    before = list(person.appointments.values_list("pk", "until"))
    row = staff["supervisor"].appointments.get()
    for sent in (
        {"what": "appoint", "office": staff["admin"].office_id, "role": "mediator"},
        {"what": "appoint", "office": person.office_id, "role": "emperor"},
        {"what": "end", "row": row.pk},
        {"what": "end", "row": "x"},
        {"what": "end"},
        {"what": "dream"},
    ):
        assert local.post(page, sent).status_code == 422, sent
    assert list(person.appointments.values_list("pk", "until")) == before
    row.refresh_from_db()
    assert row.until is None
    for other in ("admin", "city-petition", "intake"):
        for name in ("person", "dismiss"):
            assert local.post(reverse(f"desk:{name}", args=[staff[other].pk])).status_code == 403
    assert local.post(reverse("desk:dismiss", args=[0])).status_code == 403
    assert Staff.objects.filter(is_active=False).count() == 0


def test_who_is_dismissed_leaves_their_work_in_the_queue(at_desk, staff, local, recent):
    case = recent.accepted()
    item = case.work_items.get(closed_at=None)
    at_desk("mediator").post(reverse("desk:claim", args=[item.pk]))
    page = reverse("desk:person", args=[staff["mediator"].pk])
    assert local.get(page).context["held"] == 1
    told = local.post(reverse("desk:dismiss", args=[staff["mediator"].pk]), follow=True).content.decode()
    assert "1 件待办已放回" in told
    item.refresh_from_db()
    assert item.holder is None


def test_a_deputyship_that_does_not_do_is_not_granted(at_desk, staff):
    good = {
        "absent": staff["intake"].pk,
        "deputy": staff["mediator"].pk,
        "since": "2026-12-01T00:00",
        "until": "2026-12-05T00:00",
        "reason": "休假",
    }
    boss = at_desk("supervisor")
    for changes, words in (
        ({"deputy": staff["intake"].pk}, "不能是本人"),
        ({"until": "2026-11-30T00:00"}, "应晚于开始"),
        ({"absent": staff["admin"].pk}, "选择一个有效的选项"),
        ({"until": "2027-12-05T00:00"}, "天"),
        ({"reason": ""}, "必填"),
    ):
        answer = boss.post(reverse("desk:deputies"), {**good, **changes})
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors), changes
    assert not Deputyship.objects.exists()
    assert boss.post(reverse("desk:deputies"), good).status_code == 302
    assert Deputyship.objects.get().deputy == staff["mediator"]


def test_an_incident_is_tried_again_by_who_may_and_once(at_desk, staff, recent):
    case = recent.filed()
    failed = case.notices.first()
    Notice.objects.filter(pk=failed.pk).update(status=Notice.Status.FAILED, attempts=8, error="no route")
    page, retry = reverse("desk:incidents"), reverse("desk:retry")
    boss = at_desk("supervisor")
    assert case.number in boss.get(page).content.decode()
    for kind, key in (("dream", "1"), ("notice", "x"), ("notice", "0"), ("rung", "0"), ("paper", "0"), ("", "")):
        told = boss.post(retry, {"kind": kind, "key": key}, follow=True).content.decode()
        assert "没有这一项" in told or "已经处理" in told, (kind, key)
    assert "没有办理" in boss.post(retry, {"kind": "task", "key": "1"}, follow=True).content.decode()
    assert not IncidentRetry.objects.exists()
    assert "已安排重试" in boss.post(retry, {"kind": "notice", "key": failed.pk}, follow=True).content.decode()
    assert "已经处理" in boss.post(retry, {"kind": "notice", "key": failed.pk}, follow=True).content.decode()
    Notice.objects.filter(case=case).update(status=Notice.Status.FAILED)
    count = Notice.objects.filter(case=case).count()
    assert f"{count}条" in boss.post(retry, {"kind": "notice", "key": "all"}, follow=True).content.decode()
    assert not Notice.objects.filter(status=Notice.Status.FAILED).exists()


def test_a_failed_job_is_seen_by_the_administrator_alone(at_desk, staff):
    job_failed("sweep", "OperationalError", now())
    page = reverse("desk:incidents")
    assert "OperationalError" in at_desk("admin").get(page).content.decode()
    assert "OperationalError" not in at_desk("supervisor").get(page).content.decode()
    assert FailedJob.objects.get().settled_at is None


def test_the_training_clock_goes_forward_and_only_where_there_is_one(at_desk, staff, settings):
    page, ahead = reverse("desk:training_clock"), {"instant": (now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")}
    admin = at_desk("admin")
    refused = admin.post(page, ahead)
    assert refused.status_code == 422
    assert "培训系统" in refused.content.decode()
    settings.TIME_MACHINE = True
    for instant, words in (("2020-01-01T00:00", "只能向前"), ("2099-01-01T00:00", "最多向前"), ("soon", "")):
        answer = admin.post(page, {"instant": instant})
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["instant"])
    assert not TrainingClock.objects.filter(offset_seconds__gt=0).exists()


def test_a_visitor_who_is_not_staff_is_nobody(db):
    request = HttpRequest()
    request.user = None
    with pytest.raises(PermissionDenied):
        desk_access.staff_of(request)


def test_the_navigation_offers_what_is_open_to_the_person(at_desk, staff):
    pages = {
        "register": ("intake",),
        "register_petition": ("petition", "city-petition"),
        "board": ("supervisor", "auditor"),
        "staff": ("admin",),
        "log": ("auditor",),
        "rules": ("admin",),
        "incidents": ("supervisor", "admin"),
        "deputies": ("supervisor",),
        "cases": ("intake", "petition", "city-petition", "supervisor", "auditor"),
    }
    for username in ("intake", "petition", "city-petition", "supervisor", "auditor", "admin"):
        client = at_desk(username)
        page = client.get(reverse("desk:notices")).content.decode()
        for name, people in pages.items():
            address = reverse(f"desk:{name}")
            assert (f'href="{address}"' in page) is (username in people), (username, name)
            assert client.get(address).status_code == (200 if username in people else 403), (username, name)


def test_a_notice_board_is_read_and_then_quiet(at_desk, staff, recent):
    recent.filed()
    case = recent.accepted()
    at_desk("supervisor").post(
        reverse("desk:reassign"),
        {"items": case.work_items.get(closed_at=None).pk, "to": staff["mediator"].pk, "reason": "休假"},
    )
    client = at_desk("mediator")
    assert client.get(reverse("desk:queue")).context["unread_notices"] == 1
    assert case.number in client.get(reverse("desk:notices")).content.decode()
    assert client.get(reverse("desk:queue")).context["unread_notices"] == 0


@pytest.mark.parametrize("view", ["open", "mine", "free", "overdue", "dream"])
def test_each_view_of_the_queue_shows_its_part(at_desk, staff, recent, view):
    held, free = recent.accepted(), recent.accepted()
    at_desk("mediator").post(reverse("desk:claim", args=[held.work_items.get(closed_at=None).pk]))
    free.work_items.filter(closed_at=None).update(due_at=now() - timedelta(days=1))
    page = at_desk("mediator").get(reverse("desk:queue"), {"view": view})
    shown = {row.item.case_id for row in page.context["rows"]}
    both = {held.pk, free.pk}
    assert shown == {"mine": {held.pk}, "free": {free.pk}, "overdue": {free.pk}}.get(view, both)


def test_the_list_of_cases_is_narrowed_by_stage_and_words(at_desk, staff, recent):
    filed, accepted = recent.filed(), recent.accepted()
    filed.summary = "王五诉某饭店欠薪"
    filed.save(update_fields=["summary"])
    client, page = at_desk("intake"), reverse("desk:cases")

    def listed(**asked):
        return {case.pk for case in client.get(page, asked).context["page"].object_list}

    assert listed() == listed(stage="dream") == {filed.pk, accepted.pk}
    assert listed(stage="intake") == {filed.pk}
    assert listed(q="某饭店\x00") == {filed.pk}
    assert listed(q="没有这样的") == set()


@pytest.mark.parametrize(
    ("what", "language", "told"),
    [
        ("case_page", "zh-hans", "案卷"),
        ("evidence:7", "zh-hans", "证据 7"),
        ("document:12", "en", "Document 12"),
        ("id_number", "en", "ID number in full"),
        ("something_new", "en", "something_new"),
    ],
)
def test_a_look_is_told_in_words(what, language, told):
    with translation.override(language):
        assert looked_at(what) == told


@pytest.mark.parametrize(("name", "is_taken"), [("受理甲", True), ("li.si-2", True), ("受 理", False), ("a/b", False)])
def test_a_user_name_is_any_name_without_blanks(name, is_taken):
    if is_taken:
        validate_username(name)
        return
    with pytest.raises(ValidationError, match="用户名只能用"):
        validate_username(name)


def test_a_name_in_full_width_is_the_name_that_logs_in(at_desk, staff):
    office = staff["intake"].office
    fields = {"username": "ｌｉｓｉ２", "name": "李四", "office": office.pk, "role": "mediator"}
    at_desk("admin").post(reverse("desk:staff"), fields)
    assert Staff.objects.get(name="李四").username == "lisi2"
    again = at_desk("admin").post(reverse("desk:staff"), {**fields, "name": "别人"})
    assert again.status_code == 422
    assert "已经有人用了" in again.content.decode()
