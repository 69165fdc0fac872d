"""Two sweeps at once never get the same case."""

from datetime import datetime
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from clocks import queries, services
from offices.clock import LEGAL_ZONE
from tests.small_office import make_case, make_small_office


@pytest.mark.django_db(transaction=True)
def test_a_case_at_work_elsewhere_is_skipped_not_waited_for():
    monday = datetime(2026, 9, 21, 10, 0, tzinfo=LEGAL_ZONE)
    later = datetime(2026, 9, 30, 0, 0, tzinfo=LEGAL_ZONE)
    office = make_small_office(monday).county
    cases = [make_case(office, monday) for _number in range(3)]
    for case in cases:
        services.arm(case=case, rule="inspection_accept", triggered_at=monday, office=office)
    holds, may_go, first = Event(), Event(), []

    def sweep():
        with transaction.atomic():
            first.extend(rung.case_id for rung in queries.claim_due_rungs(1, later))
            holds.set()
            assert may_go.wait(10)
        connection.close()

    other = Thread(target=sweep)
    other.start()
    assert holds.wait(10)
    with transaction.atomic():
        second = [rung.case_id for rung in queries.claim_due_rungs(1, later)]
        third = {rung.case_id for rung in queries.claim_due_rungs(100, later)}
    may_go.set()
    other.join(10)
    assert len(first) == 1
    assert len(second) == 1
    assert first != second
    assert third == {case.pk for case in cases} - set(first)
