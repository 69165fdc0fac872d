"""What people type: the check numbers are made up, their check characters are right."""

from datetime import date

import pytest

from cases import identifiers
from cases.identifiers import InvalidIdentifier

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("620102199003070026", "620102199003070026"),
        ("62010219900307019x", "62010219900307019X"),
        ("620102 1970 0501 0028", "620102197005010028"),
        ("６２０１０２１９９００３０７００２６", "620102199003070026"),
        ("620171201506010028", "620171201506010028"),
    ],
)
def test_a_right_id_number_is_taken_however_it_is_typed(typed, stored):
    assert identifiers.normalise_id_number(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "620102199003070027", "62010219900307002", "620102199013070026", "620102209003070029", "abc", "6" * 40],
)
def test_a_wrong_id_number_is_refused_with_a_sentence(typed):
    with pytest.raises(InvalidIdentifier):
        identifiers.normalise_id_number(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("139 0000 1111", "+8613900001111"),
        ("+86 139-0000-1111", "+8613900001111"),
        ("008613900001111", "+8613900001111"),
        ("１３９００００１１１１", "+8613900001111"),
        ("0931-8888888", "+869318888888"),
        ("12333", "12333"),
    ],
)
def test_a_phone_is_stored_in_one_form(typed, stored):
    assert identifiers.normalise_phone(typed) == stored


@pytest.mark.parametrize("typed", ["12000001111", "1390000", "电话", "+1 202 555 0100", ""])
def test_a_wrong_phone_is_refused(typed):
    with pytest.raises(InvalidIdentifier):
        identifiers.normalise_phone(typed)


def test_a_credit_code_is_checked():
    assert identifiers.normalise_credit_code("91620102ma00000009") == "91620102MA00000009"
    with pytest.raises(InvalidIdentifier):
        identifiers.normalise_credit_code("91620102MA00000008")
