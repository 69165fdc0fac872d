"""Resolution: follow each payment to the worker's own word; a default goes to inspection; closed means paid."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from cases.models import Case
from offices.models import Staff
from offices.rights import Right
from workflows import triggers
from workflows.choices import chose
from workflows.nodes import HumanTask
from workflows.stages.mediation import mediator_of


def follower_of(case: Case) -> Staff | None:
    """Return the mediator of the agreement, as long as the case stays in that office."""
    mediator = mediator_of(case)
    return mediator if mediator and mediator.office_id == case.office_id else None


class Resolution:
    """Pattern: a step that stays open until the ledger agrees. Example: three instalments, one default on the way."""

    follow_performance = (
        HumanTask(_("跟踪付款到劳动者本人手里"), stage="resolution")
        .Says(_("对方应按计划付款。每收到一笔，请你确认。"))
        .Role(Right.EARLY_INTERVENTION)
        .Holder(follower_of)
        .Limit("mediation_performance", escalate=this.chase_payment, trigger=triggers.next_instalment)
        .Next(this.after_performance)
    )
    after_performance = (
        flow.Switch()
        .Case(this.paid, cond=chose("follow_performance", "paid"))
        .Default(this.inspect)
        .Annotation(title=_("履行结果"))
    )
    paid = flow.End().Annotation(title=_("已付清结案"))
    chase_payment = (
        HumanTask(_("督办：逾期未付"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_payment)
    )
    chased_payment = flow.End().Annotation(title=_("督办完成"))


class Inspection:
    """Inspection: investigate within sixty working days, order payment, or hand over (Inspection Regulation art. 17).

    Pattern: a loop back to the payments. Example: the contractor misses the second instalment and is ordered to pay.
    """

    inspect = (
        HumanTask(_("监察立案查处"), stage="inspection")
        .Says(_("劳动保障监察正在查处。"))
        .Role(Right.INSPECT)
        .Limit("inspection_investigate", escalate=this.chase_inspection)
        .Next(this.after_inspection)
    )
    after_inspection = (
        flow.Switch()
        .Case(this.follow_performance, cond=chose("inspect", "ordered"))
        .Default(this.handed_over)
        .Annotation(title=_("查处结果"))
    )
    handed_over = flow.End().Annotation(title=_("移交其他途径"))
    chase_inspection = (
        HumanTask(_("督办：监察超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_inspection)
    )
    chased_inspection = flow.End().Annotation(title=_("督办完成"))
