"""Each request leaves one line without a path or a person in it, under a number that its errors and jobs bear too."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from kombu import Connection
from kombu.transport.virtual import Channel

from config import logs, requests
from config.celery import app, take_up_number
from offices.models import Staff

NUMBER = "0123456789abcdef0123456789abcdef"
TOKEN = "tokentokentokentokentoken"


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """What production would write."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(logs.RouteForPath())
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger().addHandler(handler)
    with caplog.at_level(logging.INFO, logger="config.requests"):
        yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def stranger() -> Client:
    """A client that gets what a browser gets."""
    return Client(raise_request_exception=False)


def _lines(told: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def _fields(line: dict[str, object]) -> tuple[object, ...]:
    return tuple(line[name] for name in ("method", "route", "status", "staff"))


def test_a_request_is_one_line_with_route_status_and_account(
    staff: dict[str, Staff], client: Client, told: StringIO
) -> None:
    client.force_login(staff["intake"])
    client.get("/desk/")
    client.post("/language/", {"language": "en"})
    client.get("/desk/notices/")
    lines = _lines(told)
    assert [_fields(line) for line in lines] == [
        ("GET", "desk:queue", 200, staff["intake"].pk),
        ("POST", "set_language", 302, None),
        ("GET", "desk:notices", 200, staff["intake"].pk),
    ]
    assert all(isinstance(line["ms"], int) and line["level"] == "INFO" for line in lines)


def test_a_probe_leaves_no_line(db: None, client: Client, told: StringIO) -> None:
    client.get("/livez")
    assert _lines(told) == []


@pytest.mark.parametrize("path", [f"/answer/{TOKEN}/", f"/verify/{TOKEN}/", f"/nowhere/{TOKEN}/", f"/无/{TOKEN}"])
def test_no_line_holds_the_path(db: None, stranger: Client, told: StringIO, path: str) -> None:
    stranger.get(path, {"q": TOKEN})
    assert len(_lines(told)) == 1
    assert TOKEN not in told.getvalue()


def test_a_fault_is_logged_by_its_route_with_its_trace(
    db: None, stranger: Client, told: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.views.pages.render", lambda *_a, **_k: [][0])
    stranger.get(f"/verify/{TOKEN}/", headers={"x-request-id": NUMBER})
    fault, line = _lines(told)
    assert (fault["level"], fault["message"]) == ("ERROR", "Internal Server Error: portal:verify")
    assert "IndexError" in str(fault["trace"])
    assert TOKEN not in json.dumps(fault)
    assert (_fields(line), line["request_id"]) == (("GET", "portal:verify", 500, None), NUMBER)
    assert fault["request_id"] == NUMBER


def test_the_number_is_the_proxys_and_ends_with_the_request(db: None, client: Client, told: StringIO) -> None:
    assert client.get("/track/", headers={"x-request-id": NUMBER})["X-Request-ID"] == NUMBER
    assert _lines(told)[0]["request_id"] == NUMBER
    assert requests.current_id() == ""


@pytest.mark.parametrize("given", ["", "13893112345", NUMBER + "0", NUMBER[:-1] + "\n", "zhang.san@example.org"])
def test_what_is_no_number_is_replaced(db: None, client: Client, given: str) -> None:
    made = [client.get("/track/", headers={"x-request-id": given})["X-Request-ID"] for _request in range(2)]
    assert all(len(number) == len(NUMBER) for number in made)
    assert given not in made
    assert made[0] != made[1]


@pytest.mark.parametrize(("error", "status"), [(ValueError("fault"), 500), (OperationalError("gone"), 503)])
def test_an_error_page_bears_the_number(
    db: None, stranger: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def view(*_arguments: object, **_words: object) -> None:
        raise error

    monkeypatch.setattr("django.contrib.auth.middleware.AuthenticationMiddleware.process_request", view)
    answer = stranger.get("/", headers={"x-request-id": NUMBER})
    assert answer.status_code == status
    assert "编号 01234567，" in answer.content.decode()


def test_a_refusal_bears_the_number_too(db: None, stranger: Client) -> None:
    for path, headers, status in (("/nowhere/", {}, 404), ("/track/", {"host": "a_b..c"}, 400)):
        answer = stranger.get(path, headers={"x-request-id": NUMBER, **headers})
        assert answer.status_code == status
        assert "编号 01234567，" in answer.content.decode()


@pytest.fixture
def bell() -> Iterator[Channel]:
    """The broker, with nothing in the queue of the rounds."""
    with Connection(settings.CELERY_BROKER_URL) as connection:
        connection.default_channel.queue_purge("rounds")
        yield connection.default_channel


def test_a_job_bears_the_number_of_its_request(bell: Channel) -> None:
    requests.take_up(NUMBER)
    app.send_task("workflows.tasks.sweep")
    headers = bell.basic_get("rounds", no_ack=True).headers
    assert headers["request_id"] == NUMBER
    requests.take_up("")
    app.send_task("workflows.tasks.sweep")
    assert "request_id" not in bell.basic_get("rounds", no_ack=True).headers

    take_up_number(task=SimpleNamespace(request=SimpleNamespace(**headers)))
    assert requests.current_id() == NUMBER
    take_up_number(task=SimpleNamespace(request=SimpleNamespace()))
    assert requests.current_id() == "", "a job of beat bears none"


def test_a_line_of_json_is_one_line_and_masked() -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "worker %s", ("13893112345",), None)
    record.exc_info = (ValueError, ValueError("DETAIL: (张三,\n城关区)"), None)
    line = logs.JsonFormatter().format(record)
    assert "\n" not in line
    assert "13893112345" not in line and "张三" not in line
    assert json.loads(line)["message"] == "worker [number]"


def test_applications_speak_from_the_level_on_and_what_they_use_only_of_faults() -> None:
    made = logs.configuration(level="INFO", form="json", applications=["config", "cases"])
    assert {name: made["loggers"][name]["level"] for name in ("config", "cases")} == {"config": "INFO", "cases": "INFO"}
    assert made["root"]["level"] == "WARNING"
    assert made["handlers"]["console"]["formatter"] == "json"
