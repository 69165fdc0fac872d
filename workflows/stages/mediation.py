"""Mediation: the worker chooses, both sides agree, a mediator without an interest, fifteen days.

Order 17 arts. 21-32; Dispute Law arts. 10-16.
"""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from cases.models import Case
from mediation.services import current
from offices.models import Staff
from offices.rights import Right
from workflows.choices import chose
from workflows.nodes import HumanTask


def mediator_of(case: Case) -> Staff | None:
    """Return the mediator who was assigned."""
    mediation = current(case)
    return mediation.mediator if mediation else None


class Mediation:
    """Pattern: consent, assignment, session, result. Example: the parties settle 720,000 yuan in three instalments."""

    choose_road = (
        HumanTask(_("劳动者选择处理途径"), stage="mediation")
        .Says(_("请你选择走哪条路：调解、监察或仲裁。"))
        .Role(Right.EARLY_INTERVENTION)
        .Limit("road_choice")
        .Next(this.after_road)
    )
    after_road = (
        flow.Switch()
        .Case(this.seek_consent, cond=chose("choose_road", "mediation"))
        .Case(this.inspect, cond=chose("choose_road", "inspection"))
        .Default(this.handed_over)
        .Annotation(title=_("所选途径"))
    )
    seek_consent = (
        HumanTask(_("征询对方调解意愿"), stage="mediation")
        .Says(_("正在问对方愿不愿意调解。"))
        .Role(Right.EARLY_INTERVENTION)
        .Limit("respondent_consent", escalate=this.chase_mediation)
        .Next(this.after_consent)
    )
    after_consent = (
        flow.Switch()
        .Case(this.assign_mediator, cond=chose("seek_consent", "consented"))
        .Default(this.choose_road)
        .Annotation(title=_("是否同意调解"))
    )
    assign_mediator = (
        HumanTask(_("指派调解员"), stage="mediation")
        .Says(_("双方都同意调解，正在指派调解员。"))
        .Role(Right.ASSIGN_MEDIATOR)
        .Limit("mediation_accept", escalate=this.chase_mediation)
        .Next(this.mediate)
    )
    mediate = (
        HumanTask(_("主持调解"), stage="mediation")
        .Says(_("调解员正在主持调解。"))
        .Role(Right.MEDIATE)
        .Holder(mediator_of)
        .Limit("mediation_conclude", escalate=this.chase_mediation)
        .Next(this.after_mediation)
    )
    after_mediation = (
        flow.Switch()
        .Case(this.follow_performance, cond=chose("mediate", "agreed"))
        .Default(this.choose_road)
        .Annotation(title=_("调解结果"))
    )
    chase_mediation = (
        HumanTask(_("督办：调解超期"), is_escalation=True)
        .Role(Right.SUPERVISE)
        .Limit("chase")
        .Next(this.chased_mediation)
    )
    chased_mediation = flow.End().Annotation(title=_("督办完成"))
