"""While a part is away people read when to come back, and probes get an answer by whatever address."""

import errno

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from config.away import bad_request, is_away


def _raising(error):
    def view(*_arguments, **_words):
        raise error

    return view


@pytest.fixture
def stranger():
    """A client that gets what a browser gets."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), OSError(errno.ENOSPC, "full")])
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "暂时无法办理"), ("en", "Not available")])
def test_a_part_that_is_away_is_503_with_a_time_and_a_sentence(stranger, monkeypatch, error, language, words):
    monkeypatch.setattr("django.contrib.auth.middleware.AuthenticationMiddleware.process_request", _raising(error))
    answer = stranger.get("/", headers={"accept-language": language})
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "15", "no-store")
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "error", [ValueError("a fault"), FileNotFoundError(errno.ENOENT, "no file"), DatabaseError("x")]
)
def test_a_fault_stays_500_and_asks_nobody_to_come_back(stranger, monkeypatch, error):
    monkeypatch.setattr("django.contrib.auth.middleware.AuthenticationMiddleware.process_request", _raising(error))
    answer = stranger.get("/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


@pytest.mark.parametrize(
    ("path", "leads"), [("/file/?a=1", "/file/?a=1"), ("//elsewhere.example/file/", "/%2Felsewhere.example/file/")]
)
def test_a_visit_that_was_renamed_meanwhile_is_led_back_and_never_elsewhere(rf, path, leads):
    request = rf.get("/")
    request.path, _mark, request.META["QUERY_STRING"] = path.partition("?")
    answer = bad_request(request, SessionInterrupted("renamed"))
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_the_reason_may_lie_beneath():
    try:
        try:
            raise OSError(errno.EIO, "disk")
        except OSError as error:
            raise ValueError from error
    except ValueError as error:
        assert is_away(error)
    assert not is_away(None)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz"])
def test_a_probe_comes_by_address(db, stranger, settings, path):
    settings.ALLOWED_HOSTS = ["qingxin.example"]
    answer = stranger.get(path, headers={"host": "10.1.2.3:8000"})
    assert answer.json()["status"] in ("ok", "failing")
    assert answer["Cache-Control"] == "no-store"
    assert stranger.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


def test_readiness_asks_the_database_and_its_migrations(db, client):
    assert client.get("/readyz").json()["migrations"] == {"ok": True, "waiting": 0}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id IN (SELECT max(id) FROM django_migrations WHERE app = 'clocks')"
        )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, {"ok": False, "waiting": 1})


def test_liveness_asks_nothing_of_the_database(client):
    assert client.get("/livez").json() == {"status": "ok"}  # a test without a database refuses to touch one


def test_readiness_names_a_database_that_is_away(db, client, monkeypatch):
    monkeypatch.setattr("config.health.MigrationExecutor", _raising(OperationalError("gone")))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, {"ok": False})
