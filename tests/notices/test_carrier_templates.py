"""What is ordered from a carrier: every text that goes by SMS, as it is sent later."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from config.settings.environment import BASE_DIR
from notices import carrier_templates, channels
from notices.services import post
from notices.texts import TEXTS

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_the_page_is_that_of_the_texts():
    """`make docs` writes docs/sms-templates.md."""
    assert (BASE_DIR / "docs" / "sms-templates.md").read_text("utf-8") == carrier_templates.markdown()


@pytest.mark.parametrize("text", carrier_templates.needed(), ids=lambda text: text.code)
def test_the_places_of_a_template_stand_in_the_order_in_which_parameters_are_sent(text):
    with translation.override("en"):
        named, numbered = carrier_templates.aliyun(text), carrier_templates.tencent(text)
    assert re.findall(r"\$\{(\w+)\}", named) == list(text.places)
    assert re.findall(r"\{(\d+)\}", numbered) == [str(n) for n in range(1, len(text.places) + 1)]
    assert not any(word in named + numbered for word in ("%", "【"))
    assert re.search(r"[\u4e00-\u9fff]", named), "the Chinese text, whatever language is read"


def test_a_text_for_staff_has_no_template_and_is_never_sent(db):
    assert "task_assigned" not in {text.code for text in carrier_templates.needed()}
    assert "verification_code" in {text.code for text in carrier_templates.needed()}
    context = dict.fromkeys(TEXTS["task_assigned"].places, "x")
    with pytest.raises(ValueError, match="task_assigned"):
        post(key="k", template="task_assigned", context=context, at=AT, to_address="13900000001")
    assert post(key="k", template="task_assigned", context=context, at=AT).channel == channels.PAGE
