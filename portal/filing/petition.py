"""The short form of a petition from the web."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import identifiers
from offices.fields import CountyField
from portal.filing.forms import NameField, QuestionForm, _checked
from workflows.filing import PetitionFiling, WorkerFacts, page_key

KEY = "petition_key"


class PetitionForm(QuestionForm):
    """Who, where, and what is asked."""

    title = _("网上信访")
    hint = _("讨薪的事用“我要讨薪”更快；其他事项在这里写。")
    name = NameField(label=_("姓名"))
    phone = forms.CharField(label=_("手机号"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    division = CountyField(label=_("事情发生在哪个县区"), empty_label=_("请选择"))
    people = forms.IntegerField(label=_("涉及多少人"), min_value=1, max_value=100000, initial=1)
    claim = forms.CharField(label=_("你的请求"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    facts = forms.CharField(label=_("事实和理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    code = forms.CharField(
        label=_("6 位验证码"),
        max_length=12,
        required=False,
        help_text=_("已发到上面的手机。填好再点一次提交。"),
        widget=forms.HiddenInput(),
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        if self.data.get("code"):
            self.ask_for_code()

    def ask_for_code(self) -> None:
        """Show the field for the code: one is on its way."""
        self.fields["code"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
        )

    def clean_phone(self) -> str:
        """Ask for a mobile phone, to which a code can be sent."""
        phone = _checked(self.cleaned_data["phone"], identifiers.normalise_phone)
        if not identifiers.is_mobile(phone):
            raise forms.ValidationError(_("请填能收短信的 11 位手机号；没有手机的，可以到窗口或写信反映。"))
        return phone

    def clean_code(self) -> str:
        """Take the digits, however they were spaced."""
        return "".join(self.cleaned_data["code"].split())

    @property
    def submission_key(self) -> str:
        """The key of this page as it was filled in."""
        data = self.cleaned_data
        return page_key(self.key, [WorkerFacts(name=data["name"], phone=data["phone"])])

    def filing(self, *, language: str, at: datetime) -> PetitionFiling:
        """Return the filing that the service takes."""
        data = self.cleaned_data
        return PetitionFiling(
            form="web",
            division_code=data["division"].pk,
            petitioners=(WorkerFacts(name=data["name"], phone=data["phone"], phone_verified_at=at),),
            people=data["people"],
            claim=data["claim"],
            facts=data["facts"],
            submission_key=self.submission_key,
            language=language,
        )
