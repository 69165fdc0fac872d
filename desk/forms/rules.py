"""What an administrator proposes: a service standard, a ladder, a holiday notice. Somebody else approves it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clocks import standards
from clocks.ladder import DEFAULT_TERMS, Terms
from law.limits import list_limits
from law.rows import Unit
from offices.clock import legal_day, now
from offices.language import law_language
from offices.models import Office


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def rule_title(rule: str) -> str:
    """Return what a rule is called in the reader's language; the code itself for one that is no longer known."""
    lang = law_language()
    known = standards.DEFAULTS.get(rule)
    if known is not None:
        return known.title_en if lang == "en" else known.title_zh
    limit = next((row for row in list_limits() if row.code == rule), None)
    if limit is None:
        return rule
    return limit.title_en if lang == "en" else limit.title_zh


class _OfficeForm(forms.Form):
    office = forms.ModelChoiceField(label=_("机构"), queryset=Office.objects.none())

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class StandardForm(_OfficeForm):
    """What an office promises from a day on."""

    rule = forms.ChoiceField(label=_("承诺事项"))
    length = forms.IntegerField(label=_("长度"), min_value=1, max_value=365)
    unit = forms.ChoiceField(label=_("单位"))
    effective_from = _day(_("自哪天起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule, rule_title(rule)) for rule in standards.DEFAULTS]  # type: ignore[attr-defined]
        units = (Unit.WORKING_DAY, Unit.CALENDAR_DAY)
        is_english = law_language() == "en"
        self.fields["unit"].choices = [(unit.value, unit.en if is_english else unit.zh) for unit in units]  # type: ignore[attr-defined]


class LadderForm(_OfficeForm):
    """When the rungs of an office fire from a day on."""

    rule = forms.ChoiceField(label=_("适用期限"), required=False)
    remind_percent = forms.IntegerField(label=_("用去百分之几时提醒"), min_value=1, max_value=99)
    last_day_before = forms.IntegerField(label=_("到期前几个工作日再提醒"), min_value=1, max_value=20)
    upper_office_after = forms.IntegerField(label=_("超期几个工作日报上级"), min_value=1, max_value=20)
    repeat_every = forms.IntegerField(label=_("每隔几个工作日再次督办"), min_value=1, max_value=60)
    repeat_times = forms.IntegerField(label=_("再次督办次数"), min_value=0, max_value=3)
    effective_from = _day(_("自哪天起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = legal_day(now())
        rules = dict.fromkeys([*standards.DEFAULTS, *(row.code for row in list_limits(today))])
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            ("", _("全部期限")),
            *sorted(((rule, rule_title(rule)) for rule in rules), key=lambda pair: pair[1]),
        ]
        for name, value in vars(DEFAULT_TERMS).items():
            self.fields[name].initial = value

    def terms(self) -> Terms:
        """Return the terms that were typed."""
        return Terms(**{name: self.cleaned_data[name] for name in vars(DEFAULT_TERMS)})


class NoticeForm(forms.Form):
    """The holiday notice of a year, as JSON."""

    document = forms.CharField(
        label=_("放假通知（JSON）"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("年份、文号、发布日期、放假日、调休上班日。"),
    )
