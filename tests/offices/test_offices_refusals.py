"""Accounts, roles, deputies, passwords, divisions: facts -> refusal, and nothing was written."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from offices import provinces, services, time_machine
from offices.errors import NotPermitted, Refusal
from offices.models import AdministrationEntry, Appointment, Attempt, Deputyship, Division, Staff, TrainingClock
from offices.passwords import DEMO_PASSWORD, NotPublished
from offices.throttle import TooManyAttempts, clear, hit

TABLES = (AdministrationEntry, Appointment, Deputyship, Staff, TrainingClock, Division)


def _written():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def _deputise(staff, at, *, absent="intake", deputy="mediator", by="supervisor", begins=0, days=3):
    services.deputise(
        absent=staff[absent],
        deputy=staff[deputy],
        since=at + timedelta(days=begins),
        until=at + timedelta(days=begins + days),
        reason="年休假",
        by=staff[by],
        at=at,
    )


def _hire(staff, at, by):
    services.hire(username="new", name="新人", office=staff["intake"].office, password=None, by=staff[by], at=at)


def _appoint(staff, at, by="admin", role="mediator"):
    services.appoint(staff=staff["intake"], office=staff["intake"].office, role=role, by=staff[by], at=at)


def _end(staff, at, by):
    services.end_appointment(appointment=staff["intake"].appointments.get(), by=staff[by], at=at)


def _dismiss(staff, at, by):
    services.deactivate_staff(staff=staff["intake"], on=at.date(), by=staff[by], at=at)


def _reset(staff, at, who="intake", by="supervisor"):
    services.reset_password(staff=staff[who], by=staff[by], at=at)


def _reinstate(staff, at, by):
    services.reinstate(staff=staff["intake"], by=staff[by], at=at)


REFUSALS = {
    "hire, no administrator": (lambda s, at: _hire(s, at, "supervisor"), "not_permitted", "只有管理员"),
    "appoint, no administrator": (lambda s, at: _appoint(s, at, by="supervisor"), "not_permitted", "只有管理员"),
    "appoint oneself": (lambda s, at: _appoint(s, at, by="intake"), "not_permitted", "只有管理员"),
    "appoint, no such role": (lambda s, at: _appoint(s, at, role="king"), "unknown_role", "没有这个角色"),
    "end, no administrator": (lambda s, at: _end(s, at, "supervisor"), "not_permitted", "只有管理员"),
    "dismiss, no administrator": (lambda s, at: _dismiss(s, at, "supervisor"), "not_permitted", "只有管理员"),
    "reinstate, no administrator": (lambda s, at: _reinstate(s, at, "supervisor"), "not_permitted", "只有管理员"),
    "reset one's own": (lambda s, at: _reset(s, at, "admin", "admin"), "own_password", "我的账号"),
    "reset, no administrator": (_reset, "not_permitted", "超出你管理的机构"),
    "deputy of oneself": (lambda s, at: _deputise(s, at, deputy="intake"), "period", "不能是本人"),
    "no time at all": (lambda s, at: _deputise(s, at, days=0), "period", "晚于开始"),
    "begins the day before yesterday": (lambda s, at: _deputise(s, at, begins=-2), "period", "从今天起算"),
    "sixty-one days": (lambda s, at: _deputise(s, at, days=61), "period", "最长60天"),
    "the granter as deputy": (lambda s, at: _deputise(s, at, deputy="supervisor"), "own_deputyship", "自己代理"),
    "an absent person of elsewhere": (
        lambda s, at: _deputise(s, at, absent="city-petition"),
        "not_permitted",
        "本辖区",
    ),
    "a deputy of elsewhere": (lambda s, at: _deputise(s, at, deputy="city-petition"), "not_permitted", "本辖区"),
    "an administrator's duties": (
        lambda s, at: _deputise(s, at, absent="admin", deputy="intake", by="province-supervisor"),
        "not_deputisable",
        "不能代理",
    ),
    "delete a person": (lambda s, at: s["intake"].delete(), "staff_is_history", "只能停用"),
    "a province without data": (lambda s, at: provinces.load_divisions("99"), "unknown_province", "现有：62"),
    "a province that is a path": (lambda s, at: provinces.file_of("../62"), "unknown_province", "没有这个省"),
}


@pytest.mark.parametrize(("act", "code", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_refused_and_nothing_written(staff, instant, act, code, sentence):
    before = _written()
    with pytest.raises(Refusal, match=sentence) as refusal:
        act(staff, instant)
    assert refusal.value.code == code
    assert _written() == before


@pytest.mark.parametrize("who", ["absent", "deputy"])
def test_who_has_left_neither_deputises_nor_is_deputised_for(staff, instant, who):
    Staff.objects.filter(username="mediator").update(is_active=False)
    staff["mediator"].refresh_from_db()
    people = {"absent": "intake", "deputy": "mediator2"} | {who: "mediator"}
    with pytest.raises(Refusal, match="已离任") as refusal:
        _deputise(staff, instant, **people)
    assert refusal.value.code == "inactive"
    assert not Deputyship.objects.exists()


def test_a_right_that_was_lent_does_not_suffice_to_lend(staff, instant):
    """A supervisor lends their rights to a helper, who makes the supervisor a mediator in return."""
    _deputise(staff, instant, absent="supervisor", deputy="mediator2")
    before = _written()
    for deputy in ("supervisor", "intake"):
        with pytest.raises(NotPermitted, match="本辖区"):
            _deputise(staff, instant, absent="mediator", deputy=deputy, by="mediator2")
    assert _written() == before


def test_who_supervises_does_not_make_deputies_of_those_they_stand_in_for(staff, instant):
    _deputise(staff, instant, absent="supervisor", deputy="city-supervisor", by="province-supervisor")
    before = _written()
    with pytest.raises(Refusal, match="自己代理") as refused:
        _deputise(staff, instant, absent="mediator", deputy="supervisor", by="city-supervisor")
    assert refused.value.code == "own_deputyship"
    assert _written() == before
    _deputise(staff, instant, absent="mediator", deputy="intake", by="city-supervisor")
    with pytest.raises(Refusal, match="自己代理"):
        _deputise(
            staff, instant + timedelta(days=3, seconds=-1), absent="mediator", deputy="supervisor", by="city-supervisor"
        )
    _deputise(staff, instant + timedelta(days=3), absent="mediator", deputy="supervisor", by="city-supervisor")


def test_the_bounds_of_a_deputyship_are_within(staff, instant):
    _deputise(staff, instant, days=60)
    _deputise(staff, instant, absent="mediator", deputy="mediator2", begins=-1, days=2)
    assert Deputyship.objects.count() == 2


def test_an_account_of_no_office_is_left_alone(staff, instant):
    """Accounts that the framework makes for itself have no office, and nobody administers them."""
    lonely = Staff.objects.create(username="lonely", name="无")
    with pytest.raises(Refusal):
        services.reset_password(staff=lonely, by=staff["admin"], at=instant)
    with pytest.raises(NotPermitted):
        services.reinstate(staff=lonely, by=staff["admin"], at=instant)
    with pytest.raises(NotPermitted):
        services.deputise(
            absent=lonely,
            deputy=staff["mediator"],
            since=instant,
            until=instant + timedelta(days=1),
            reason="x",
            by=staff["province-supervisor"],
            at=instant,
        )


GOOD = "code,name,level,parent,statistical\n63,青海省,province,,\n6301,西宁市,prefecture,63,\n"
BAD_ROWS = {
    "another province's": "6201,兰州市,prefecture,62,",
    "no parent": "6302,海东市,prefecture,,",
    "a parent that is not there": "630202,乐都区,county,6302,",
    "its own parent": "6303,某州,prefecture,6303,",
    "a level that does not fit its code": "6304,某州,county,63,",
    "no such level": "6305,某州,kingdom,63,",
    "no name": "6306,,prefecture,63,",
    "a parent of another branch": "630701,某区,county,6301,",
}


@pytest.mark.parametrize("row", BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_does_not_fit_loads_nothing_and_is_named(db, tmp_path, row):
    path = tmp_path / "divisions.csv"
    path.write_text(GOOD + row + "\n", "utf-8")
    with pytest.raises(Refusal, match="第4行") as refusal:
        provinces.load_divisions("63", path)
    assert refusal.value.code == "bad_division"
    assert not Division.objects.exists()
    path.write_text(GOOD, "utf-8")
    assert provinces.load_divisions("63", path) == 2


def test_the_published_password_is_for_demonstrations(settings):
    settings.DEMO = False
    with pytest.raises(ValidationError) as refusal:
        NotPublished().validate(DEMO_PASSWORD)
    assert [error.code for error in refusal.value.error_list] == ["password_published"]
    NotPublished().validate(DEMO_PASSWORD + "x")
    settings.DEMO = True
    NotPublished().validate(DEMO_PASSWORD)


def test_a_full_door_names_the_minute_from_which_it_opens_and_counts_no_more(db, instant):
    given = {"limit": 2, "window": timedelta(minutes=10)}
    for second in range(2):
        hit("door", "someone", at=instant + timedelta(seconds=second), **given)
    with pytest.raises(TooManyAttempts, match="10:11") as refusal:
        hit("door", "someone", at=instant + timedelta(seconds=5), **given)
    assert refusal.value.until == instant + timedelta(minutes=10)
    assert refusal.value.code == "too_many_attempts"
    assert Attempt.objects.count() == 2
    assert "2026" not in str(refusal.value), "today needs no date"
    hit("other door", "someone", at=instant, **given)
    clear("door", "someone")
    hit("door", "someone", at=instant + timedelta(seconds=5), **given)


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-hans", "2026年11月24日 00:31"), ("en", "Nov. 24, 2026, 12:31 a.m.")]
)
def test_a_door_that_opens_on_another_day_names_the_day(db, instant, language, sentence):
    late = instant.replace(hour=15, minute=30)  # 23:30 in China
    given = {"limit": 1, "window": timedelta(hours=1)}
    hit("door", "someone", at=late, **given)
    with translation.override(language), pytest.raises(TooManyAttempts) as refusal:
        hit("door", "someone", at=late + timedelta(minutes=1), **given)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("days", "sentence"), [(0, "只能向前"), (-1, "只能向前"), (801, "一次最多向前800天")], ids=["now", "back", "far"]
)
def test_the_training_clock_names_why_it_does_not_move(db, settings, monkeypatch, instant, days, sentence):
    settings.DEMO, settings.TIME_MACHINE = True, True
    monkeypatch.setattr(time_machine.timezone, "now", lambda: instant)
    with pytest.raises(Refusal, match=sentence) as refusal:
        time_machine.move_to(instant + timedelta(days=days))
    assert refusal.value.field == "instant"
    assert not TrainingClock.objects.exists()


def test_whoever_hires_is_asked_for_the_right_whatever_is_left_out(staff):
    with pytest.raises(ValueError, match="instant"):
        services.hire(username="new", name="新人", office=staff["intake"].office, password=None, by=staff["mediator"])
    assert not Staff.objects.filter(username="new").exists()
