"""The chain of events: nobody edits, inserts, deletes or swaps a line unseen; the database refuses the honest ways."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from cases import events
from cases.models import Event
from cases.services import record_access, set_stage
from offices.actors import SYSTEM
from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint


@pytest.fixture
def case(staff, instant):
    return file_complaint(filing=complaint(), by=WORKER, at=instant).case


def _run(sql, *values):
    with connection.cursor() as cursor:
        # What only a superuser of the database can do: pass the triggers by.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _findings(case):
    case.refresh_from_db()
    return list(events.verify(case))


def test_a_whole_chain_has_no_findings(case):
    assert _findings(case) == []


def test_an_edit_is_found(case):
    _run("UPDATE cases_event SET payload = '{}' WHERE case_id = %s AND sequence = 2", case.pk)
    assert _findings(case)


def test_a_deletion_is_found_in_the_middle_and_at_the_end(case):
    last = case.events.count()
    _run("DELETE FROM cases_event WHERE case_id = %s AND sequence = %s", case.pk, last)
    assert _findings(case)


def test_an_insertion_is_found(case, instant):
    forged = Event(
        case=case,
        sequence=case.events.count() + 1,
        name="case_closed",
        at=instant,
        actor_kind="staff",
        actor_label="某人",
        previous_hash="0" * 64,
        hash="0" * 64,
    )
    forged.save()
    assert _findings(case)


def test_a_swap_is_found(case):
    _run("UPDATE cases_event SET sequence = 1000 WHERE case_id = %s AND sequence = 2", case.pk)
    _run("UPDATE cases_event SET sequence = 2 WHERE case_id = %s AND sequence = 3", case.pk)
    _run("UPDATE cases_event SET sequence = 3 WHERE case_id = %s AND sequence = 1000", case.pk)
    assert _findings(case)


@pytest.mark.parametrize("sql", ["UPDATE cases_event SET name = 'x'", "DELETE FROM cases_event"])
def test_the_database_refuses_to_change_an_event(case, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ["UPDATE cases_access SET what = 'x'", "DELETE FROM cases_access"])
def test_the_database_refuses_to_change_a_look(case, staff, instant, sql):
    record_access(case=case, staff=staff["intake"], what="case_page", at=instant)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_unknown_event_is_not_written(case, instant):
    with pytest.raises(events.UnknownEvent):
        events.append(case, "made_up", by=SYSTEM, at=instant)


def test_identifiers_are_not_readable_in_the_database(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM cases_party WHERE case_id = %s AND role = 'worker'", [case.pk])
        phone, index = cursor.fetchone()
        cursor.execute("SELECT payload::text FROM cases_event WHERE case_id = %s", [case.pk])
        payloads = "".join(row[0] for row in cursor.fetchall())
    assert "13900000000" not in phone + index + payloads
    assert case.parties.get(role="worker").phone == "+8613900000000"


def test_what_happened_reads_in_the_language_of_the_reader(case, instant):
    with translation.override("en"):
        set_stage(case=case, stage="mediation", by=SYSTEM, at=instant)
    written = Event.objects.get(case=case, name="stage_entered", payload__stage="调解")
    assert events.sentence(written) == "进入调解阶段"
    with translation.override("en"):
        assert events.sentence(written) == "Entered stage: Mediation"


@pytest.mark.parametrize(
    ("kept", "read", "in_english"),
    [
        ("counter", "本人到窗口，核对身份证", "In person at the counter, ID card checked"),
        ("本人手机验证", "本人手机验证", "by verified phone"),
        ("收条", "收条", "收条"),
    ],
)
def test_a_code_of_an_event_reads_as_its_title_and_other_words_as_they_are(case, instant, kept, read, in_english):
    """Rows of before hold titles, or codes, or what nobody has a title for."""
    event = events.append(case, "payment_confirmed", by=SYSTEM, at=instant, amount="12.00", through=kept)
    assert event.payload["through"] == kept
    assert f"（{read}）" in events.sentence(event)
    with translation.override("en"):
        assert in_english in events.sentence(event)


def test_a_contact_and_a_look_are_told_in_words(case, instant):
    contact = {"party": "某某", "method": "phone", "result": "no_answer", "note": ""}
    told = events.append(case, "contact_recorded", by=SYSTEM, at=instant, **contact)
    assert events.sentence(told) == "联系某某（电话）：无人接听或不在。"
    look = events.append(case, "personal_data_revealed", by=SYSTEM, at=instant, field="id_number", purpose="核对")
    assert events.sentence(look) == "查看个人信息（身份证号），目的：核对"


def test_the_command_names_what_it_found_in_a_case_and_fails(case, capsys):
    call_command("verify_events", case.number)
    assert capsys.readouterr().out == "Everything is as it was written.\n"
    _run("UPDATE cases_event SET payload = '{}' WHERE case_id = %s AND sequence = 2", case.pk)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_events", case.number)
    assert ended.value.code == 1
    assert capsys.readouterr().out == f"{case.number}: event 2 was changed\n"


def test_a_name_of_an_event_keeps_its_sentence(monkeypatch):
    monkeypatch.setattr(events, "EVENTS", dict(events.EVENTS))
    events.register("case_opened", events.EVENTS["case_opened"])
    with pytest.raises(ValueError, match="registered twice"):
        events.register("case_opened", "别的话")
