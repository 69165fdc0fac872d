"""Query codes: derived where a filing can be repeated, stored as a keyed hash, and those of the first release."""

import pytest
from django.contrib.auth.hashers import make_password

from cases import codes
from cases.models import Case
from cases.query_codes import check_query_code
from tests.small_office import make_case, make_small_office


@pytest.fixture
def case(db, instant):
    return make_case(make_small_office(instant).county, instant)


def test_the_code_of_a_submission_is_the_same_each_time_and_hangs_on_the_key(settings):
    first = codes.code_of_submission("one")
    assert codes.code_of_submission("one") == first != codes.code_of_submission("two")
    assert len(first) == codes.LENGTH
    assert set(first) <= set(codes.ALPHABET)
    settings.BLIND_INDEX_KEY = "another"
    assert codes.code_of_submission("one") != first


def test_a_code_is_right_however_it_is_typed_and_no_other():
    kept = codes.hashed("ABCD2345")
    assert "ABCD2345" not in kept
    assert codes.is_right("abcd-2345 ", kept)
    assert not codes.is_right("ABCD2346", kept)
    assert not codes.is_right("", kept)
    assert codes.hashed("ABCD2345") != kept, "each is salted"


def test_a_code_of_the_first_release_still_opens_its_case_and_is_kept_anew(case):
    Case.objects.filter(pk=case.pk).update(query_code_hash=make_password("ABCD2345"))
    assert check_query_code(case.number, "ABCD2346") is None
    assert check_query_code(case.number, "ABCD2345") == case
    case.refresh_from_db()
    assert not codes.is_outdated(case.query_code_hash)
    assert check_query_code(case.number, "ABCD2345") == case


def test_an_unknown_number_and_an_empty_code_open_nothing(case):
    assert check_query_code("W620102-2026-99999", "") is None
    assert check_query_code(case.number, "") is None
