"""Early intervention: reach the respondent, have it answer and hand in what it must keep (Order 724 art. 50)."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from offices.rights import Right
from workflows.choices import chose
from workflows.nodes import HumanTask


class EarlyIntervention:
    """Pattern: one step with several acts. Example: the site manager promises to pay on the 15th."""

    contact_respondent = (
        HumanTask(_("联系欠薪一方"), stage="early_intervention")
        .Says(_("正在联系欠薪一方，请他们说明情况、交出工资台账。"))
        .Role(Right.EARLY_INTERVENTION)
        .Limit("early_intervention", escalate=this.chase_contact)
        .Next(this.after_contact)
    )
    after_contact = (
        flow.Switch()
        .Case(this.follow_performance, cond=chose("contact_respondent", "paid", "promised"))
        .Default(this.choose_road)
        .Annotation(title=_("联系结果"))
    )
    chase_contact = (
        HumanTask(_("督办：早期介入超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_contact)
    )
    chased_contact = flow.End().Annotation(title=_("督办完成"))
