"""What notices say: one plain text per template, short enough for three SMS pages, translatable.

No text carries an identifier, an account or a reason given in confidence: an SMS is read over shoulders.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 200
"""Characters of a text once it is filled in: three SMS pages. What must stay whole may go beyond."""

_EXACT = frozenset({"number", "url", "code", "minutes", "phone", "amount", "left", "due", "paid_on", "when", "count"})
"""Places that are wrong when they are cut: half a link opens nothing, half an amount is another one."""

_SHORTEST = 8
"""Characters that a shortened place keeps."""


class UnknownText(LookupError):
    """No notice has this template code: a fault of the caller."""


@dataclass(frozen=True)
class Text:
    """The text of one notice, with `%(name)s` places; `secret` ones open a door and are erased once they were sent.

    One for staff stands on their page and is never sent, so it needs no template at a carrier.
    """

    code: str
    text: str | Promise
    secret: tuple[str, ...] = ()
    for_staff: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The names that the text wants filled in, each once, in the Chinese order: that of a carrier's template.

        Whoever posts may be reading another language, in which the places stand in another order.
        """
        with translation.override(None):
            return tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", str(self.text))))

    def render(self, context: Mapping[str, object], *, language: str) -> str:
        """Return the text in a language, filled in; raises KeyError for a missing place.

        Names and reasons are shortened, the longest first, so that the whole stays within `MOST` characters.
        """
        with translation.override(language):
            pattern = str(self.text)
            values = {name: str(context[name]) for name in self.places}
            for name in sorted(set(values) - _EXACT, key=lambda each: -len(values[each])):
                over = len(pattern % values) - MOST
                room = max(_SHORTEST, len(values[name]) - over - 1)
                if over > 0 and room < len(values[name]):
                    values[name] = values[name][:room] + "…"
            return pattern % values


TEXTS: dict[str, Text] = {}


def register(code: str, text: str | Promise, *, secret: tuple[str, ...] = (), for_staff: bool = False) -> None:
    """Add a notice text; raises ValueError for a code used twice."""
    if code in TEXTS:
        raise ValueError(f"notice text {code} is registered twice")
    TEXTS[code] = Text(code, text, secret, for_staff)


def get_text(code: str) -> Text:
    """Return a text by its code; raises `UnknownText`."""
    try:
        return TEXTS[code]
    except KeyError:
        raise UnknownText(code) from None


_SECRET = {"verification_code": ("code",), "respondent_invited": ("url",)}

for _code, _text in {
    # What a worker, a petitioner or a respondent gets.
    "complaint_received": _(
        "【清薪】已收到你的欠薪投诉，案号%(number)s。承办：%(office)s，%(due)s前答复是否受理。查进度：%(url)s"
    ),
    "petition_received": _(
        "【清薪】已收到你的信访，案号%(number)s。承办：%(office)s，%(due)s前告知办理途径。查进度：%(url)s"
    ),
    "supplement_requested": _(
        "【清薪】案号%(number)s还缺材料：%(missing)s。请在%(due)s前补上，可网上传照片，也可到窗口。打开：%(url)s"
    ),
    "supplement_received": _("【清薪】案号%(number)s补交的材料已收到，%(due)s前答复是否受理。"),
    "accepted": _(
        "【清薪】案号%(number)s已受理。承办：%(office)s。接下来联系用人单位，%(due)s前告诉你结果。查进度：%(url)s"
    ),
    "refused": _(
        "【清薪】案号%(number)s不予受理，原因：%(reason)s。通知书里写明了可以去哪里、怎么救济，请打开：%(url)s"
    ),
    "transferred": _("【清薪】案号%(number)s已转给%(office)s办理，不用你重新提交材料，期限不重算。查进度：%(url)s"),
    "respondent_invited": _(
        "【清薪】%(office)s请你（单位）就一起工资投诉（案号%(number)s）网上答复，%(due)s前有效，请勿转发：%(url)s"
    ),
    "respondent_answered": _("【清薪】案号%(number)s：对方已经答复。承办人会联系你说明下一步。查进度：%(url)s"),
    "road_choice": _(
        "【清薪】案号%(number)s：对方有争议或联系不上。请在%(due)s前选调解、监察或仲裁，都不收费。打开：%(url)s"
    ),
    "mediation_consent_asked": _(
        "【清薪】%(office)s问你（单位）是否愿意调解（案号%(number)s）。调解自愿、不收费，请在%(due)s前答复：%(url)s"
    ),
    "mediation_refused": _("【清薪】案号%(number)s：对方不同意调解。你可以选监察或仲裁，打开：%(url)s"),
    "mediator_assigned": _("【清薪】案号%(number)s：调解员%(mediator)s负责调解。认为他与案子有关系的，可以要求换人。"),
    "session_set": _(
        "【清薪】案号%(number)s：调解会定在%(when)s，地点%(place)s。请带身份证和有关材料。来不了请提前告诉我们。"
    ),
    "mediation_failed": _("【清薪】案号%(number)s：调解没有成功。你可以选监察或仲裁，打开：%(url)s"),
    "agreement_signed": _(
        "【清薪】案号%(number)s：调解协议已制作，总额%(amount)s元，第一笔%(due)s前付。查看协议：%(url)s"
    ),
    "payment_promised": _(
        "【清薪】案号%(number)s：用人单位承诺支付%(amount)s元，第一笔%(due)s前付。收到没收到都请告诉我们：%(url)s"
    ),
    "payment_reported": _(
        "【清薪】案号%(number)s：对方说已付给你%(amount)s元（%(paid_on)s）。请在%(due)s前确认收到没有：%(url)s"
    ),
    "payments_reported": _(
        "【清薪】案号%(number)s：对方说已付%(count)s笔，共%(amount)s元（%(paid_on)s）。请在%(due)s前逐笔确认收到没有：%(url)s"
    ),
    "payment_denied": _(
        "【清薪】案号%(number)s：劳动者说没有收到%(paid_on)s的%(amount)s元，请核对并补交付款凭证：%(url)s"
    ),
    "payment_confirmed": _("【清薪】案号%(number)s：%(amount)s元已由劳动者确认收到。还差%(left)s元。"),
    "debt_due": _("【清薪】案号%(number)s：%(due)s前应当把工资付到劳动者本人账户。付款后请上传凭证：%(url)s"),
    "defaulted": _("【清薪】案号%(number)s：对方没有按期付款，已转监察处理，不用你再跑。查进度：%(url)s"),
    "order_issued": _("【清薪】案号%(number)s：已责令%(debtor)s在%(due)s前支付%(amount)s元。查看：%(url)s"),
    "order_served": _(
        "【清薪】%(office)s责令你（单位）在%(due)s前支付%(amount)s元（案号%(number)s），逾期将加付赔偿金。查看：%(url)s"
    ),
    "handed_over": _("【清薪】案号%(number)s已移送%(body)s处理，材料已一并移交。查看：%(url)s"),
    "withdrawn": _(
        "【清薪】案号%(number)s已按你的申请撤回。没有付清的工资以后仍可再投诉。不是你申请的，请马上打%(phone)s。"
    ),
    "closed_paid": _(
        "【清薪】案号%(number)s：%(amount)s元已全部由劳动者确认收到，案子结了。对办理不满意请告诉我们：%(url)s"
    ),
    "cancelled": _("【清薪】案号%(number)s因登记有误已撤销，原因：%(reason)s。有疑问请打%(phone)s。"),
    "extension_granted": _("【清薪】案号%(number)s：%(title)s延到%(due)s，理由：%(reason)s。"),
    "date_moved": _("【清薪】案号%(number)s：放假安排公布（%(notice)s），%(title)s改到%(due)s。查看：%(url)s"),
    "petition_route": _(
        "【清薪】案号%(number)s：你的信访按%(route)s办理，承办：%(office)s，期限%(due)s。告知书：%(url)s"
    ),
    "petition_elsewhere": _("【清薪】案号%(number)s：你反映的事由%(body)s处理，已转去并告知理由。查看：%(url)s"),
    "petition_opinion_served": _(
        "【清薪】案号%(number)s：处理意见书已作出，请打开看。不服的，收到后30日内可以请求复查：%(url)s"
    ),
    "review_requested": _("【清薪】案号%(number)s：复查（复核）请求已收到，%(office)s在%(due)s前答复。"),
    "review_decided": _("【清薪】案号%(number)s：%(level)s意见书已作出，请打开看，里面写明了下一步：%(url)s"),
    "right_expiring": _("【清薪】案号%(number)s：%(title)s，请在%(due)s前办，过期可能影响你的权利。打开：%(url)s"),
    "right_opened": _(
        "【清薪】案号%(number)s：调解已满十五日没有达成协议，你可以直接申请仲裁，也可以继续调解。打开：%(url)s"
    ),
    "query_code_issued_again": _(
        "【清薪】案号%(number)s的查询码已重新发放，旧的作废。不是你本人办的，请马上打%(phone)s。"
    ),
    "verification_code": _("【清薪】验证码%(code)s，%(minutes)s分钟内有效。任何人向你要验证码都不要给。"),
}.items():
    register(_code, _text, secret=_SECRET.get(_code, ()))

for _code, _text in {
    # What staff get.
    "task_assigned": _("案号%(number)s：“%(task)s”交给你办，%(due)s到期。"),
    "clock_reminder": _("案号%(number)s：%(title)s已过一半，%(due)s到期。"),
    "clock_last_day": _("案号%(number)s：%(title)s只剩最后一个工作日，%(due)s到期。"),
    "clock_supervisor": _("案号%(number)s：%(office)s的%(title)s已超期（%(due)s），请督办。"),
    "clock_upper_office": _("案号%(number)s：%(office)s的%(title)s超期三个工作日仍未办结（%(due)s），请上级督办。"),
    "clock_repeated": _("案号%(number)s：%(office)s的%(title)s仍未办结（%(due)s到期），再次督办。"),
    "jurisdiction_referred": _("案号%(number)s：管辖有争议（现在%(office)s），请指定由哪个机构办理。"),
    "assistance_asked": _("案号%(number)s：%(office)s请你机构协助：%(what)s"),
    "assistance_given": _("案号%(number)s：%(helper)s已答复协助事项。"),
    "case_arrived": _("案号%(number)s转到你机构：%(reason)s"),
    "clock_moved": _("案号%(number)s：放假安排公布（%(notice)s），%(title)s改到%(due)s到期。"),
    "debt_overdue": _("案号%(number)s：%(title)s已过约定日期（%(due)s），请核实付款并登记。"),
}.items():
    register(_code, _text, for_staff=True)
