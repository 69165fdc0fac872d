"""回执: what was received, when, and how to follow it. The query code stands only on the copy handed over."""

from django.utils.translation import gettext_lazy as _

from documents.form import Audience, Fields, Form, as_list, check_rows


def _check(fields: Fields) -> None:
    as_list(fields, "applicants")
    as_list(fields, "papers")
    check_rows(fields, "dates", ("title", "on"))


FORM = Form(
    code="receipt",
    title=_("收件回执"),
    mark="收",
    template="documents/receipt.html",
    audience=Audience.WHOLE,
    required={
        "applicants": _("提交人"),
        "matter": _("事项"),
        "received_on": _("收到日期"),
        "dates": _("接下来的日期"),
    },
    optional={
        "respondent": _("被投诉人"),
        "amount": _("请求金额"),
        "headcount": _("人数"),
        "channel": _("提交方式"),
        "papers": _("收到的材料"),
    },
    secret={"query_code": _("查询码")},
    check=_check,
    replaces_missing=True,
)
"""`dates` is a list of {"title", "on"}; `applicants` and `papers` are a word or a list of words."""
