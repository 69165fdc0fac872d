"""Resolution and inspection: payments, default, the order to pay, the hand-over, and closing."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arrears.models import Payment
from arrears.services import reportable
from cases.active_content import UploadRefused
from cases.models import Party
from cases.services import add_evidence
from cases.uploads import CheckedFile, check_upload
from desk.tasks.early_intervention import DebtorField, debtors
from desk.tasks.fields import PlanForm, day, note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from offices.actors import staff_actor
from offices.models import Staff
from workflows.acts import resolution
from workflows.models import WorkItem


class InstalmentPaidForm(TaskForm):
    """One instalment, paid to every worker it is due to. Each worker still confirms for himself."""

    number = forms.TypedChoiceField(label=_("哪一期"), coerce=int)
    paid_on = day(_("付款日"))
    method = forms.CharField(label=_("付款方式"), max_length=40, initial=_("银行转账"))
    proof = forms.FileField(label=_("付款凭证（可不交）"), required=False)

    def build(self) -> None:
        days = dict(reportable(self.case).values_list("number", "due_on"))
        self.fields["number"].choices = [  # type: ignore[attr-defined]
            (number, _("第 %(number)s 期（%(day)s）") % {"number": number, "day": due_on})
            for number, due_on in days.items()
        ]

    def clean_proof(self) -> Any:
        """Check the file by its content."""
        upload = self.cleaned_data["proof"]
        if not upload:
            return None
        try:
            return check_upload(upload)
        except UploadRefused as refusal:
            raise ValidationError(refusal.message) from None


class PaymentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A reported payment, shown by worker, sum and day."""

    def label_from_instance(self, obj: Any) -> str:
        what = {"name": obj.worker.name, "amount": obj.amount, "day": obj.paid_on}
        return gettext("%(name)s %(amount)s 元 %(day)s") % what


class AnswerForm(TaskForm):
    """What the worker himself says about a payment, at the counter with his ID card or by a call to his phone."""

    payment = PaymentField(label=_("哪笔付款"), queryset=Payment.objects.none())
    received = forms.TypedChoiceField(
        label=_("本人是否收到"),
        choices=(("yes", _("收到")), ("no", _("没有收到"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    through = forms.ChoiceField(
        label=_("本人如何确认"),
        choices=[(way.value, way.label) for way in (Payment.Through.COUNTER, Payment.Through.CALL)],
    )

    def build(self) -> None:
        self.fields["payment"].queryset = (  # type: ignore[attr-defined]
            Payment.objects.filter(case=self.case, status=Payment.Status.REPORTED)
            .select_related("worker")
            .order_by("worker_id", "paid_on")
        )


class DefaultForm(TaskForm):
    """The respondent missed a date."""

    note = note(required=True, label=_("核实情况"))


class ClosePaidForm(TaskForm):
    """Close as paid: refused while a worker is short of a single fen."""

    note = note()


class OrderForm(PlanForm):
    """An order to pay within a time limit: who, how much to each worker, by when."""

    debtor = DebtorField(label=_("支付义务人"), queryset=Party.objects.none())
    facts = note(required=True, label=_("认定的事实和依据"), rows=4)

    def build(self) -> None:
        super().build()
        self.fields["debtor"].queryset = debtors(self.case)  # type: ignore[attr-defined]
        self.order_fields(["debtor", "facts"])

    def given(self) -> dict[str, Any]:
        """Return what the act is given; the order runs to the last day."""
        return {**super().given(), "pay_by": self.cleaned_data["days"][-1]}


class HandOverForm(TaskForm):
    """Hand the matter to arbitration, court or the police, with its bundle."""

    body = forms.CharField(label=_("移交给"), max_length=80)
    note = note(required=True, label=_("移交理由"))


@transaction.atomic
def _instalment_paid(*, task: WorkItem, by: Staff, at: datetime, proof: CheckedFile | None, **given: Any) -> None:
    actor = staff_actor(by)
    paper = add_evidence(case=task.case, kind="payment_proof", file=proof, by=actor, at=at) if proof else None
    resolution.report_instalment(case=task.case, by=actor, at=at, proof=paper, **given)


def _answer(*, task: WorkItem, by: Staff, at: datetime, payment: Payment, **given: Any) -> None:  # noqa: ARG001 (a payment knows its case)
    resolution.answer_payment(payment=payment, by=staff_actor(by), at=at, **given)


PAGES = (
    TaskPage(
        "follow_performance",
        _("登记每期付款，由每个劳动者本人确认；逾期未付的转监察；全部确认后结案。见钱才能结案。"),
        (
            Choice("paid", _("登记一期付款"), InstalmentPaidForm, _instalment_paid, is_main=True),
            Choice(
                "answer",
                _("代录劳动者本人的确认"),
                AnswerForm,
                _answer,
                hint=_("只能录入本人的话，包工头的收条不算。"),
            ),
            Choice(
                "close",
                _("结案：已付清"),
                ClosePaidForm,
                resolution.close_paid,
            ),
            Choice(
                "default",
                _("登记违约，转劳动保障监察"),
                DefaultForm,
                resolution.declare_default,
                is_grave=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "inspect",
        _("查清欠薪事实，责令限期支付；需要仲裁、法院或公安处理的，连同材料移交。"),
        (
            Choice("order", _("责令限期支付"), OrderForm, resolution.issue_order, is_main=True),
            Choice(
                "hand_over",
                _("移交其他机关"),
                HandOverForm,
                resolution.hand_over,
                is_grave=True,
            ),
        ),
        panel=MONEY,
    ),
)
