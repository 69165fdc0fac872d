"""What can happen to the money of a case."""

from django.utils.translation import gettext_lazy as _

from arrears.models import Payment
from cases.events import Seen, register

ANSWERS = {"through": dict(Payment.Through.choices)}

register("claim_recorded", _("登记请求：%(lines)s 项，共 %(total)s 元"))
register("lines_agreed", _("确定应付：共 %(total)s 元"))
register("plan_made", _("制定付款计划（%(source)s）：%(items)s 笔，共 %(total)s 元"))
register("payment_reported", _("登记付款 %(amount)s 元，等待劳动者本人确认"))
register("payment_confirmed", _("劳动者本人确认收到 %(amount)s 元（%(through)s）"), codes=ANSWERS)
register("payment_denied", _("劳动者本人否认收到 %(amount)s 元（%(through)s）"), codes=ANSWERS)
register("instalment_defaulted", _("第 %(number)s 期逾期未付，共 %(amount)s 元"), seen_by=Seen.PARTIES)
register("order_issued", _("责令限期支付 %(amount)s 元，期限 %(pay_by)s"), seen_by=Seen.PARTIES)
