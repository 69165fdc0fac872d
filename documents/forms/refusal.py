"""不予受理通知书: the reason, its basis, where to go, and the remedy."""

from django.utils.translation import gettext_lazy as _

from documents.form import Audience, Form

FORM = Form(
    code="refusal_notice",
    title=_("不予受理通知书"),
    mark="不受",
    template="documents/refusal_notice.html",
    audience=Audience.PARTIES,
    required={
        "recipient": _("受送达人"),
        "matter": _("事项"),
        "received_on": _("收到日期"),
        "reason": _("理由"),
        "basis": _("依据"),
        "remedy": _("救济途径"),
    },
    optional={"competent_office": _("有权处理的机构"), "respondent": _("被投诉人")},
)
