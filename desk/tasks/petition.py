"""Petitions: the right of the matter, the handling opinion, review and re-check."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.forms.register import MatterForm
from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from offices.models import Staff
from workflows.acts import petition
from workflows.models import WorkItem
from workflows.services import record_wage_claim

BRANCHES = (
    (1, _("（一）已经或应当通过诉讼、刑事立案、公安程序处理")),
    (2, _("（二）应当通过仲裁解决")),
    (3, _("（三）党员申诉、申请复审")),
    (4, _("（四）可以通过行政复议、许可、处罚等程序解决")),
    (5, _("（五）申请查处违法行为、履行保护职责")),
    (6, _("（六）不属于以上情形，听取陈述、调查处理")),
)
STATUTORY_BRANCHES = {2, 5}


class StatutoryForm(TaskForm):
    """A wage matter goes the statutory way (art. 31(2) or (5))."""

    branch = forms.TypedChoiceField(
        label=_("属于第三十一条"),
        choices=[branch for branch in BRANCHES if branch[0] in STATUTORY_BRANCHES],
        coerce=int,
        initial=5,
        widget=forms.RadioSelect,
    )
    reason = note(required=True, label=_("理由"))


class PetitionWayForm(TaskForm):
    """A matter of class (6) is accepted and handled in 60 days."""

    reason = note(required=True, label=_("理由"))


class ElsewhereForm(TaskForm):
    """What belongs elsewhere is handed to the body named."""

    branch = forms.TypedChoiceField(
        label=_("属于第三十一条"),
        choices=[branch for branch in BRANCHES if branch[0] not in {5, 6}],
        coerce=int,
        widget=forms.RadioSelect,
    )
    handed_to = forms.CharField(label=_("转送的机关"), max_length=80)
    reason = note(required=True, label=_("理由"))


class OpinionForm(TaskForm):
    """The opinion: facts, conclusion and legal basis; the remedy is printed by the form itself."""

    facts = note(required=True, label=_("查明的事实和理由"), rows=5)
    opinion = note(required=True, label=_("处理意见"), rows=4)
    basis = note(required=True, label=_("法律依据"))
    supports_claim = forms.TypedChoiceField(
        label=_("是否支持请求"),
        choices=(("yes", _("支持")), ("no", _("不支持"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class ReviewRequestForm(TaskForm):
    """A request handed in at the counter."""

    reasons = note(required=True, label=_("申请人的理由"), rows=4)


class NoReviewForm(TaskForm):
    """Close because the thirty days passed without a request."""

    asked_only = ("confirmed",)

    confirmed = forms.BooleanField(label=_("已核对：期限已过，没有收到申请"))

    def clean_confirmed(self) -> bool:
        """Require the tick."""
        if not self.cleaned_data["confirmed"]:
            raise ValidationError(_("请先核对。"))
        return True


def _route(route: str, branch: int | None = None) -> Any:
    def decide(*, task: WorkItem, by: Staff, at: datetime, **given: Any) -> None:
        if branch is not None:
            given["branch"] = branch
        petition.decide_route(task=task, by=by, at=at, route=route, **given)

    return decide


def _opinion_page(node: str, lead: Any, title: Any) -> TaskPage:
    return TaskPage(
        node,
        lead,
        (
            Choice(
                "opinion",
                title,
                OpinionForm,
                petition.issue_opinion,
                is_main=True,
            ),
        ),
    )


def _window_page(node: str, lead: Any, title: Any) -> TaskPage:
    return TaskPage(
        node,
        lead,
        (
            Choice(
                "request",
                title,
                ReviewRequestForm,
                petition.request_review,
                is_main=True,
            ),
            Choice(
                "close",
                _("期限已过，没有申请，办结"),
                NoReviewForm,
                petition.conclude_without_review,
            ),
        ),
    )


class WageClaimForm(MatterForm, TaskForm):
    """The wage claim behind a petition."""

    def clean(self) -> dict[str, Any]:
        """Keep the claim as `filing`."""
        data = super().clean() or {}
        if not self.errors:
            data["filing"] = self.complaint(channel=self.case.channel, submission_key="", by=None)
        return data

    def given(self) -> dict[str, Any]:
        """Return the claim."""
        return {"filing": self.cleaned_data["filing"]}


PAGES = (
    TaskPage(
        "decide_route",
        _("先分清途径。讨薪事项一般导入法定途径（第三十一条第（二）或（五）项），不走六十日信访程序。"),
        (
            Choice("statutory", _("导入法定途径（欠薪办理）"), StatutoryForm, _route("statutory"), is_main=True),
            Choice(
                "claim",
                _("登记欠薪情况"),
                WageClaimForm,
                record_wage_claim,
                hint=_("网上、来信的信访没有写明劳动者和金额的，先在这里登记，再导入法定途径。"),
            ),
            Choice("petition", _("按信访程序受理（第六项）"), PetitionWayForm, _route("petition", 6)),
            Choice("elsewhere", _("转送有权机关"), ElsewhereForm, _route("elsewhere"), is_grave=True),
        ),
        panel=MONEY,
    ),
    _opinion_page("handle_petition", _("听取陈述，调查核实，六十日内出具处理意见书。"), _("出具处理意见书")),
    _opinion_page("decide_review", _("三十日内复查并书面答复。"), _("出具复查意见书")),
    _opinion_page("decide_recheck", _("三十日内复核，复核意见是终结意见。"), _("出具复核意见书")),
    _window_page("await_review_request", _("信访人收到处理意见三十日内可申请复查。"), _("登记复查申请")),
    _window_page("await_recheck_request", _("信访人收到复查意见三十日内可申请复核。"), _("登记复核申请")),
)
