"""Counter, telephone, letter and transferred filings: one dense form on the same service as the portal."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arrears.models import FIRST_YEAR, Employment
from arrears.paste import parse_workers
from cases import identifiers
from cases.models import Case
from offices.clock import legal_day, now
from offices.fields import CountyField
from offices.models import Staff
from workflows.filing import (
    ComplaintFiling,
    LineFacts,
    OrganisationFacts,
    PetitionFiling,
    ProjectFacts,
    WorkerFacts,
    page_key,
)

COUNTER_CHANNELS = [
    choice for choice in Case.Channel.choices if choice[0] in {"counter", "phone", "letter", "visit", "transfer"}
]


class MatterForm(forms.Form):
    """Who claims, from whom, where, for which work, and how much."""

    division = CountyField(label=_("事发地（县区）"))
    workers = forms.CharField(
        label=_("劳动者（每行一人：姓名，手机号，金额）"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("第一行为推选代表或本人。逗号、顿号、制表符都可以作分隔。"),
    )
    id_number = forms.CharField(label=_("代表（本人）身份证号"), max_length=30, required=False)
    respondent = forms.CharField(label=_("用人单位或招工的人"), max_length=80)
    respondent_is_person = forms.BooleanField(label=_("对方是个人"), required=False)
    respondent_phone = forms.CharField(label=_("对方电话"), max_length=30, required=False)
    credit_code = forms.CharField(label=_("统一社会信用代码（知道的话）"), max_length=30, required=False)
    project = forms.CharField(label=_("工程项目名称（工地填写）"), max_length=120, required=False)
    general_contractor = forms.CharField(label=_("施工总承包单位"), max_length=80, required=False)
    works_price_unpaid = forms.BooleanField(label=_("对方称工程款未拨付"), required=False)
    trade = forms.CharField(label=_("工种"), max_length=40, required=False)
    period_from = forms.DateField(label=_("欠薪期间自"), widget=forms.DateInput(attrs={"type": "date"}))
    period_to = forms.DateField(label=_("欠薪期间至"), widget=forms.DateInput(attrs={"type": "date"}))
    still_working = forms.BooleanField(label=_("仍在该单位工作"), required=False)
    pay_basis = forms.ChoiceField(label=_("计酬方式"), choices=Employment.PayBasis.choices)
    facts = forms.CharField(label=_("事实和理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def clean_workers(self) -> list[Any]:
        """Return the parsed rows, or say which line is wrong."""
        parsed = parse_workers(self.cleaned_data["workers"])
        if parsed.errors:
            raise ValidationError([str(error) for error in parsed.errors])
        if not parsed.rows:
            raise ValidationError(_("至少要有一名劳动者。"))
        return list(parsed.rows)

    def _identifier(self, name: str, normalise: Any) -> str:
        text = self.cleaned_data[name]
        if not text.strip():
            return ""
        try:
            return str(normalise(text))
        except identifiers.InvalidIdentifier as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_id_number(self) -> str:
        """Check the ID number."""
        return self._identifier("id_number", identifiers.normalise_id_number)

    def clean_respondent_phone(self) -> str:
        """Check the phone."""
        return self._identifier("respondent_phone", identifiers.normalise_phone)

    def clean_credit_code(self) -> str:
        """Check the credit code."""
        return self._identifier("credit_code", identifiers.normalise_credit_code)

    def clean_period_from(self) -> date:
        """Refuse a year that is mistyped."""
        start = date.fromisoformat(self.cleaned_data["period_from"].isoformat())
        if start.year < FIRST_YEAR:
            raise ValidationError(_("年份太早了，请核对。"))
        return start

    def clean_period_to(self) -> date:
        """Require a period that ends after it begins and not in the future."""
        start, end = self.cleaned_data.get("period_from"), self.cleaned_data["period_to"]
        if start and end < start:
            raise ValidationError(_("结束日期不能早于开始日期。"))
        if end > legal_day(now()):
            raise ValidationError(_("欠薪期间不能在今天之后。"))
        return date.fromisoformat(end.isoformat())

    def _worker(self, row: Any, is_first: bool, alone: bool) -> WorkerFacts:
        data = self.cleaned_data
        line = LineFacts(period_from=data["period_from"], period_to=data["period_to"], amount=Decimal(row.amount))
        return WorkerFacts(
            name=row.name,
            phone=row.phone,
            id_number=data["id_number"] if is_first else "",
            is_representative=is_first and not alone,
            trade=data["trade"],
            started_on=data["period_from"],
            ended_on=None if data["still_working"] else data["period_to"],
            still_working=data["still_working"],
            pay_basis=data["pay_basis"],
            lines=(line,),
        )

    def workers_facts(self) -> tuple[WorkerFacts, ...]:
        """Return the workers; the first of several is their representative."""
        rows = self.cleaned_data["workers"]
        return tuple(self._worker(row, index == 0, len(rows) == 1) for index, row in enumerate(rows))

    def complaint(self, *, channel: str, submission_key: str, by: Staff | None) -> ComplaintFiling:
        """Return the filing that the service takes."""
        data = self.cleaned_data
        contractor = data["general_contractor"]
        return ComplaintFiling(
            channel=channel,
            division_code=data["division"].pk,
            workers=self.workers_facts(),
            respondent=OrganisationFacts(
                name=data["respondent"],
                is_person=data["respondent_is_person"],
                phone=data["respondent_phone"],
                credit_code=data["credit_code"],
            ),
            general_contractor=OrganisationFacts(name=contractor) if contractor else None,
            project=ProjectFacts(name=data["project"], works_price_unpaid=data["works_price_unpaid"])
            if data["project"]
            else None,
            facts=data["facts"],
            request=str(_("支付拖欠的工资")),
            submission_key=page_key(submission_key, self.workers_facts()) if submission_key else None,
            registered_by=by,
        )


class ComplaintForm(MatterForm):
    """A complaint that did not come through the portal."""

    channel = forms.ChoiceField(label=_("渠道"), choices=COUNTER_CHANNELS)
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ("channel", "division", "workers", "id_number")


class PetitionForm(forms.Form):
    """A petition by letter, visit or call: registered at once, by any office (art. 21)."""

    form = forms.ChoiceField(
        label=_("信访形式"),
        choices=(("visit", _("来访")), ("letter", _("来信")), ("call", _("来电")), ("web", _("网上"))),
    )
    division = CountyField(label=_("事发地（县区）"))
    petitioners = forms.CharField(
        label=_("信访人（每行一人：姓名，手机号；来访代表不超过五人）"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    people = forms.IntegerField(label=_("涉及人数"), min_value=1, max_value=100000, initial=1)
    claim = forms.CharField(label=_("请求"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    facts = forms.CharField(label=_("事实和理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    is_wage_matter = forms.BooleanField(label=_("是欠薪事项（请填写下面的欠薪情况）"), required=False)
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_petitioners(self) -> tuple[WorkerFacts, ...]:
        """Return the petitioners: names with phones, at most five for a visit (art. 20)."""
        parsed = parse_workers(self.cleaned_data["petitioners"], needs_amount=False)
        if parsed.errors:
            raise ValidationError([str(error) for error in parsed.errors])
        if not parsed.rows:
            raise ValidationError(_("至少要有一名信访人。"))
        if len(parsed.rows) > 5 and self.data.get("form") == "visit":
            raise ValidationError(_("多人来访应推选代表，代表不超过五人（《信访工作条例》第二十条）。"))
        return tuple(
            WorkerFacts(name=row.name, phone=row.phone, is_representative=len(parsed.rows) > 1) for row in parsed.rows
        )

    def clean_people(self) -> int:
        """Count at least the petitioners named."""
        named = self.cleaned_data.get("petitioners") or ()
        return int(max(self.cleaned_data["people"], len(named)))

    def filing(self, *, complaint: ComplaintFiling | None, by: Staff) -> PetitionFiling:
        """Return the filing that the service takes."""
        data = self.cleaned_data
        return PetitionFiling(
            form=data["form"],
            division_code=data["division"].pk,
            petitioners=data["petitioners"],
            people=data["people"],
            claim=data["claim"],
            facts=data["facts"],
            complaint=complaint,
            submission_key=page_key(data["submission_key"], data["petitioners"]),
            registered_by=by,
        )
