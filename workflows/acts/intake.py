"""Acts of intake: accept, ask for papers, take them, refuse, transfer."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CLAIMANTS, Party
from cases.services import StoredFile, add_evidence, close_case, hand_custody
from offices.actors import Actor
from offices.errors import Refusal
from offices.language import in_source
from offices.models import Office, Staff
from workflows import messages, papers
from workflows.acts import custody
from workflows.acts.base import declare
from workflows.models import WorkItem


@declare(steps=("decide_acceptance",))
def accept(*, task: WorkItem, by: Staff, at: datetime, note: str = "") -> None:
    """Accept a complaint and file the case the same day (Order 25 art. 18)."""
    with accept.acting(task, by=by, at=at) as act:
        act.decide("accepted", title=gettext_lazy("受理"), reason=note)
        papers.acceptance(case=act.case, by=act.officer, at=at)
        due_on = messages.next_due(act.case, "early_intervention", at)
        messages.tell(messages.claimants(act.case), "accepted", case=act.case, at=at, due=due_on)


@declare(steps=("decide_acceptance",))
def request_supplement(*, task: WorkItem, by: Staff, at: datetime, missing: Sequence[str], note: str = "") -> None:
    """Name once, completely, what is missing; the five days begin anew when the papers are complete.

    Only once: each further answer would begin five days more. A notice that was taken back unanswered can be given
    again.
    """
    if not missing:
        raise Refusal(_("请写明还缺什么材料。"), field="missing")
    with request_supplement.acting(task, by=by, at=at) as act:
        if act.case.decisions.filter(choice="supplemented").exists():
            raise Refusal(_("补正只能一次性告知，投诉人已经补正过了：请依现有材料作出决定，或者在窗口登记补充的证据。"))
        listed = "；".join(missing)
        act.decide(
            "supplement", title=gettext_lazy("要求补正材料"), reason="；".join(part for part in (listed, note) if part)
        )
        due_on = messages.next_due(act.case, "supplement_wait", at)
        messages.tell(
            messages.claimants(act.case), "supplement_requested", case=act.case, at=at, missing=listed, due=due_on
        )


@declare(steps=("await_supplement",), parties=CLAIMANTS)
def supplement(
    *, task: WorkItem, by: Staff | Actor, at: datetime, note: str = "", files: Sequence[StoredFile] = ()
) -> None:
    """Take the papers that complete a complaint, from the worker's phone or at the counter."""
    with supplement.acting(task, by=by, at=at) as act:
        if not files and not note.strip():
            raise Refusal(_("请上传材料，或写明补充的内容。"), field="note")
        party = Party.objects.filter(pk=act.actor.party_id).first() if act.actor.party_id else None
        for file in files:
            add_evidence(case=act.case, kind="other", file=file, by=act.actor, at=at, party=party, note=note[:200])
        act.decide("supplemented", title=gettext_lazy("材料已补正"), reason=note)
        due_on = messages.next_due(act.case, "inspection_accept", at)
        messages.tell(messages.claimants(act.case), "supplement_received", case=act.case, at=at, due=due_on)


@declare(steps=("decide_acceptance",))
def refuse(*, task: WorkItem, by: Staff, at: datetime, reason_code: str, reason: str, competent_office: str) -> None:
    """Refuse in writing, with the reason and the body that is competent, and close the case as refused."""
    if not reason.strip() or not competent_office.strip():
        raise Refusal(_("不予受理必须写明理由和有权处理的机关。"), field="reason")
    with refuse.acting(task, by=by, at=at) as act:
        act.decide(f"refused_{reason_code}"[:40], title=gettext_lazy("不予受理"), reason=reason)
        papers.refusal(case=act.case, reason=reason, competent_office=competent_office, by=act.officer, at=at)
        messages.tell(messages.claimants(act.case), "refused", case=act.case, at=at, reason=reason[:60])
        close_case(case=act.case, outcome="refused", by=act.actor, at=at)


@declare(steps=("decide_acceptance",))
def transfer(*, task: WorkItem, by: Staff, at: datetime, to: Office, reason: str) -> None:
    """Hand the case to the competent office; the worker files nothing again and no day is lost.

    What forbids a transfer by itself (`custody.transfer`) forbids it here.
    """
    with transfer.acting(task, by=by, at=at) as act:
        custody.require_transferable(act.case, to, reason)
        hand_custody(case=act.case, to=to, reason=reason, by=act.actor, at=at)
        act.decide("transferred", title=in_source(gettext_lazy("移送%(office)s"), office=to.name), reason=reason)
        messages.tell(messages.claimants(act.case), "transferred", case=act.case, at=at)
