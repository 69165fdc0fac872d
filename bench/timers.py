"""A step that escalates by the workflow library's own timer, with the effect of our supervisor's rung.

The timer writes the same event and the same notices, and opens the same kind of task, with its queue row and its clock.
"""

from datetime import timedelta

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

from cases import events
from cases.services import lock_case
from offices.actors import SYSTEM
from offices.clock import now
from offices.rights import Right
from workflows import messages
from workflows.nodes import HumanTask


class TimerFlow(flow.Flow):  # type: ignore[misc]
    """A step with a timeout that opens an escalation step beside it."""

    process_class = Process

    start = flow.StartHandle(this.begin).Next(this.decide)
    decide = flow.View(None).OnTimeout(timedelta(0), this.tell, interrupting=False).Next(this.end)
    tell = flow.Function(this.told).Next(this.chase)
    chase = HumanTask("督办", is_escalation=True).Role(Right.SUPERVISE).Limit("chase").Next(this.chased)
    chased = flow.End()
    end = flow.End()

    def begin(self, activation, case):
        """Start one process of a case."""
        activation.process.artifact = case
        return activation.process

    def told(self, activation):
        """Write what a supervisor's rung writes."""
        case = lock_case(activation.process.artifact_object_id)
        events.append(case, "rung_fired", by=SYSTEM, at=now(), title="受理", rung="督办")
        events.append(case, "escalated", by=SYSTEM, at=now(), title="受理", office=case.office.name)
        messages.tell_staff(
            messages.holders_of(Right.SUPERVISE, case.office),
            "clock_supervisor",
            case=case,
            at=now(),
            occasion=f"timer{activation.task.pk}",
            title="受理",
            due=now().date(),
        )
