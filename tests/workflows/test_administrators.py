"""Nobody becomes or ceases to be an administrator by one administrator's word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from offices import access
from offices.errors import NotPermitted, Refusal, SecondPersonNeeded
from offices.models import AdministrationEntry, AdministratorChange, Staff
from offices.rights import Right
from offices.services import appoint, deactivate_staff, end_appointment, reset_password
from workflows.acts.administrators import WAITS, ask, confirm, drop, title_of, waiting
from workflows.acts.supervision import claim
from workflows.models import WorkItem

What = AdministratorChange.What


@pytest.fixture
def admins(staff, instant):
    """Two administrators of the province, one of the county, and a clerk of the county."""
    county = staff["intake"].office
    appoint(staff=staff["mediator2"], office=county, role="administrator", by=None, at=instant)
    return {"one": staff["admin"], "two": staff["admin2"], "local": staff["mediator2"], "clerk": staff["mediator"]}


def _again(person):
    return Staff.objects.select_related("office").get(pk=person.pk)


def _asked(what, person, by, at, role=""):
    return ask(what=what, staff=_again(person), office=person.office, role=role, by=_again(by), at=at)


def _row():
    return AdministratorChange.objects.get(outcome="")


def _administers(person, at):
    return access.can(_again(person), Right.ADMINISTER, person.office.path, at)


def test_an_administrator_is_proposed_by_one_and_confirmed_by_another(admins, instant):
    assert _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator").proposed
    assert not _administers(admins["clerk"], instant)
    done = confirm(change=_row(), by=admins["two"], at=instant + timedelta(days=1))
    assert not done.proposed
    assert _administers(admins["clerk"], instant)
    lines = AdministrationEntry.objects.filter(about=admins["clerk"]).order_by("pk")
    assert [(line.what, line.by_id) for line in lines][-4:] == [
        ("change_proposed", admins["one"].pk),
        ("appointed", admins["two"].pk),
        ("password_reset", admins["two"].pk),
        ("session_ended", admins["two"].pk),
    ]
    assert lines.get(what="appointed", by=admins["two"]).detail.endswith("（冯管理提出）")
    assert AdministratorChange.objects.get().outcome == "confirmed"


def test_the_database_keeps_one_open_proposal_of_a_kind(admins, instant):
    """Two who propose the same at once would each find none."""
    _asked(What.DISMISS, admins["local"], admins["one"], instant)
    row = _row()
    facts = {"what": row.what, "staff": row.staff, "office": row.office, "role": row.role, "proposed_at": instant}
    twin = AdministratorChange(**facts, proposed_by=admins["two"])
    with pytest.raises(IntegrityError, match="administrator_change_one_open"), transaction.atomic():
        twin.save()
    drop(change=row, by=admins["one"], at=instant)
    twin.save()
    assert _row() == twin


def test_who_watches_over_administrators_is_appointed_and_dismissed_by_two(admins, instant):
    clerk, one, two = admins["clerk"], admins["one"], admins["two"]
    assert _asked(What.APPOINT, clerk, one, instant, "auditor").proposed
    assert not access.can(_again(clerk), Right.AUDIT, clerk.office.path, instant)
    confirm(change=_row(), by=two, at=instant)
    assert access.can(_again(clerk), Right.AUDIT, clerk.office.path, instant)
    for what, role in ((What.END, "auditor"), (What.RESET, ""), (What.DISMISS, "")):
        assert _asked(what, clerk, one, instant, role).proposed
        drop(change=_row(), by=two, at=instant)
    assert access.can(_again(clerk), Right.AUDIT, clerk.office.path, instant)


def test_the_log_names_who_proposed_a_reset(admins, instant):
    _asked(What.RESET, admins["local"], admins["one"], instant)
    confirm(change=_row(), by=admins["two"], at=instant)
    line = AdministrationEntry.objects.get(about=admins["local"], what="password_reset")
    assert (line.by, line.detail) == (admins["two"], "（冯管理提出）")


def test_who_hired_a_person_cannot_log_in_as_the_auditor_they_became(admins, instant):
    """The password from before the confirmation, whoever gave it and however lately, opens nothing after it."""
    clerk, one = admins["clerk"], admins["one"]
    known = _asked(What.RESET, clerk, one, instant).password
    first = _asked(What.APPOINT, clerk, one, instant, "auditor")
    second = confirm(change=_row(), by=admins["two"], at=instant)
    account = _again(clerk)
    assert not account.check_password(known)
    assert account.check_password(f"{first.password}-{second.password}") and account.must_change_password
    assert len({first.password, second.password, known[:9], known[10:]}) == 4


def test_the_halves_of_two_proposals_differ(admins, instant):
    local, one = admins["local"], admins["one"]
    first = _asked(What.RESET, local, one, instant).password
    drop(change=_row(), by=one, at=instant)
    assert _asked(What.RESET, local, one, instant).password != first
    assert _asked(What.RESET, local, one, instant).password == _asked(What.RESET, local, one, instant).password


def test_a_role_that_is_held_is_not_proposed(admins, instant):
    with pytest.raises(Refusal) as refused:
        _asked(What.APPOINT, admins["local"], admins["one"], instant, "administrator")
    assert refused.value.code == "held"


def test_a_former_administrator_is_one_of_the_others(admins, instant):
    end_appointment(appointment=admins["local"].appointments.get(role="administrator"), by=None, at=instant)
    assert _asked(What.RESET, admins["local"], admins["one"], instant).password
    assert not _asked(What.DISMISS, admins["local"], admins["one"], instant).proposed


@pytest.mark.parametrize("what", [What.END, What.DISMISS, What.RESET])
def test_nobody_ends_dismisses_or_takes_over_an_administrator_alone(admins, instant, what):
    local = admins["local"]
    role = "administrator" if what == What.END else ""
    before = _again(local).password
    assert _asked(what, local, admins["one"], instant, role).proposed
    assert _administers(local, instant) and _again(local).password == before and _again(local).is_active
    with pytest.raises(Refusal) as refused:
        confirm(change=_row(), by=_again(admins["one"]), at=instant)
    assert refused.value.code == "own_proposal"
    first = _asked(what, local, admins["one"], instant, role)
    done = confirm(change=_row(), by=_again(admins["two"]), at=instant)
    if what == What.RESET:
        assert (first.half, done.half) == ("first", "second")
        assert _again(local).check_password(f"{first.password}-{done.password}") and _again(local).must_change_password
        assert not _again(local).check_password(done.password)
        assert _administers(local, instant)
    else:
        assert not _administers(local, instant)
        assert _again(local).is_active == (what == What.END)


def test_everybody_else_is_at_one_word(admins, instant):
    clerk, one = admins["clerk"], admins["one"]
    assert not _asked(What.APPOINT, clerk, one, instant, "supervisor").proposed
    assert not _asked(What.END, clerk, one, instant, "supervisor").proposed
    assert _asked(What.RESET, clerk, one, instant).password
    assert not _asked(What.DISMISS, clerk, one, instant).proposed
    assert not _again(clerk).is_active
    assert not AdministratorChange.objects.exists()


def test_another_role_of_an_administrator_is_at_one_word_too(admins, instant):
    assert not _asked(What.END, admins["local"], admins["one"], instant, "mediator").proposed


def test_the_services_themselves_refuse_one_person(admins, instant):
    one, local, clerk = admins["one"], admins["local"], admins["clerk"]
    held = local.appointments.get(role="administrator")
    calls = (
        lambda second: appoint(
            staff=clerk, office=clerk.office, role="administrator", by=one, at=instant, second=second
        ),
        lambda second: end_appointment(appointment=held, by=one, at=instant, second=second),
        lambda second: reset_password(staff=local, by=one, at=instant, second=second),
        lambda second: deactivate_staff(staff=local, on=instant.date(), by=one, at=instant, second=second),
    )
    for call in calls:
        for second in (None, one):
            with pytest.raises(SecondPersonNeeded), transaction.atomic():
                call(second)
        with pytest.raises(NotPermitted), transaction.atomic():
            call(clerk)
    assert _administers(local, instant) and not _administers(clerk, instant)


def test_who_proposed_must_still_be_an_administrator_at_the_confirmation(admins, instant):
    _asked(What.APPOINT, admins["clerk"], admins["local"], instant, "administrator")
    change = _row()
    held = admins["local"].appointments.get(role="administrator")
    end_appointment(appointment=held, by=None, at=instant)
    with pytest.raises(NotPermitted):
        confirm(change=change, by=_again(admins["two"]), at=instant)
    assert not _administers(admins["clerk"], instant)
    assert _row() == change, "it still waits, and may be dropped"


def test_a_proposal_waits_fourteen_days(admins, instant):
    _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator")
    assert timedelta(days=14) == WAITS
    change, late = _row(), instant + WAITS
    assert list(waiting(late - timedelta(seconds=1))) == [change]
    assert list(waiting(late)) == []
    with pytest.raises(Refusal) as refused:
        confirm(change=change, by=admins["two"], at=late)
    assert refused.value.code == "expired"
    assert _asked(What.APPOINT, admins["clerk"], admins["two"], late, "administrator").proposed
    change.refresh_from_db()
    assert change.outcome == "expired"
    confirm(change=_row(), by=_again(admins["one"]), at=late)
    assert _administers(admins["clerk"], late)


def test_a_second_tap_proposes_once_and_another_is_told_to_confirm(admins, instant):
    for _tap in range(2):
        assert _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator").proposed
    assert AdministrationEntry.objects.filter(what="change_proposed").count() == 1
    with pytest.raises(Refusal) as refused:
        _asked(What.APPOINT, admins["clerk"], admins["two"], instant, "administrator")
    assert refused.value.code == "proposed"
    assert _row().proposed_by == admins["one"]


def test_a_proposal_is_refused_or_taken_back_once(admins, instant):
    outcomes = []
    for by in ("two", "one"):
        _asked(What.DISMISS, admins["local"], admins["one"], instant)
        change = _row()
        drop(change=change, by=_again(admins[by]), at=instant)
        change.refresh_from_db()
        outcomes.append((change.outcome, change.decided_by))
        for call in (confirm, drop):
            with pytest.raises(Refusal) as refused:
                call(change=change, by=_again(admins["two"]), at=instant)
            assert refused.value.code == "decided"
    assert outcomes == [("refused", admins["two"]), ("withdrawn", admins["one"])]
    dropped = AdministrationEntry.objects.filter(what="change_dropped").values_list("detail", flat=True)
    assert len(dropped) == len(set(dropped)) == 2, "a refusal reads otherwise than a taking back"
    assert _administers(admins["local"], instant)


def test_only_an_administrator_over_the_office_confirms(admins, staff, instant):
    """The administrator of a county settles nothing of the province, an auditor nothing at all."""
    _asked(What.DISMISS, staff["admin2"], admins["one"], instant)
    for who in ("mediator2", "auditor", "intake"):
        for call in (confirm, drop):
            with pytest.raises(NotPermitted):
                call(change=_row(), by=_again(staff[who]), at=instant)
    assert _again(staff["admin2"]).is_active


@pytest.mark.parametrize("what", [What.DISMISS, What.RESET])
def test_whom_it_is_about_neither_confirms_nor_refuses(admins, staff, instant, what):
    _asked(what, staff["admin2"], admins["one"], instant)
    for call in (confirm, drop):
        with pytest.raises(Refusal) as refused:
            call(change=_row(), by=_again(staff["admin2"]), at=instant)
        assert refused.value.code == "own_change"
    assert _row().outcome == "" and _again(staff["admin2"]).is_active


def test_a_proposed_dismissal_frees_no_task(admins, matters, instant):
    """An administrator who is a mediator too holds a task: it stays theirs until the second person agrees."""
    case = matters.accepted()
    task = WorkItem.objects.get(case=case, closed_at__isnull=True)
    claim(task=task, by=_again(admins["local"]), at=instant)
    _asked(What.DISMISS, admins["local"], admins["one"], instant)
    task.refresh_from_db()
    assert task.holder == admins["local"]
    assert confirm(change=_row(), by=_again(admins["two"]), at=instant).freed == 1
    task.refresh_from_db()
    assert task.holder is None


def test_a_county_administrator_proposes_nothing_above(admins, staff, instant):
    for what, role in (
        (What.DISMISS, ""),
        (What.RESET, ""),
        (What.APPOINT, "administrator"),
        (What.END, "administrator"),
    ):
        with pytest.raises(NotPermitted):
            _asked(what, staff["admin2"], admins["local"], instant, role)
    assert not AdministratorChange.objects.exists()


def test_what_is_no_longer_so_is_not_confirmed(admins, instant):
    _asked(What.END, admins["local"], admins["one"], instant, "administrator")
    end_appointment(appointment=admins["local"].appointments.get(role="administrator"), by=None, at=instant)
    with pytest.raises(Refusal) as refused:
        confirm(change=_row(), by=admins["two"], at=instant)
    assert refused.value.code == "no_appointment"
    _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator")
    deactivate_staff(staff=admins["clerk"], on=instant.date(), by=None, at=instant)
    with pytest.raises(Refusal) as refused:
        confirm(change=AdministratorChange.objects.get(what=What.APPOINT), by=admins["two"], at=instant)
    assert refused.value.code == "inactive"


def test_the_database_itself_asks_for_two(admins, instant):
    with pytest.raises(IntegrityError), transaction.atomic():
        AdministratorChange.objects.create(
            what=What.DISMISS,
            staff=admins["local"],
            office=admins["local"].office,
            proposed_by=admins["one"],
            proposed_at=instant,
            decided_by=admins["one"],
            outcome="confirmed",
        )


def test_a_proposal_says_what_it_is_about(admins, instant):
    _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator")
    assert title_of(_row()) == f"授予角色：管理员 · {admins['clerk'].office.name}"


def test_nobody_asks_for_a_change_of_their_own(admins, instant):
    for what, role in ((What.APPOINT, "supervisor"), (What.DISMISS, "")):
        with pytest.raises(NotPermitted, match="关于你本人"):
            _asked(what, admins["one"], admins["one"], instant, role)
    assert not AdministratorChange.objects.exists()


@pytest.mark.parametrize("act", [ask, confirm, drop], ids=lambda act: act.__name__)
def test_each_asks_its_own_declaration(admins, instant, monkeypatch, act):
    """Who may stands at the act, and nowhere else: with another right declared, an administrator may not."""
    _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "administrator")
    monkeypatch.setattr(act, "rights", (Right.AUDIT,))
    with pytest.raises(NotPermitted, match="没有在这个机构办理"):
        if act is ask:
            _asked(What.APPOINT, admins["clerk"], admins["one"], instant, "mediator")
        else:
            act(change=_row(), by=admins["two"], at=instant)
