"""Early intervention: contact attempts, the respondent's invitation, the first outcome."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.models import Party
from desk.tasks.fields import PlanForm, note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from workflows.acts import early_intervention
from workflows.events import CONTACT_METHODS, CONTACT_RESULTS

OUTCOMES = (
    ("promised", _("承诺付款（按下面的日期分期）")),
    ("paid", _("已经付款（等劳动者本人确认）")),
    ("disputed", _("有争议，转调解或监察")),
    ("unreachable", _("联系不上")),
)


class DebtorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A party that may owe: shown with its part in the case."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_role_display()}）"


def debtors(case: Any) -> Any:
    """Return the parties that may owe."""
    return Party.objects.filter(case=case).exclude(role__in=[Party.Role.WORKER, Party.Role.PETITIONER]).order_by("pk")


class ContactForm(TaskForm):
    """One attempt to reach the other side."""

    party = DebtorField(label=_("联系谁"), queryset=Party.objects.none())
    method = forms.ChoiceField(label=_("方式"), choices=list(CONTACT_METHODS.items()))
    result = forms.ChoiceField(label=_("结果"), choices=list(CONTACT_RESULTS.items()))
    note = note(label=_("谈话要点"))

    def build(self) -> None:
        self.fields["party"].queryset = debtors(self.case)  # type: ignore[attr-defined]


class InviteForm(TaskForm):
    """Send a link by which the respondent answers and hands in what it must keep (Order 724 art. 50)."""

    party = DebtorField(label=_("邀请谁答复"), queryset=Party.objects.none())

    def build(self) -> None:
        self.fields["party"].queryset = debtors(self.case)  # type: ignore[attr-defined]


class ConcludeContactForm(PlanForm):
    """What came of it. Sums and days are needed only when the respondent pays or promises."""

    outcome = forms.ChoiceField(label=_("结果"), choices=OUTCOMES, widget=forms.RadioSelect)
    note = note(required=True, label=_("情况说明"))

    def build(self) -> None:
        super().build()
        self.fields["days"].required = False
        self.order_fields(["outcome", "note"])

    def clean_days(self) -> list[Any]:
        """Ask for days only when there is something to pay."""
        if self.cleaned_data.get("outcome") not in {"paid", "promised"}:
            return []
        if not self.cleaned_data["days"].strip():
            raise ValidationError(_("请写付款日期。"))
        return super().clean_days()

    def clean(self) -> dict[str, Any]:
        """Leave the plan out when nothing is promised."""
        if self.cleaned_data.get("outcome") in {"paid", "promised"}:
            return super().clean()
        return {**self.cleaned_data, "plan": [], "amounts": None}


PAGES = (
    TaskPage(
        "contact_respondent",
        _("联系欠薪一方，记下每次联系；请对方网上答复并交出依法应保存的台账；最后登记结果。"),
        (
            Choice("contact", _("登记一次联系"), ContactForm, early_intervention.record_contact),
            Choice(
                "invite",
                _("邀请对方网上答复"),
                InviteForm,
                early_intervention.invite_respondent,
                hint=_("对方收到链接，可以答复、上传工资台账和付款凭证。"),
            ),
            Choice(
                "conclude",
                _("登记早期介入结果"),
                ConcludeContactForm,
                early_intervention.conclude_contact,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
)
