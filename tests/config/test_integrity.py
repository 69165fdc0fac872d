"""Each damage to what is stored is named in a line; what goes on meanwhile is none."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from cases import events, store
from cases.models import Case, Evidence
from cases.services import add_evidence, set_stage
from config import integrity
from documents.models import Document
from documents.preparation import render_waiting
from offices import bulk
from offices.actors import SYSTEM
from tests.factories import Matters
from workflows.filing import FileFacts

TRUNCATES = {"cases_event": "cases_event", "cases_access": "cases_look", "offices_administrationentry": "offices_entry"}


@pytest.fixture
def paid(matters: Matters) -> Case:
    """A case closed as paid, with a photo and its papers, in a database whose guards all stand."""
    with connection.cursor() as cursor:
        for table, function in TRUNCATES.items():  # the suite works without them
            cursor.execute(
                f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {function}_is_final()"
            )
    case = matters.agreed()
    photo = FileFacts(sha256=store.put(b"photo"), content_type="image/png", size=5, original_name="x.png")
    add_evidence(case=case, kind="other", file=photo, by=SYSTEM, at=matters.at)
    render_waiting(at=matters.at, limit=20)
    return matters.closed(case)


def _run(sql, *values):
    with connection.cursor() as cursor:
        # What only a superuser of the database can do: pass the triggers by.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _file(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _found() -> list[str]:
    return [*integrity.unguarded(), *integrity.findings(Case.objects.all())]


def test_what_is_as_it_was_written_has_no_findings(paid, matters, capsys):
    matters.petition()
    matters.disputed(workers=2)
    assert _found() == []
    call_command("verify_events")
    assert "Everything is as it was written" in capsys.readouterr().out


def test_a_case_that_goes_on_while_it_is_read_is_not_wrong(matters):
    case = matters.filed()
    read = Case.objects.get(pk=case.pk)
    set_stage(case=case, stage="mediation", by=SYSTEM, at=matters.at)
    assert list(events.verify(read)) == []


ROWS = [
    ("UPDATE cases_event SET payload = '{}' WHERE case_id = %s AND sequence = 2", "event 2 was changed"),
    ("DELETE FROM cases_event WHERE case_id = %s", "the end of the chain is not the one"),
    ("UPDATE cases_evidence SET sha256 = repeat('0', 64) WHERE case_id = %s", "is not what the history tells"),
    ("DELETE FROM cases_evidence WHERE case_id = %s", "is not what the history tells"),
    (
        "INSERT INTO cases_evidence (case_id, kind, sha256, content_type, size, original_name, note, added_at)"
        " SELECT case_id, 'iou', sha256, content_type, size, original_name, note, added_at FROM cases_evidence"
        " WHERE case_id = %s",
        "is not what the history tells",
    ),
    (
        "UPDATE documents_document SET sha256 = (SELECT sha256 FROM cases_evidence LIMIT 1) WHERE case_id = %s",
        "is not what the history tells",
    ),
    ("UPDATE documents_document SET sha256 = '' WHERE case_id = %s", "is not what the history tells"),
    (
        "UPDATE arrears_payment SET status = 'denied' WHERE case_id = %s",
        "12600.00 agreed, 12600.00 paid, 0.00 confirmed",
    ),
    ("DELETE FROM arrears_payment WHERE case_id = %s", "12600.00 agreed, 12600.00 paid, 0.00 confirmed"),
    (
        "UPDATE arrears_claimline SET agreed_amount = agreed_amount + 1 WHERE case_id = %s",
        "12601.00 agreed, 12600.00 paid, 12600.00 confirmed",
    ),
    (
        "UPDATE arrears_claimline SET paid_amount = paid_amount - 1 WHERE case_id = %s",
        "12600.00 agreed, 12599.00 paid, 12600.00 confirmed",
    ),
    (
        "UPDATE arrears_claimline SET agreed_amount = NULL, paid_amount = 0 WHERE case_id = %s",
        "None agreed, 0.00 paid, 12600.00 confirmed",
    ),
    ("DELETE FROM arrears_claimline WHERE case_id = %s", "closed as paid without a claim"),
]


@pytest.mark.parametrize(("sql", "sentence"), ROWS)
def test_a_row_that_was_changed_by_hand_is_named_with_its_case(paid, sql, sentence):
    _run(sql, paid.pk)
    found = _found()
    assert any(sentence in line for line in found)
    assert all(line.startswith(f"{paid.number}: ") for line in found)


@pytest.mark.parametrize("model", [Evidence, Document])
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_file_that_is_missing_or_was_changed_is_named(paid, model, is_missing):
    sha256 = model.objects.filter(case=paid).order_by("pk")[0].sha256
    if is_missing:
        _file(sha256).unlink()
    else:
        _file(sha256).write_bytes(b"forged")
    (line,) = _found()
    assert line.startswith(f"{paid.number}: the file of {model._meta.model_name} ")
    assert line.endswith(f" {'is missing' if is_missing else 'was changed'} ({sha256})")


GUARDS = [
    ("DROP TRIGGER cases_event_no_change ON cases_event", ["cases_event: nothing refuses to delete", "change"]),
    ("ALTER TABLE cases_event DISABLE TRIGGER cases_event_truncate", ["cases_event: nothing refuses to truncate"]),
    ("ALTER TABLE cases_access DISABLE TRIGGER USER", ["cases_access: nothing", "change", "truncate"]),
    (
        "CREATE OR REPLACE FUNCTION cases_look_is_final() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
        ["cases_access: nothing", "change", "truncate"],
    ),
    ("DROP TRIGGER offices_entry_no_change ON offices_administrationentry", ["offices_administrationentry", "change"]),
    ("ALTER TABLE cases_case DISABLE TRIGGER arrears_paid_means_paid", ["cases_case: nothing refuses to close a case"]),
    (
        "DROP TRIGGER cases_event_no_change ON cases_event; CREATE TRIGGER cases_event_no_change AFTER UPDATE OR DELETE"
        " ON cases_event FOR EACH ROW EXECUTE FUNCTION cases_event_is_final()",
        ["cases_event: nothing", "change"],
    ),
]


@pytest.mark.parametrize(("sql", "parts"), GUARDS)
def test_a_guard_that_is_gone_or_switched_off_is_named(paid, sql, parts):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    found = _found()
    assert len(found) == len(parts)
    assert all(part in line for part, line in zip(parts, found, strict=True))


def test_a_file_that_nobody_names_is_named_once_housekeeping_should_have_cleared_it(paid):
    young, old = store.put(b"young"), store.put(b"old")
    at = store.time_here()
    then = (at - integrity.OVERDUE - timedelta(minutes=1)).timestamp()
    for sha256 in (old, store.put(b"photo")):
        os.utime(_file(sha256), (then, then))
    then = (at - integrity.OVERDUE + timedelta(minutes=1)).timestamp()
    os.utime(_file(young), (then, then))
    assert list(integrity.orphans(at)) == [f"file {old}: nobody names it"]


def test_many_rows_are_read_batch_by_batch_and_none_is_left_out(paid, matters, monkeypatch):
    others = [matters.filed() for _ in range(4)]
    for module in (bulk, integrity):
        monkeypatch.setattr(module, "BATCH", 2)
    assert _found() == []
    for case in (*others, paid):
        _run("UPDATE cases_event SET name = 'case_closed' WHERE case_id = %s AND sequence = 1", case.pk)
    numbers = [line.partition(":")[0] for line in _found() if line.endswith("event 1 was changed")]
    assert sorted(numbers) == sorted(case.number for case in (*others, paid))
    sizes = [len(batch) for batch in bulk.in_batches(Case.objects.all())]
    assert sizes == [2, 2, 1]


def test_the_command_prints_each_finding_and_ends_with_status_1(paid, matters, capsys):
    other = matters.filed()
    _run("UPDATE cases_event SET payload = '{}' WHERE case_id = %s AND sequence = 2", paid.pk)
    store_file = _file(store.put(b"nobody's"))
    os.utime(store_file, (1, 1))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_events")
    assert ended.value.code == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{paid.number}: event 2 was changed", f"file {store_file.name}: nobody names it"]
    call_command("verify_events", other.number)
    assert "Everything" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("verify_events", paid.number)
    with pytest.raises(CommandError, match="no case W1"):
        call_command("verify_events", "W1")
