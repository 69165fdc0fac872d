"""What each act writes, word for word: messages, papers, history, clocks, money, tasks, for a complaint of two.

A record that changes is read like a paper before it is kept (`QINGXIN_RECORDS=write`, and this file alone).
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from offices.role_groups import role_group
from offices.roles import ROLES
from offices.services import hire
from tests.contracts.records import difference, record
from tests.contracts.trials import TRIALS, name_of
from tests.factories import Matters, worker_of
from tests.factories import actor as acting

RECORDS = Path(__file__).parent / "records"
IS_WRITING = os.environ.get("QINGXIN_RECORDS") == "write"


def _named():
    seen = Counter()
    for trial in TRIALS:
        name = name_of(trial.act)
        seen[name] += 1
        yield pytest.param(trial, id=name if seen[name] == 1 else f"{name}-{seen[name]}")


def _officer(trial, ready, matters):
    """Somebody whose role has the right, in the office of the act; a party where no role has it."""
    rights, place = trial.rights(ready), ready.place()
    role = next((role for role in ROLES if rights & ROLES[role].rights), None)
    if role is None:
        return acting(worker_of(ready.case))
    person = hire(username="officer", name="经办人", office=place, password=None)
    person.groups.add(role_group(place, role))
    return person


@pytest.mark.parametrize("trial", list(_named()))
def test_what_an_act_writes(staff, instant, trial, request):
    matters = Matters(staff, instant, crew=2)
    ready = trial.ready(matters)
    by = _officer(trial, ready, matters)
    before = record(ready.case)
    ready.do(by)
    said = difference(before, record(ready.case))
    kept = RECORDS / f"{request.node.callspec.id}.txt"
    if IS_WRITING:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(said)
    assert said == kept.read_text(), "an act writes something else: read it, then keep it or mend the act"


def test_each_record_is_of_an_act():
    assert not IS_WRITING
    assert {path.stem for path in RECORDS.glob("*.txt")} == {param.id for param in _named()}
