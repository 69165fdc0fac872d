"""Roles as data: each is a title, a plain description and the rights it carries."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offices.rights import WATCH, Right


@dataclass(frozen=True)
class Role:
    """A role of staff. `code` is stored in rows and never renamed."""

    code: str
    title: str | Promise
    description: str | Promise
    rights: frozenset[Right]


_READ = {Right.READ_CASE, Right.REVEAL_PERSONAL_DATA}

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "intake_officer",
            _("受理员"),
            _("登记各渠道的投诉，受理、退回补正、不予受理或移送。"),
            frozenset({Right.REGISTER_CASE, Right.DECIDE_ACCEPTANCE, Right.EARLY_INTERVENTION} | _READ),
        ),
        Role(
            "mediator",
            _("调解员"),
            _("早期介入，主持调解，制作调解协议，跟踪履行。"),
            frozenset({Right.EARLY_INTERVENTION, Right.MEDIATE} | _READ),
        ),
        Role(
            "inspector",
            _("劳动保障监察员"),
            _("责令支付，处罚，移交仲裁、法院或公安。"),
            frozenset({Right.INSPECT} | _READ),
        ),
        Role(
            "petition_officer",
            _("信访专员"),
            _("登记信访，转送交办，答复，复查复核。"),
            frozenset({Right.REGISTER_PETITION, Right.HANDLE_PETITION, Right.REVIEW_PETITION} | _READ),
        ),
        Role(
            "supervisor",
            _("督办"),
            _("看期限，批延期，改派，裁决管辖争议。"),
            frozenset({Right.SUPERVISE, Right.ASSIGN_MEDIATOR} | _READ),
        ),
        Role("auditor", _("审计"), _("什么都能看，什么都不能改。"), frozenset({Right.AUDIT, Right.READ_CASE})),
        Role("administrator", _("管理员"), _("机构、人员、日历、规则、文本。"), frozenset({Right.ADMINISTER})),
    )
}


BY_TWO = frozenset(code for code, role in ROLES.items() if WATCH & role.rights)
"""Roles that nobody gets or loses by one administrator's word."""
