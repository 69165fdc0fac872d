"""What a filing asks of the database does not grow with its workers and files, and its numbers are taken last."""

from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import store
from cases.models import NumberSeries
from tests.workflows.conftest import WORKER, complaint
from workflows.filing import FileFacts
from workflows.services import file_complaint


def _file(instant, *, workers=1, files=0):
    proofs = tuple(
        FileFacts(sha256=store.put(bytes([number])), content_type="image/png", size=1, original_name=f"{number}.png")
        for number in range(files)
    )
    with CaptureQueriesContext(connection) as asked:
        filed = file_complaint(filing=replace(complaint(workers=workers), files=proofs), by=WORKER, at=instant)
    return filed.case, [query["sql"] for query in asked.captured_queries]


def test_a_crew_of_26_with_20_files_asks_no_more_than_one_worker(staff, instant):
    _file(instant)
    _case, one = _file(instant)
    crew, many = _file(instant, workers=26, files=20)
    assert len(many) <= len(one) + 10
    assert crew.parties.filter(role="worker").count() == 26
    assert crew.evidence.count() == 20


def test_the_number_series_is_locked_only_at_the_end(staff, instant):
    case, statements = _file(instant)
    table = NumberSeries._meta.db_table
    first = next(index for index, sql in enumerate(statements) if table in sql and "last" in sql)
    assert len(statements) - first <= 12
    assert not [sql for sql in statements[:first] if table in sql]
    assert case.number.endswith("-00001")


def test_a_paper_that_keeps_failing_is_an_incident_with_a_button(staff, instant, filed, monkeypatch):
    from documents import preparation
    from documents.models import Document
    from workflows import incidents

    monkeypatch.setattr(preparation, "render_pdf", lambda *_parts, **_more: 1 / 0)
    document, at = Document.objects.get(), instant
    for _try in range(preparation.INCIDENT_FROM):
        assert list(incidents.failed_papers(staff["supervisor"], at)) == []
        preparation.render_waiting(at=at, limit=1)
        document.refresh_from_db()
        at = document.render_after
    assert list(incidents.failed_papers(staff["supervisor"], at)) == [document]
    assert list(incidents.failed_papers(staff["auditor"], at)) == []
    incidents.retry(kind="paper", key=str(document.pk), by=staff["supervisor"], at=instant)
    document.refresh_from_db()
    assert document.render_after == instant
