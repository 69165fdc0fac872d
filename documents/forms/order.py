"""责令限期支付决定书 (Labour Security Inspection arts 18, 26): whom to pay, how much, by when."""

from django.utils.translation import gettext_lazy as _

from documents.form import Audience, Fields, Form, check_rows, check_total


def _check(fields: Fields) -> None:
    check_rows(fields, "items", ("worker", "amount"))
    check_total(fields, "items", "total")


FORM = Form(
    code="order_to_pay",
    title=_("责令限期支付决定书"),
    mark="责付",
    template="documents/order_to_pay.html",
    audience=Audience.WHOLE,
    required={
        "debtor": _("支付义务人"),
        "facts": _("认定的事实"),
        "basis": _("依据"),
        "items": _("应付明细"),
        "total": _("总额"),
        "pay_by": _("支付期限"),
    },
    optional={"credit_code": _("统一社会信用代码"), "address": _("地址"), "officer": _("承办人")},
    check=_check,
)
"""`items` is a list of {"worker", "amount", "period"?}."""
