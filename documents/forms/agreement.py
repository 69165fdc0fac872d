"""调解协议书 (Rules on Consultation and Mediation art. 26): parties, requests, result, limit, performance."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.errors import FormIncomplete
from documents.form import Audience, Fields, Form, check_rows, check_total

MOST_WORKERS = 100


def _check(fields: Fields) -> None:
    check_rows(fields, "workers", ("name",))
    check_rows(fields, "items", ("worker", "due_on", "amount"))
    if len(fields["workers"]) > MOST_WORKERS:
        raise FormIncomplete(_("一份协议最多列%(most)s人，请分开制作。") % {"most": MOST_WORKERS}, field="workers")
    names = {worker["name"] for worker in fields["workers"]}
    if {item["worker"] for item in fields["items"]} != names:
        raise FormIncomplete(_("付款明细应当写明每一名劳动者的金额和日期。"), field="items")
    if any(Decimal(item["amount"]) <= 0 for item in fields["items"]):
        raise FormIncomplete(_("付款金额应当大于零。"), field="items")
    check_total(fields, "items", "total")


FORM = Form(
    code="mediation_agreement",
    title=gettext_lazy("调解协议书"),
    mark="调协",
    template="documents/mediation_agreement.html",
    audience=Audience.WHOLE,
    required={
        "workers": gettext_lazy("申请人"),
        "respondent": gettext_lazy("被申请人"),
        "requests": gettext_lazy("请求事项"),
        "result": gettext_lazy("调解结果"),
        "items": gettext_lazy("付款明细"),
        "total": gettext_lazy("总额"),
        "method": gettext_lazy("履行方式"),
        "mediator": gettext_lazy("调解员"),
        "agreed_on": gettext_lazy("协议日期"),
    },
    optional={
        "default_clause": gettext_lazy("违约责任"),
        "facts": gettext_lazy("争议事实"),
        "guarantor": gettext_lazy("保证人"),
        "place": gettext_lazy("调解地点"),
    },
    check=_check,
)
"""`workers`: [{"name", "id_number"?}]; `respondent`: {"name", "credit_code"?, "representative"?, "address"?};
`items`: [{"worker", "number"?, "due_on", "amount"}], the worker by name.
"""
