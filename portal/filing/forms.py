"""The questions of the wizard, one form a page. What is wrong is said at the field in plain words."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arrears.amounts import InvalidAmount, parse_amount
from arrears.models import FIRST_YEAR, Employment
from cases import identifiers
from cases.privacy import mask_id_number
from offices.clock import legal_day, now
from offices.fields import CountyField
from offices.models import Division

YES_NO = (("yes", _("是")), ("no", _("不是")))


class QuestionForm(forms.Form):
    """A page of the wizard. `title` is its question; `hint` says why it is asked."""

    title: Any = ""
    hint: Any = ""

    def __init__(self, *args: Any, answers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.answers = answers or {}
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("required", str(_("这一项要填写。")))

    def stored(self) -> dict[str, Any]:
        """Return the cleaned answers as JSON values."""
        return {name: _json(value) for name, value in self.cleaned_data.items()}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.pk if isinstance(value, Division) else value


def _checked(value: str, normalise: Any) -> str:
    if not value.strip():
        return ""
    try:
        return str(normalise(value))
    except identifiers.InvalidIdentifier as refusal:
        raise ValidationError(str(refusal)) from None


class NameField(forms.CharField):
    """A name: no digits, no markup."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Refuse what is no name."""
        name = str(super().clean(value))
        if any(char in "<>{}[]\\/@#$%^*=;" or char.isdigit() for char in name):
            raise ValidationError(_("姓名里有不该有的符号，请核对。"))
        return name


class AmountField(forms.CharField):
    """A sum in yuan, as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the sum, or say what is wrong with it."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_amount(text)
        except InvalidAmount as refusal:
            raise ValidationError(str(refusal)) from None


class MonthField(forms.CharField):
    """A month as 2026-05 or 2026年5月; kept as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"placeholder": "2026-05", "inputmode": "numeric", "class": "input--short"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the first day of the month."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        digits = text.replace("年", "-").replace("月", "").replace("/", "-").replace(".", "-").split("-")
        try:
            month = date(int(digits[0]), int(digits[1]), 1)
        except (ValueError, IndexError):
            raise ValidationError(_("请按“2026-05”这样写年份和月份。")) from None
        if month.year < FIRST_YEAR:
            raise ValidationError(_("年份太早了，请核对。"))
        if month > legal_day(now()):
            raise ValidationError(_("不能是以后的月份。"))
        return month


class WhoForm(QuestionForm):
    """Who files."""

    title = _("你是谁？")
    hint = _("身份证号只用来核对身份，网页上只显示头尾几位。")
    name = NameField(label=_("姓名"))
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        required=False,
        help_text=_("18 位。身份证不在手边可以先不填，之后再补。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        help_text=_("我们会发一个验证码。办理进度也发到这个手机。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who comes back to the page, or to a phone that others use, sees the ends of the number.
        self.initial["id_number"] = mask_id_number(self._kept("id_number"))

    def _kept(self, name: str) -> str:
        return str(self.answers.get("who", {}).get(name, ""))

    def clean_id_number(self) -> str:
        """Check the ID number; the masked one that the page showed stands for the one that was kept."""
        typed, kept = self.cleaned_data["id_number"], self._kept("id_number")
        if kept and typed == mask_id_number(kept):
            return kept
        return _checked(typed, identifiers.normalise_id_number)

    def clean(self) -> dict[str, Any]:
        """Ask for the whole ID number with another phone: what was kept is not handed to somebody else."""
        data = super().clean() or {}
        is_kept = bool(self._kept("id_number")) and data.get("id_number") == self._kept("id_number")
        if is_kept and "*" in self.data.get("id_number", "") and data.get("phone", "") != self._kept("phone"):
            self.add_error("id_number", _("换了手机号，请把身份证号重新填一遍。"))
        return data

    def clean_phone(self) -> str:
        """Ask for a mobile phone, to which a code can be sent."""
        phone = _checked(self.cleaned_data["phone"], identifiers.normalise_phone)
        if not identifiers.is_mobile(phone):
            raise ValidationError(_("请填能收短信的 11 位手机号。"))
        return phone


class CodeForm(QuestionForm):
    """The code that came by SMS."""

    title = _("填写手机验证码")
    code = forms.CharField(
        label=_("6 位验证码"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
        ),
    )


class EmployerForm(QuestionForm):
    """Whom the worker worked for."""

    title = _("你给谁干活？")
    hint = _("写单位名称；没有单位的，写招你来的人（包工头）的姓名。")
    name = forms.CharField(label=_("单位名称或招工的人"), max_length=80)
    is_person = forms.BooleanField(label=_("这是一个人，不是单位"), required=False)
    phone = forms.CharField(label=_("对方电话（知道就写）"), max_length=30, required=False)
    credit_code = forms.CharField(
        label=_("统一社会信用代码（知道就写）"),
        max_length=30,
        required=False,
        help_text=_("18 位，营业执照上有。不知道不要紧。"),
    )

    def clean_phone(self) -> str:
        """Check the phone."""
        return _checked(self.cleaned_data["phone"], identifiers.normalise_phone)

    def clean_credit_code(self) -> str:
        """Check the credit code."""
        return _checked(self.cleaned_data["credit_code"], identifiers.normalise_credit_code)


class SiteForm(QuestionForm):
    """Whether it is a construction site."""

    title = _("是在建筑工地干活吗？")
    hint = _("工地上的工资，总承包单位有先行清偿的责任。")
    is_site = forms.ChoiceField(label=_("是建筑工地吗"), choices=YES_NO, widget=forms.RadioSelect)


class ProjectForm(QuestionForm):
    """The site and who stands above the employer."""

    title = _("是哪个工程？")
    hint = _("工地门口的维权告示牌上一般都写着。不知道的可以空着。")
    project = forms.CharField(label=_("工程名称"), max_length=120)
    section = forms.CharField(label=_("标段或楼号"), max_length=80, required=False)
    general_contractor = forms.CharField(label=_("总承包单位"), max_length=80, required=False)
    construction_unit = forms.CharField(label=_("建设单位（甲方）"), max_length=80, required=False)
    works_price_unpaid = forms.BooleanField(label=_("对方说是因为工程款没拨下来"), required=False)


class PlaceForm(QuestionForm):
    """Where the work was."""

    title = _("在哪里干的活？")
    hint = _("选干活的县区，由那里的人社部门受理。")
    division = CountyField(label=_("县区"), empty_label=_("请选择"))


class WorkForm(QuestionForm):
    """When and what work."""

    title = _("什么时候、干什么活？")
    trade = forms.CharField(label=_("干什么活"), max_length=40, help_text=_("例如：木工、服务员、钢筋工"))
    started = MonthField(label=_("从哪个月开始干"), help_text=_("例如 2026-03"))
    still_working = forms.BooleanField(label=_("现在还在那里干"), required=False)
    ended = MonthField(label=_("干到哪个月"), required=False, help_text=_("还在干的不用填"))
    pay_basis = forms.ChoiceField(label=_("工钱怎么算"), choices=Employment.PayBasis.choices, widget=forms.RadioSelect)
    rate = AmountField(label=_("说好的工钱（元）"), required=False, help_text=_("按月填一个月多少，按日填一天多少"))
    contract = forms.ChoiceField(
        label=_("签过书面合同吗"),
        choices=(("yes", _("签过")), ("no", _("没签过")), ("unknown", _("不清楚"))),
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Require an end, after the beginning, unless the work goes on."""
        data = super().clean() or {}
        started, ended = data.get("started"), data.get("ended")
        if data.get("still_working"):
            data["ended"] = ""
        elif "ended" in data and not ended:
            self.add_error("ended", _("请填干到哪个月；还在干的请勾选上面一项。"))
        elif started and ended and ended < started:
            self.add_error("ended", _("结束的月份不能早于开始的月份。"))
        return data


class OwedForm(QuestionForm):
    """Months and sum owed to the person who files."""

    title = _("欠你多少工钱？")
    hint = _("写欠的是哪几个月、一共多少。工友的在下一页写。")
    period_from = MonthField(label=_("从哪个月开始欠"))
    period_to = MonthField(label=_("欠到哪个月"))
    amount = AmountField(label=_("一共欠你多少（元）"))

    def clean(self) -> dict[str, Any]:
        """Require the months in order."""
        data = super().clean() or {}
        if data.get("period_from") and data.get("period_to") and data["period_to"] < data["period_from"]:
            self.add_error("period_to", _("结束的月份不能早于开始的月份。"))
        return data


class WorkersForm(QuestionForm):
    """Fellow workers, pasted or typed one per line."""

    title = _("有工友一起投诉吗？")
    hint = _("没有就直接点“继续”。你会作为代表，每个人的钱分开记。")
    pasted = forms.CharField(
        label=_("工友名单（每行一人：姓名，手机号，金额）"),
        required=False,
        max_length=30000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("例如：李四，13900001111，12000。没有手机号可以不写。"),
    )


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files; the view checks each by its content."""

    allow_multiple_selected = True


class EvidenceForm(QuestionForm):
    """Photos and papers."""

    title = _("有什么能证明的？")
    hint = _("欠条、考勤、工资条、聊天记录、工地照片都行。没有也能投诉：台账该由用人单位拿出来。")
    uploads = forms.Field(label=_("选照片或文件（每个 10 MB 以内）"), required=False, widget=SeveralFiles)


class RequestForm(QuestionForm):
    """What the worker wants, in his own words."""

    title = _("把事情说一说")
    facts = forms.CharField(
        label=_("怎么回事"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("谁叫你来的、说好多少、为什么没给、要过没有。"),
    )
    request = forms.CharField(
        label=_("你想要什么"), max_length=500, initial=_("支付拖欠的工资"), widget=forms.Textarea(attrs={"rows": 2})
    )


class DeclareForm(QuestionForm):
    """The declaration before submitting."""

    title = _("看一遍，没错就提交")
    declared = forms.BooleanField(label=_("我保证以上是真实的"), error_messages={"required": _("请勾选后再提交。")})
