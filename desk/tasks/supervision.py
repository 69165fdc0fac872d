"""Escalations: what a supervisor answers to an overdue step."""

from django.utils.translation import gettext_lazy as _

from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from workflows.acts import supervision


class InstructionForm(TaskForm):
    """What is to be done about it, and by when."""

    instruction = note(required=True, label=_("督办意见：要做什么，什么时候做完"), rows=4)


ESCALATION_PAGE = TaskPage(
    "escalation",
    _("有一步已经超期。看清原因，可以改派、督促；写下督办意见，承办人会收到。"),
    (Choice("instruct", _("作出督办"), InstructionForm, supervision.close_escalation, is_main=True),),
    panel=MONEY,
)
