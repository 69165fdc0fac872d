"""A query code is issued again: to the phone that proved itself, or at the counter once identity was checked."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import query_codes
from cases.access import may_read
from cases.models import CLAIMANTS, Case, Party
from cases.services import record_access
from offices.actors import Actor, staff_actor
from offices.errors import NotPermitted, Refusal
from offices.language import in_source
from offices.models import Staff
from offices.rights import Right
from workflows import messages
from workflows.acts.base import declare

REGISTERING = (Right.REGISTER_CASE, Right.REGISTER_PETITION)
CHECKS: dict[str, str | Promise] = {
    "id_card": gettext_lazy("窗口核对本人身份证"),
    "other_id": gettext_lazy("窗口核对本人其他证件"),
}
"""How a person proves at the counter who they are."""


@declare(parties=CLAIMANTS)
def issue_to_party(*, party: Party, token: str, by: Actor, at: datetime) -> str:
    """Issue the code again to whom it was given, whose phone has just been proven. Raises NotPermitted or Refusal."""
    issue_to_party.require_party(by, party.case)
    if by.party_id != party.pk or not query_codes.is_owner(party):
        raise NotPermitted(_("查询码只重新发给登记时领取的人（多人案件是代表）。"))
    return _issue(party.case, token, by, at, through=gettext_lazy("本人手机验证"))


@declare(rights=REGISTERING)
def issue_at_counter(*, case: Case, check: str, token: str, by: Staff, at: datetime) -> str:
    """Issue the code again to the person at the counter, whose identity was checked. Raises NotPermitted or Refusal.

    The officer sees the code: that is written into the ledger of looks.
    """
    if not may_read(by, case, at) or not issue_at_counter.allows(by, case, at):
        raise NotPermitted(_("你没有重新发查询码的权限。"))
    if check not in CHECKS:
        raise Refusal(_("请先核对身份，并选择看了什么证件。"), code="identity_unchecked", field="check")
    # Written first: whoever sees a code has been written down, whatever happens then.
    record_access(case=case, staff=by, what="query_code", purpose=in_source(CHECKS[check]), at=at)
    return _issue(case, token, staff_actor(by), at, through=CHECKS[check])


@transaction.atomic
def _issue(case: Case, token: str, by: Actor, at: datetime, *, through: str | Promise) -> str:
    code, is_new = query_codes.issue_again(case=case, token=token, by=by, at=at, through=through)
    owner = query_codes.owner_of(case)
    if is_new and owner is not None:
        messages.tell([owner], "query_code_issued_again", case=case, at=at)
    return code
