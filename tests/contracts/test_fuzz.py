"""Some random requests as everybody and to every address; `make fuzz` sends twenty thousand."""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from bench import fuzz
from bench.fuzz_input import Control, Form, body, filled, forms_of, query, spoilt
from bench.fuzz_world import addresses, build
from config.policy import POLICY
from offices.demo import create_demo_staff
from offices.models import Staff
from portal.views import pages

pytestmark = pytest.mark.django_db
SEED, VISITS = 47, 80
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A world that is made once: each visit takes back what it did."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic(), fuzz.as_in_a_demonstration(folder):
        create_demo_staff(AT)
        people = {person.username: person for person in Staff.objects.select_related("office")}
        yield build(people, AT, workers=(2,)), folder
        transaction.set_rollback(True)


@pytest.fixture
def visits(world, settings):
    """Makes the visits of some numbers and returns what was found."""
    settings.MEDIA_ROOT = world[1]

    def make(*numbers):
        found = fuzz.Found()
        for number in numbers:
            fuzz.visit(number, SEED, world[0], found)
        return found

    return make


def test_no_request_ends_in_an_accident(visits):
    found = visits(*range(VISITS))
    assert found.faults == []
    assert found.requests > VISITS
    assert len(found.addresses) > 30
    assert {200, 302, 404} <= set(found.statuses)


def test_the_same_seed_and_number_do_the_same_again(visits):
    once, again = visits(*range(5)), visits(*range(5))
    assert (once.requests, once.statuses, once.addresses) == (again.requests, again.statuses, again.addresses)


def test_every_address_can_be_asked_for_with_what_is_there(world):
    assert set(addresses()) == set(POLICY)
    for name, wanted in addresses().items():
        assert world[0].path(name, wanted, lambda values: values[0]).startswith("/")


@pytest.mark.parametrize("way", ["raises", "answers", "shows", "asks"])
def test_an_accident_is_found_and_told_with_its_seed_and_number(visits, monkeypatch, way):
    def accident(*_args, **_kwargs):
        if way == "raises":
            raise ValueError("planted")
        if way == "asks":
            with connection.cursor() as cursor:
                for _time in range(fuzz.MOST_STATEMENTS + 1):
                    cursor.execute("SELECT 1")
        text = "Traceback (most recent call last)" if way == "shows" else ""
        return HttpResponse(text, status=503 if way == "answers" else 200)

    monkeypatch.setattr(fuzz, "addresses", lambda: {"portal:home": []})
    monkeypatch.setattr(pages, "render", accident)
    faults = visits(1, 2, 3).faults
    assert any(f"--only 1 --seed {SEED}" in fault or f"--only 2 --seed {SEED}" in fault for fault in faults)
    assert all("GET /" in fault for fault in faults)


PAGE = """<form method="post" action="/x/"><input name="a" value="1"><input type="radio" name="r" value="p">
<input type="radio" name="r" value="q"><select name="s"><option value=""><option value="o"></select>
<textarea name="t">words</textarea><input type="file" name="f"><button name="b" value="go"></button></form>"""


def test_a_form_is_read_as_a_browser_reads_it():
    (form,) = forms_of(PAGE)
    assert (form.method, form.action) == ("POST", "/x/")
    kinds = {control.name: (control.kind, control.value, control.options) for control in form.controls}
    assert kinds["r"] == ("radio", "p", ["p", "q"])
    assert kinds["s"] == ("select", "", ["", "o"])
    assert kinds["t"] == ("textarea", "words", [])
    assert kinds["f"][0] == "file"


def test_dice_fill_and_spoil_a_form_and_write_any_text():
    dice = random.Random(1)
    (form,) = forms_of(PAGE)
    seen = set()
    for _turn in range(300):
        pairs = spoilt(filled(form, dice), ["z"], ["W1"], dice)
        seen |= {name for name, _value in pairs}
        data, kind = body(pairs, dice)
        assert isinstance(data, bytes) and isinstance(kind, str)
        query(pairs).encode("ascii")
    assert {"a", "r", "s", "t", "f", "b", "z"} <= seen
    assert filled(Form("POST", "", [Control("h", "hidden", "kept")]), dice) == [("h", "kept")]
