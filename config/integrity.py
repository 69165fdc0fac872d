"""Is what is stored still what was written: histories, the guards over them, papers and their files, paid cases.

Each finding is a line. Everything is read in batches, so that a province takes no more memory than a county.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from arrears import accounts
from cases import events, store
from cases.models import Case, Event, Evidence
from config.database_roles import append_only_tables
from documents.models import Document
from offices.bulk import BATCH, in_batches
from portal.housekeeping import KEEP_FILES, unnamed

OVERDUE = KEEP_FILES + timedelta(days=1)
"""Housekeeping has looked at every file within a day after it was due."""


def findings(cases: QuerySet[Case]) -> Iterator[str]:
    """Yield what is wrong with cases: history, papers and their files, money."""
    yield from events.verify_all(cases)
    yield from _papers(cases)
    yield from _files(cases)
    yield from accounts.paid_in_name_only(cases)


def unguarded() -> Iterator[str]:
    """Yield each table whose rows could be changed, deleted or swept away, and each rule that is switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        rows = cursor.fetchall()
    kinds: dict[str, int] = defaultdict(int)
    for table, _name, kind in rows:
        kinds[table] |= kind
    for table in append_only_tables():
        for word, bit in _BITS.items():
            if not kinds[table] & bit:
                yield f"{table}: nothing refuses to {word} its rows"
    names = {name for _table, name, _kind in rows}
    if accounts.GUARD not in names:
        yield f"cases_case: nothing refuses to close a case as paid that is not ({accounts.GUARD})"


_BITS = {"delete": 8, "change": 16, "truncate": 32}
"""How PostgreSQL writes the occasions of a trigger (`tgtype`)."""

_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, tgtype FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype & 2 = 2 AND prosrc LIKE '%RAISE EXCEPTION%'
"""


def _papers(cases: QuerySet[Case]) -> Iterator[str]:
    """Compare the rows of evidence and documents with what the history of their case tells of them."""
    for batch in in_batches(cases.only("pk", "number")):
        told, there = _told(batch), _there(batch)
        for case in batch:
            for kind, key in sorted({paper[:2] for paper in told[case.pk] ^ there[case.pk]}):
                yield f"{case.number}: {kind} {key} is not what the history tells"


Paper = tuple[str, str, str]


def _told(batch: list[Case]) -> dict[int, set[Paper]]:
    found: dict[int, set[Paper]] = defaultdict(set)
    names = ["evidence_added", "document_issued", "document_rendered"]
    rows = Event.objects.filter(case__in=batch, name__in=names).values_list("case_id", "name", "payload")
    for case_id, name, payload in rows:
        if "sha256" in payload:  # a document's hash is told once its file is made
            kind, key = ("evidence", "evidence") if name == "evidence_added" else ("document", "number")
            found[case_id].add((kind, str(payload[key]), payload["sha256"]))
    return found


def _there(batch: list[Case]) -> dict[int, set[Paper]]:
    found: dict[int, set[Paper]] = defaultdict(set)
    for case_id, pk, sha256 in Evidence.objects.filter(case__in=batch).values_list("case_id", "pk", "sha256"):
        found[case_id].add(("evidence", str(pk), sha256))
    rendered = Document.objects.filter(case__in=batch).exclude(sha256="")
    for case_id, number, sha256 in rendered.values_list("case_id", "number", "sha256"):
        found[case_id].add(("document", number, sha256))
    return found


def missing(kept: Collection[str]) -> Iterator[str]:
    """Yield each file of evidence or of a document that is neither among the hashes `kept` nor in the store."""
    for case, title, sha256 in _named(Case.objects.all()):
        if sha256 not in kept:  # or handed in meanwhile
            yield from _faults(case, title, sha256)


def _files(cases: QuerySet[Case]) -> Iterator[str]:
    """Read the file of each piece of evidence and each document."""
    for case, title, sha256 in _named(cases):
        yield from _faults(case, title, sha256)


def _named(cases: QuerySet[Case]) -> Iterator[tuple[Case, str, str]]:
    """Yield the case, the title and the hash of each piece of evidence and each document that has a file."""
    evidence = Evidence.objects.filter(case__in=cases).select_related("case")
    documents = Document.objects.filter(case__in=cases).exclude(sha256="").select_related("case")
    for batch in in_batches(evidence):
        yield from ((piece.case, f"evidence {piece.pk}", piece.sha256) for piece in batch)
    for papers in in_batches(documents):
        yield from ((paper.case, f"document {paper.number}", paper.sha256) for paper in papers)


def _faults(case: Case, title: str, sha256: str) -> Iterator[str]:
    try:
        store.read(sha256)
    except FileNotFoundError:
        yield f"{case.number}: the file of {title} is missing ({sha256})"
    except ValueError:
        yield f"{case.number}: the file of {title} was changed ({sha256})"


def orphans(at: datetime) -> Iterator[str]:
    """Yield each file that nobody names and that housekeeping should have cleared away; `at` by the store's clock."""
    for shelf in range(store.SHELVES):
        old = (name for name in _unnamed(store.listed(shelf)) if store.is_before(name, at - OVERDUE))
        yield from (f"file {name}: nobody names it" for name in old)


def _unnamed(names: Iterable[str]) -> Iterator[str]:
    names = iter(names)
    while batch := list(islice(names, BATCH)):
        yield from unnamed(batch)
