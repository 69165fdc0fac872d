"""What can happen on the way of a case."""

from django.utils.translation import gettext_lazy as _

from cases.events import register

for _name, _sentence in {
    "decision_made": _("%(title)s：%(choice)s。%(reason)s"),
    "contact_recorded": _("联系%(party)s（%(method)s）：%(result)s。%(note)s"),
    "task_taken": _("%(name)s接办：%(title)s"),
    "task_reassigned": _("%(title)s改派给%(name)s：%(reason)s"),
    "task_freed": _("%(name)s离任，%(title)s放回待办"),
    "step_undone": _("撤销最后一步，回到%(title)s：%(reason)s"),
    "case_returned": _("退回到%(title)s：%(reason)s"),
    "case_cancelled": _("撤销登记：%(reason)s"),
    "case_withdrawn": _("本人撤回：%(reason)s"),
    "rung_fired": _("%(title)s：%(rung)s"),
    "jurisdiction_referred": _("管辖争议报%(office)s决定"),
    "assistance_asked": _("请%(office)s协助：%(what)s"),
    "assistance_ended": _("%(office)s答复协助事项：%(answer)s"),
    "escalated": _("%(title)s超期，交%(office)s督办"),
}.items():
    register(_name, _sentence)
