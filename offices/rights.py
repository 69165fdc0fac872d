"""The vocabulary of rights. Each is a django-guardian permission on an office and covers the offices below."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What a role may do in an office. The names are stored in rows and never renamed."""

    REGISTER_CASE = "register_case"
    DECIDE_ACCEPTANCE = "decide_acceptance"
    EARLY_INTERVENTION = "early_intervention"
    ASSIGN_MEDIATOR = "assign_mediator"
    MEDIATE = "mediate"
    INSPECT = "inspect"
    REGISTER_PETITION = "register_petition"
    HANDLE_PETITION = "handle_petition"
    REVIEW_PETITION = "review_petition"
    SUPERVISE = "supervise"
    READ_CASE = "read_case"
    REVEAL_PERSONAL_DATA = "reveal_personal_data"
    AUDIT = "audit"
    ADMINISTER = "administer"


RIGHT_TITLES = {
    Right.REGISTER_CASE: _("登记案件"),
    Right.DECIDE_ACCEPTANCE: _("决定受理"),
    Right.EARLY_INTERVENTION: _("早期介入"),
    Right.ASSIGN_MEDIATOR: _("指派调解员"),
    Right.MEDIATE: _("主持调解"),
    Right.INSPECT: _("劳动保障监察"),
    Right.REGISTER_PETITION: _("登记信访"),
    Right.HANDLE_PETITION: _("办理信访"),
    Right.REVIEW_PETITION: _("复查复核"),
    Right.SUPERVISE: _("督办"),
    Right.READ_CASE: _("查看案件"),
    Right.REVEAL_PERSONAL_DATA: _("查看个人信息原文"),
    Right.AUDIT: _("审计"),
    Right.ADMINISTER: _("管理"),
}

CASEWORK = (
    Right.DECIDE_ACCEPTANCE,
    Right.EARLY_INTERVENTION,
    Right.MEDIATE,
    Right.INSPECT,
    Right.HANDLE_PETITION,
)
"""Rights of those who work on cases themselves."""

WATCH = frozenset({Right.ADMINISTER, Right.AUDIT})
"""Rights of those who say who does what, and of those who look at that: never lent, given and taken by two."""

OVERSIGHT = (Right.SUPERVISE, Right.ADMINISTER)
"""Rights of those who look after what stands still."""
