"""受理通知书 (Inspection Implementing Rules art. 18; Rules on Consultation and Mediation art. 22)."""

from django.utils.translation import gettext_lazy as _

from documents.form import Audience, Fields, Form, check_rows


def _check(fields: Fields) -> None:
    check_rows(fields, "dates", ("title", "on"))


FORM = Form(
    code="acceptance_notice",
    title=_("受理通知书"),
    mark="受",
    template="documents/acceptance_notice.html",
    audience=Audience.PARTIES,
    required={
        "recipient": _("受送达人"),
        "matter": _("事项"),
        "received_on": _("收到日期"),
        "accepted_on": _("受理日期"),
        "basis": _("依据"),
        "dates": _("办理期限"),
    },
    optional={"respondent": _("被投诉人"), "officer": _("承办人"), "phone": _("联系电话")},
    check=_check,
)
"""`dates` is a list of {"title", "on"}, on being the legal limit."""
