"""Mediation: the road, consent, the mediator, sessions, the agreement."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.tasks.fields import PlanForm, note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from mediation.models import Session
from offices.clock import LEGAL_ZONE, now
from offices.models import Staff
from offices.people import people_with
from offices.rights import Right
from workflows.acts import mediation

ROADS = (
    ("mediation", _("调解（双方自愿，十五日）")),
    ("inspection", _("劳动保障监察（责令支付）")),
    ("arbitration", _("劳动仲裁")),
)


class RoadForm(TaskForm):
    """The road that the worker chose, told at the counter or by telephone."""

    road = forms.ChoiceField(label=_("劳动者选择"), choices=ROADS, widget=forms.RadioSelect)
    note = note(required=True, label=_("如何告知、如何确认"))


class ConsentForm(TaskForm):
    """Whether the other side agrees to mediation."""

    consents = forms.TypedChoiceField(
        label=_("对方是否同意调解"),
        choices=(("yes", _("同意")), ("no", _("不同意"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    how = forms.CharField(label=_("怎样表示的"), max_length=200)


class AssignForm(TaskForm):
    """Choose a mediator; a conflict of interest is refused with its reason."""

    mediator = forms.ModelChoiceField(label=_("调解员"), queryset=Staff.objects.none(), widget=forms.RadioSelect)

    def build(self) -> None:
        able = people_with([Right.MEDIATE], self.case.office_path, now())
        self.fields["mediator"].queryset = able  # type: ignore[attr-defined]


class SessionForm(TaskForm):
    """Set a session; both sides are notified."""

    asked_only = ("day", "time")

    day = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("时间"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("地点"), max_length=120)

    def clean(self) -> dict[str, Any]:
        """Return the instant as `starts_at`."""
        data = super().clean() or {}
        if "day" in data and "time" in data:
            data["starts_at"] = datetime.combine(data["day"], data["time"], tzinfo=LEGAL_ZONE)
            if data["starts_at"] <= now():
                raise ValidationError(_("调解时间应在现在之后。"))
        return data


class SessionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A session, shown by its time and place."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.starts_at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M} {obj.place}"


class MinutesForm(TaskForm):
    """The minutes of a session."""

    session = SessionField(label=_("哪次调解"), queryset=Session.objects.none())
    minutes = forms.CharField(label=_("调解笔录"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))

    def build(self) -> None:
        self.fields["session"].queryset = Session.objects.filter(  # type: ignore[attr-defined]
            mediation__case=self.case, held_at__isnull=True, cancelled_at__isnull=True
        ).order_by("starts_at")


class AgreementForm(PlanForm):
    """The agreement: sums, days, method, and what follows a default (Order 17 art. 26)."""

    asked_only = ("days", "signed")

    method = forms.CharField(label=_("付款方式"), max_length=120, initial=_("银行转账到劳动者本人账户"))
    default_clause = forms.CharField(
        label=_("违约后果"),
        max_length=300,
        initial=_("任何一期逾期未付，全部余款立即到期，由劳动保障监察机构责令支付。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    terms = note(label=_("其他约定"))
    signed = forms.BooleanField(label=_("双方和调解员均已签字，已加盖调解组织印章"))


class FailedForm(TaskForm):
    """Why mediation ended without an agreement."""

    reason = note(required=True, label=_("不成的原因"))


PAGES = (
    TaskPage(
        "choose_road",
        _("由劳动者本人选择走哪条路。先讲清楚：申请调解、仲裁或起诉后，监察会告知按该程序办理。"),
        (
            Choice(
                "road",
                _("登记劳动者的选择"),
                RoadForm,
                mediation.choose_road,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "seek_consent",
        _("调解要双方自愿。问对方愿不愿意，记下答复。"),
        (
            Choice(
                "consent",
                _("登记对方的答复"),
                ConsentForm,
                mediation.record_consent,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "assign_mediator",
        _("指派调解员。与任何一方有利害关系的人不能担任。"),
        (
            Choice(
                "assign",
                _("指派"),
                AssignForm,
                mediation.assign_mediator,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "mediate",
        _("约时间、开调解会、记笔录；达成协议的逐人写清金额和日期，不成的写明原因。"),
        (
            Choice(
                "session",
                _("约定调解时间"),
                SessionForm,
                mediation.set_session,
                hint=_("双方都会收到通知。"),
            ),
            Choice(
                "minutes",
                _("登记调解笔录"),
                MinutesForm,
                mediation.record_minutes,
            ),
            Choice("agreed", _("达成协议"), AgreementForm, mediation.conclude_agreed, is_main=True),
            Choice(
                "failed",
                _("调解不成"),
                FailedForm,
                mediation.conclude_failed,
                is_grave=True,
            ),
        ),
        panel=MONEY,
    ),
)
