"""移送材料目录: what goes with a case that is handed over to arbitration, a court, the police or another body."""

from django.utils.translation import gettext_lazy as _

from documents.form import Audience, Fields, Form, as_list, check_rows


def _check(fields: Fields) -> None:
    as_list(fields, "applicants")
    check_rows(fields, "contents", ("title",))


FORM = Form(
    code="handover_bundle",
    title=_("案件移送书"),
    mark="移",
    template="documents/handover_bundle.html",
    audience=Audience.PARTIES,
    required={
        "body": _("接收单位"),
        "matter": _("事项"),
        "reason": _("移送理由"),
        "contents": _("材料目录"),
    },
    optional={"applicants": _("申请人"), "respondent": _("被投诉人"), "amount": _("金额"), "officer": _("承办人")},
    check=_check,
)
"""`contents` is a list of {"title", "kind"?, "on"?, "sha256"?}."""
