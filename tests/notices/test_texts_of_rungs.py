"""Every rung that speaks has a text, and asks of it no more than a sweep can say."""

import pytest

from clocks.ladder import LADDERS
from notices import texts

TEMPLATES = sorted({step.template for steps in LADDERS.values() for step in steps if step.template})


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_rung_says_what_a_sweep_knows(template):
    assert set(texts.get_text(template).places) <= {"number", "title", "due", "office", "url"}
