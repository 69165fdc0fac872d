"""Custody: taking a returned case, deciding which office is competent, assisting another office.

These steps open beside the step that is under way; none of them stops its clock.
"""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from offices.rights import Right
from workflows import jurisdiction
from workflows.nodes import HumanTask


class CustodySteps:
    """Pattern: steps beside the main path. Example: two districts each say that the site lies in the other."""

    confirm_custody = (
        HumanTask(_("接收退回的案件"), is_escalation=True)
        .Role(Right.DECIDE_ACCEPTANCE)
        .Limit("jurisdiction_dispute", escalate=this.decide_jurisdiction, trigger=jurisdiction.first_return)
        .Next(this.custody_settled)
    )
    decide_jurisdiction = (
        HumanTask(_("指定管辖"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("jurisdiction_decision")
        .Next(this.custody_settled)
    )
    custody_settled = flow.End().Annotation(title=_("管辖已定"))
    assist = (
        HumanTask(_("协助办理"), is_escalation=True)
        .Role(Right.EARLY_INTERVENTION)
        .Limit("assistance")
        .Next(this.assisted)
    )
    assisted = flow.End().Annotation(title=_("协助完成"))
