"""The short form of a petition from the web."""

from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import identifiers
from portal.filing.forms import NameField, PlaceField, QuestionForm, _checked
from workflows.filing import PetitionFiling, WorkerFacts

KEY = "petition_key"


class PetitionForm(QuestionForm):
    """Who, where, and what is asked."""

    title = _("网上信访")
    hint = _("讨薪的事用“我要讨薪”更快；其他事项在这里写。")
    name = NameField(label=_("姓名"))
    phone = forms.CharField(label=_("手机号"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    division = PlaceField(label=_("事情发生在哪个县区"), empty_label=_("请选择"))
    people = forms.IntegerField(label=_("涉及多少人"), min_value=1, max_value=100000, initial=1)
    claim = forms.CharField(label=_("你的请求"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    facts = forms.CharField(label=_("事实和理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, session: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The key lives in the session, so that a double tap registers once.
        self.key = session.setdefault(KEY, token_urlsafe(24))
        self.session = session

    def clean_phone(self) -> str:
        """Check the phone."""
        return _checked(self.cleaned_data["phone"], identifiers.normalise_phone)

    def filing(self, *, language: str) -> PetitionFiling:
        """Return the filing that the service takes."""
        data = self.cleaned_data
        return PetitionFiling(
            form="web",
            division_code=data["division"].pk,
            petitioners=(WorkerFacts(name=data["name"], phone=data["phone"]),),
            people=data["people"],
            claim=data["claim"],
            facts=data["facts"],
            submission_key=self.key,
            language=language,
        )
