"""Intake: deciding on acceptance, and waiting for missing papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from offices.models import Office
from workflows.acts import intake

REFUSAL_REASONS = (
    ("out_of_scope", _("不属于欠薪或劳动争议")),
    ("arbitration_pending", _("同一事项已申请仲裁")),
    ("court_pending", _("同一事项已向法院起诉")),
    ("too_old", _("违法行为终了已超过两年")),
    ("not_our_competence", _("不属于本机关管辖")),
)


class AcceptForm(TaskForm):
    """Accept the complaint and file it the same day (Order 25 art. 18)."""

    note = note()


class SupplementRequestForm(TaskForm):
    """Name once, completely, what is missing."""

    missing = forms.CharField(
        label=_("还缺什么（每行一项，一次说全）"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    note = note(label=_("给劳动者的说明"))

    def clean_missing(self) -> list[str]:
        """Return the missing items, one a line."""
        return [line.strip() for line in self.cleaned_data["missing"].splitlines() if line.strip()]


class RefuseForm(TaskForm):
    """Refuse with the reason and the office or body that is competent."""

    reason_code = forms.ChoiceField(label=_("不予受理的情形"), choices=REFUSAL_REASONS, widget=forms.RadioSelect)
    reason = note(required=True, label=_("具体理由"))
    competent_office = forms.CharField(label=_("有权处理的机关"), max_length=80)


class TransferForm(TaskForm):
    """Transfer to the competent office; the clock does not stop."""

    to = forms.ModelChoiceField(label=_("移送到"), queryset=Office.objects.none())
    reason = note(required=True, label=_("移送理由"))

    def build(self) -> None:
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Office.objects.filter(kind=Office.Kind.HRSS, is_active=True)
            .exclude(pk=self.case.office_id)
            .order_by("path")
        )


class SupplementForm(TaskForm):
    """Record papers that were handed in at the counter."""

    note = note(required=True, label=_("收到了什么"))


PAGES = (
    TaskPage(
        "decide_acceptance",
        _("看投诉内容和证据，决定受理、要求补正、不予受理或移送。五个工作日内必须决定。"),
        (
            Choice(
                "accept",
                _("受理"),
                AcceptForm,
                intake.accept,
                hint=_("同日立案，向投诉人发受理通知书。"),
                is_main=True,
            ),
            Choice(
                "supplement",
                _("要求补正材料"),
                SupplementRequestForm,
                intake.request_supplement,
                hint=_("补正期间不计入期限。"),
            ),
            Choice(
                "refuse",
                _("不予受理"),
                RefuseForm,
                intake.refuse,
                hint=_("必须写明理由和有权处理的机关。"),
                is_grave=True,
            ),
            Choice(
                "transfer",
                _("移送有管辖权的机构"),
                TransferForm,
                intake.transfer,
                hint=_("移送期间期限不停。"),
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "await_supplement",
        _("等投诉人补齐材料。投诉人可在手机上补交；到窗口补交的，在这里登记。"),
        (
            Choice(
                "supplemented",
                _("登记已补正"),
                SupplementForm,
                intake.supplement,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
)
