"""Petition: the right of the matter first (art. 31); only class (6) is handled by an opinion in 60 (+30) days."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from offices.rights import Right
from workflows import triggers
from workflows.choices import chose
from workflows.nodes import HumanTask


class PetitionRoute:
    """Pattern: a decision that leads out of the petition system. Example: a wage matter goes the statutory way."""

    decide_route = (
        HumanTask(_("分清信访途径"), stage="petition")
        .Says(_("正在分清你反映的事该走哪条途径，十五日内告诉你。"))
        .Role(Right.HANDLE_PETITION)
        .Limit("petition_receipt_notice", escalate=this.chase_petition, trigger=triggers.petition_received)
        .Next(this.after_route)
    )
    after_route = (
        flow.Switch()
        .Case(this.decide_acceptance, cond=chose("decide_route", "statutory"))
        .Case(this.handle_petition, cond=chose("decide_route", "petition"))
        .Default(this.handed_over)
        .Annotation(title=_("办理途径"))
    )
    handle_petition = (
        HumanTask(_("办理信访事项"), stage="petition")
        .Says(_("正在办理，在下面的日期以前给你书面答复。"))
        .Role(Right.HANDLE_PETITION)
        .Limit("petition_handle", escalate=this.chase_petition)
        .Next(this.await_review_request)
    )
    chase_petition = (
        HumanTask(_("督办：信访超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_petition)
    )
    chased_petition = flow.End().Annotation(title=_("督办完成"))


class Review:
    """Review (art. 35) and re-check (art. 36), each by the next higher agency in thirty days.

    Pattern: a window of the petitioner, then a duty of the office above. Example: county, prefecture, province.
    """

    await_review_request = (
        HumanTask(_("等待是否申请复查"), stage="review")
        .Says(_("处理意见已经给你。不服的，三十日内可以申请复查。"))
        .Role(Right.HANDLE_PETITION)
        .Limit("petition_review_request")
        .Next(this.after_review_window)
    )
    after_review_window = (
        flow.Switch()
        .Case(this.decide_review, cond=chose("await_review_request", "requested"))
        .Default(this.answered)
        .Annotation(title=_("是否复查"))
    )
    decide_review = (
        HumanTask(_("复查"), stage="review")
        .Says(_("上一级机关正在复查，三十日内答复。"))
        .Role(Right.REVIEW_PETITION)
        .Limit("petition_review_decide", escalate=this.chase_review, trigger=triggers.request_received)
        .Next(this.await_recheck_request)
    )
    await_recheck_request = (
        HumanTask(_("等待是否申请复核"), stage="review")
        .Says(_("复查意见已经给你。不服的，三十日内可以申请复核。"))
        .Role(Right.REVIEW_PETITION)
        .Limit("petition_recheck_request")
        .Next(this.after_recheck_window)
    )
    after_recheck_window = (
        flow.Switch()
        .Case(this.decide_recheck, cond=chose("await_recheck_request", "requested"))
        .Default(this.answered)
        .Annotation(title=_("是否复核"))
    )
    decide_recheck = (
        HumanTask(_("复核"), stage="review")
        .Says(_("上一级机关正在复核，三十日内答复。"))
        .Role(Right.REVIEW_PETITION)
        .Limit("petition_recheck_decide", escalate=this.chase_review, trigger=triggers.request_received)
        .Next(this.answered)
    )
    answered = flow.End().Annotation(title=_("信访办结"))
    chase_review = (
        HumanTask(_("督办：复查复核超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_review)
    )
    chased_review = flow.End().Annotation(title=_("督办完成"))
