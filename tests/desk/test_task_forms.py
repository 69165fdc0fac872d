"""What an act refuses is said at its field."""

from datetime import timedelta

from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse

from arrears.models import Payment
from desk.tasks.mediation import FailedForm
from offices.clock import legal_day, now
from offices.errors import Refusal
from tests.workflows.conftest import open_item


def _refused(**where):
    form = FailedForm({"reason": "谈不拢"}, case=None)
    assert form.is_valid()
    form.refuse(Refusal("不行", **where))
    return dict(form.errors)


def test_a_refusal_stands_at_its_field_or_above_the_form():
    assert _refused(field="reason") == {"reason": ["不行"]}
    assert _refused(field="elsewhere") == {NON_FIELD_ERRORS: ["不行"]}
    assert _refused() == {NON_FIELD_ERRORS: ["不行"]}


def test_an_answer_taken_at_the_counter_reads_as_how_the_worker_was_known(at_desk, recent):
    (payment,) = recent.reported(days=(legal_day(now()) + timedelta(days=10),))
    client, case = at_desk("mediator"), payment.case
    task = open_item(case, "follow_performance")
    sent = {"choice": "answer", "answer-payment": payment.pk, "answer-received": "yes", "answer-through": "counter"}
    client.post(reverse("desk:task", args=[task.pk]), sent)
    assert Payment.objects.get(pk=payment.pk).answered_through == "counter"
    page = client.get(reverse("desk:case", args=[case.number])).content.decode()
    assert "答复：本人到窗口，核对身份证" in page
    assert f"劳动者本人确认收到 {payment.amount} 元（本人到窗口，核对身份证）" in page
