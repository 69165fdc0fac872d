"""Lists ask a constant number of questions, however long they are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workflows.conftest import WORKER, complaint
from workflows.services import file_complaint


def _count(client, name):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name)).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("username", "name"),
    [("intake", "desk:queue"), ("intake", "desk:cases"), ("supervisor", "desk:board"), ("supervisor", "desk:notices")],
)
def test_a_longer_list_asks_no_more(staff, instant, username, name):
    client = Client()
    client.force_login(staff[username])
    for _case in range(2):
        file_complaint(filing=complaint(), by=WORKER, at=instant)
    _count(client, name)  # the first page of a visit writes into its session
    few = _count(client, name)
    for _case in range(8):
        file_complaint(filing=complaint(), by=WORKER, at=instant)
    assert _count(client, name) == few
