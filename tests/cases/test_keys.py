"""Keys: those that do not open the data are noticed, and an old one can be given up without losing a value."""

import json

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection
from django.test import Client

from cases import keys
from cases.models import Party
from config import checks
from documents.models import Document
from notices.models import Notice
from offices.clock import now
from portal.models import Draft

NEW = Fernet.generate_key().decode()


@pytest.fixture
def data(matters):
    """A case with its people, papers and notices, and a draft."""
    matters.accepted(workers=2)
    Draft.objects.create(code_hash="x", answers='{"a": 1}', submission_key="y", created_at=now(), expires_at=now())


def _opened():
    parties = list(Party.objects.order_by("pk").values_list("phone", "id_number", "bank_account", "address"))
    papers = [json.loads(text) for text in Document.objects.order_by("pk").values_list("fields", flat=True)]
    notices = list(Notice.objects.order_by("pk").values_list("to_address", "body", "parameters"))
    return parties, papers, notices, Draft.objects.get().answers


def _readiness():
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["keys"]["ok"]


def test_every_encrypted_column_is_known():
    known = {(model._meta.label, name) for model, names in keys._tables() for name in names}
    assert known == {
        *(("cases.Party", name) for name in ("phone", "id_number", "bank_account", "address")),
        *(("notices.Notice", name) for name in ("to_address", "body", "parameters")),
        ("portal.Draft", "answers"),
        ("documents.Document", "fields"),
    }


def test_nothing_personal_of_a_paper_is_plain_in_its_row(data):
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM documents_document")
        rows = [text for (text,) in cursor.fetchall()]
    assert rows
    assert all(text.startswith("gAAAA") for text in rows)


def test_keys_that_fit_are_ready_and_others_are_not(data, settings):
    assert _readiness() == (200, True)
    assert checks.keys_open_what_is_stored(databases=["default"]) == []

    settings.FIELD_KEYS = [NEW]
    assert _readiness() == (503, False)
    [fault] = checks.keys_open_what_is_stored(databases=["default"])
    assert fault.msg.startswith("QINGXIN_FIELD_KEYS does not open what is stored")
    assert checks.keys_open_what_is_stored() == [], "a command that asks for no database runs"

    for broken in ([], ["no key"]):
        settings.FIELD_KEYS = broken
        assert not keys.keys_open_the_data()


def test_another_key_of_the_index_is_not_ready_and_is_named(data, settings):
    settings.BLIND_INDEX_KEY = "another"
    assert keys.keys_open_the_data()
    assert _readiness() == (503, False)
    [fault] = checks.keys_open_what_is_stored(databases=["default"])
    assert fault.id == "qingxin.E026"
    assert fault.msg.startswith("QINGXIN_BLIND_INDEX_KEY is not that of what is stored")


@pytest.mark.parametrize("order", ["pk", "-pk"])
def test_a_phone_with_an_index_of_another_key_is_noticed_at_either_end(data, monkeypatch, order):
    monkeypatch.setattr(keys, "SAMPLE", 1)
    stray = Party.objects.exclude(phone_index="").order_by(order)[0]
    Party.objects.filter(pk=stray.pk).update(phone_index="0" * 64)
    assert not keys.index_finds_the_data()


def test_phones_that_do_not_open_say_nothing_of_the_index(data, settings):
    settings.FIELD_KEYS, settings.BLIND_INDEX_KEY = [NEW], "another"
    assert keys.index_finds_the_data()
    assert [fault.id for fault in checks.keys_open_what_is_stored(databases=["default"])] == ["qingxin.E022"]


def test_a_party_without_a_phone_says_nothing_of_the_index(data, settings):
    Party.objects.update(phone="", phone_index="")
    settings.BLIND_INDEX_KEY = "another"
    assert keys.index_finds_the_data()


def test_an_empty_database_fits_any_keys(db, settings):
    settings.FIELD_KEYS, settings.BLIND_INDEX_KEY = [NEW], "another"
    assert keys.keys_open_the_data()
    assert keys.index_finds_the_data()


@pytest.mark.parametrize("is_newest", [True, False])
def test_a_key_given_up_too_early_is_noticed_at_either_end(data, settings, monkeypatch, is_newest):
    monkeypatch.setattr(keys, "SAMPLE", 1)
    old, order = settings.FIELD_KEYS, ("-pk" if is_newest else "pk")
    settings.FIELD_KEYS = [NEW, *old]
    keys.rotate()
    stray = Party.objects.order_by(order)[0]
    settings.FIELD_KEYS = old
    Party.objects.filter(pk=stray.pk).update(phone="+8613900000000")
    settings.FIELD_KEYS = [NEW]
    assert not keys.keys_open_the_data()


def test_after_a_rotation_the_old_key_can_go(data, settings, capsys):
    before = _opened()
    assert all(before)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [NEW, *old]
    assert keys.keys_open_the_data()
    changed, lost = keys.rotate(batch=1)
    assert changed > 10
    assert lost == 0
    call_command("rotate_fields")
    assert capsys.readouterr().out.startswith("0 values"), "a second time nothing is left to do"

    settings.FIELD_KEYS = [NEW]
    assert _opened() == before
    assert keys.keys_open_the_data()
    settings.FIELD_KEYS = old
    with pytest.raises(InvalidToken):
        _opened()


def test_a_value_written_during_the_rotation_is_kept(data, settings, monkeypatch):
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    worker = Party.objects.filter(role=Party.Role.WORKER).earliest("pk")
    opened = keys._opens

    def write_meanwhile(key, token):
        Party.objects.filter(pk=worker.pk).update(phone="+8613711112222")
        return opened(key, token)

    monkeypatch.setattr(keys, "_opens", write_meanwhile)
    keys.rotate()
    assert Party.objects.get(pk=worker.pk).phone == "+8613711112222"


def test_values_whose_key_is_gone_are_counted_and_left(data, settings, capsys):
    before = _opened()
    old, settings.FIELD_KEYS = settings.FIELD_KEYS, [NEW]
    with pytest.raises(SystemExit) as ended:
        call_command("rotate_fields")
    assert ended.value.code == 1
    assert "open with none of QINGXIN_FIELD_KEYS" in capsys.readouterr().err
    settings.FIELD_KEYS = old
    assert _opened() == before
