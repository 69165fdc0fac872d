"""What can happen on the way of a case."""

from django.utils.translation import gettext_lazy as _

from cases.events import Seen, register

CONTACT_METHODS = {
    "phone": _("电话"),
    "sms": _("短信"),
    "visit": _("上门"),
    "letter": _("信函"),
    "other": _("其他"),
}
"""How an officer tried to reach the other side."""

CONTACT_RESULTS = {
    "reached": _("联系上，已说明情况"),
    "no_answer": _("无人接听或不在"),
    "refused": _("拒绝沟通"),
    "wrong_number": _("号码或地址有误"),
}
"""What came of it."""

register("decision_made", _("%(title)s：%(choice)s。%(reason)s"))
register(
    "contact_recorded",
    _("联系%(party)s（%(method)s）：%(result)s。%(note)s"),
    codes={"method": CONTACT_METHODS, "result": CONTACT_RESULTS},
)
register("task_taken", _("%(name)s接办：%(title)s"))
register("task_reassigned", _("%(title)s改派给%(name)s：%(reason)s"))
register("task_freed", _("%(name)s离任，%(title)s放回待办"))
register("step_undone", _("撤销最后一步，回到%(title)s：%(reason)s"))
register("case_returned", _("退回到%(title)s：%(reason)s"), seen_by=Seen.PARTIES)
register("case_cancelled", _("撤销登记：%(reason)s"), seen_by=Seen.PARTIES)
register("case_withdrawn", _("本人撤回：%(reason)s"), seen_by=Seen.PARTIES)
register("rung_fired", _("%(title)s：%(rung)s"))
register("jurisdiction_referred", _("管辖争议报%(office)s决定"))
register("assistance_asked", _("请%(office)s协助：%(what)s"))
register("assistance_ended", _("%(office)s答复协助事项：%(answer)s"))
register("escalated", _("%(title)s超期，交%(office)s督办"), seen_by=Seen.PARTIES)
