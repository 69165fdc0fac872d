"""What can happen to the money of a case."""

from django.utils.translation import gettext_lazy as _

from cases.events import register

for _name, _sentence in {
    "claim_recorded": _("登记请求：%(lines)s 项，共 %(total)s 元"),
    "lines_agreed": _("确定应付：共 %(total)s 元"),
    "plan_made": _("制定付款计划（%(source)s）：%(items)s 笔，共 %(total)s 元"),
    "payment_reported": _("登记付款 %(amount)s 元，等待劳动者本人确认"),
    "payment_confirmed": _("劳动者本人确认收到 %(amount)s 元（%(through)s）"),
    "payment_denied": _("劳动者本人否认收到 %(amount)s 元（%(through)s）"),
    "instalment_defaulted": _("第 %(number)s 期逾期未付，共 %(amount)s 元"),
    "order_issued": _("责令限期支付 %(amount)s 元，期限 %(pay_by)s"),
}.items():
    register(_name, _sentence)
