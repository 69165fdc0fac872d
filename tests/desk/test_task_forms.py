"""What an act refuses is said at its field."""

from django.core.exceptions import NON_FIELD_ERRORS

from desk.tasks.mediation import FailedForm
from offices.errors import Refusal


def _refused(**where):
    form = FailedForm({"reason": "谈不拢"}, case=None)
    assert form.is_valid()
    form.refuse(Refusal("不行", **where))
    return dict(form.errors)


def test_a_refusal_stands_at_its_field_or_above_the_form():
    assert _refused(field="reason") == {"reason": ["不行"]}
    assert _refused(field="elsewhere") == {NON_FIELD_ERRORS: ["不行"]}
    assert _refused() == {NON_FIELD_ERRORS: ["不行"]}
