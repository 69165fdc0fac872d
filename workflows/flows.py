"""The processes. They say only what follows what; node names are stored in rows and never renamed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from workflows.models import PetitionProcess, WageComplaintProcess
from workflows.nodes import WAITING_LOCK
from workflows.stages.custody import CustodySteps
from workflows.stages.early_intervention import EarlyIntervention
from workflows.stages.intake import Intake
from workflows.stages.mediation import Mediation
from workflows.stages.petition import PetitionRoute, Review
from workflows.stages.resolution import Inspection, Resolution


class CaseFlow:
    """What every flow of a case has in common: the waiting lock, and the start from a filing."""

    lock_impl = WAITING_LOCK

    def on_filed(self, activation: Any, case: Any) -> Any:
        """Tie the process to its case."""
        activation.process.artifact = case
        return activation.process


class WageComplaintFlow(
    CustodySteps, Intake, EarlyIntervention, Mediation, Inspection, Resolution, CaseFlow, flow.Flow
):  # type: ignore[misc]
    """Wage-arrears complaint, from the worker's phone to money in the worker's hand."""

    process_class = WageComplaintProcess
    process_title = _("欠薪投诉流程")

    filed = flow.StartHandle(this.on_filed).Next(this.decide_acceptance).Annotation(title=_("收到投诉"))


class PetitionFlow(  # type: ignore[misc]
    CustodySteps,
    PetitionRoute,
    Review,
    Intake,
    EarlyIntervention,
    Mediation,
    Inspection,
    Resolution,
    CaseFlow,
    flow.Flow,
):
    """Petition: registered at once, led to its statutory way or answered by an opinion."""

    process_class = PetitionProcess
    process_title = _("信访流程")

    filed = flow.StartHandle(this.on_filed).Next(this.decide_route).Annotation(title=_("登记信访"))
