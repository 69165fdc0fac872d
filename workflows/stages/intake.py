"""Intake: decide within five working days, ask once for what is missing, refuse with reasons, or transfer.

Order 25 art. 18 (acceptance); Order 724 art. 10 (first-contact responsibility).
"""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from offices.rights import Right
from workflows import triggers
from workflows.choices import chose
from workflows.nodes import HumanTask


class Intake:
    """Pattern: a decision, a loop for missing papers, one for a transfer. Example: 26 carpenters file on a phone."""

    decide_acceptance = (
        HumanTask(_("决定是否受理"), stage="intake")
        .Says(_("人社部门正在看你的投诉，五个工作日内决定是否受理。"))
        .Role(Right.DECIDE_ACCEPTANCE)
        .Limit("inspection_accept", escalate=this.chase_acceptance, trigger=triggers.complaint_received)
        .Beside(this.confirm_custody, this.assist)
        .Next(this.after_acceptance)
    )
    after_acceptance = (
        flow.Switch()
        .Case(this.contact_respondent, cond=chose("decide_acceptance", "accepted"))
        .Case(this.await_supplement, cond=chose("decide_acceptance", "supplement"))
        .Case(this.decide_acceptance, cond=chose("decide_acceptance", "transferred"))
        .Default(this.refused)
        .Annotation(title=_("受理结果"))
    )
    await_supplement = (
        HumanTask(_("等待补正材料"), stage="intake")
        .Says(_("还缺材料，请你补上。补齐以后期限重新计算。"))
        .Role(Right.DECIDE_ACCEPTANCE)
        .Limit("supplement_wait")
        .Next(this.decide_acceptance)
    )
    refused = flow.End().Annotation(title=_("不予受理"))
    chase_acceptance = (
        HumanTask(_("督办：受理超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_acceptance)
    )
    chased_acceptance = flow.End().Annotation(title=_("督办完成"))
