"""Writes of the case file. Each locks the case row first: the one lock order of the house begins here."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import access as case_access
from cases import codes, events
from cases.events import REVEALABLE
from cases.models import Access, Case, Custody, Evidence, Invitation, Party, Recusal
from cases.numbering import take_number
from cases.privacy import blind_index
from offices import access
from offices.actors import Actor, staff_actor
from offices.clock import legal_day
from offices.errors import NotPermitted, Refusal
from offices.language import in_source
from offices.models import Division, Office, Staff
from offices.rights import Right

PREFIX = {Case.Kind.WAGE_COMPLAINT: "W", Case.Kind.PETITION: "P"}
MAX_FILES_OF_PARTY, MAX_BYTES_OF_PARTY = 60, 300 * 1024 * 1024
"""How much one party may hand in to one case: a filing at its fullest (20 files of 10 MB) and as much on top."""


class StoredFile(Protocol):
    """A file that lies in the store, checked by content."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content (hexadecimal)."""

    @property
    def content_type(self) -> str:
        """What the content is."""

    @property
    def size(self) -> int:
        """The size in bytes."""

    @property
    def original_name(self) -> str:
        """The name it came with."""


class CaseClosed(Refusal):
    """The case is closed; nothing is added to it."""

    code = "case_closed"


class EvidenceFull(Refusal):
    """The party has handed in as much as one party may in one case."""

    code = "evidence_full"


def lock_case(case_id: int) -> Case:
    """Return the case with its row locked until the transaction ends. Raises Case.DoesNotExist."""
    return Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)


@transaction.atomic
def open_case(
    *,
    kind: str,
    channel: str,
    office: Office,
    division: Division,
    received_at: datetime,
    by: Actor,
    language: str = "zh-hans",
    submission_key: str | None = None,
    registered_by: Staff | None = None,
) -> tuple[Case, str]:
    """Open a case in an office and return it with its query code, which is stored only as a hash.

    It bears a name of its own until `number_case`, the last thing of a filing, gives it its number.
    """
    code = codes.code_of_submission(submission_key) if submission_key else codes.new_code()
    case = Case.objects.create(
        number=f"~{secrets.token_hex(12)}",
        kind=kind,
        channel=channel,
        office=office,
        office_path=office.path,
        division=division,
        stage=Case.Stage.PETITION if kind == Case.Kind.PETITION else Case.Stage.INTAKE,
        language=language,
        received_at=received_at,
        registered_by=registered_by,
        query_code_hash=codes.hashed(code),
        submission_key=submission_key or None,
    )
    Custody.objects.create(
        case=case,
        office=office,
        since=received_at,
        kind=Custody.Kind.RECEIVED,
        reason=in_source(gettext_lazy("收到")),
        by_staff=registered_by,
    )
    events.append(case, "case_opened", by=by, at=received_at, channel=channel)
    return case, code


@transaction.atomic
def number_case(*, case: Case, by: Actor, at: datetime) -> str:
    """Give a new case its number, without a gap per kind, division and year.

    The series is locked until the transaction ends, and everybody who files in the division waits for it: this comes
    last. A case that has its number keeps it.
    """
    if not case.number.startswith("~"):
        return case.number
    year = legal_day(case.received_at).year
    number = take_number(series=f"case-{case.kind}", division=case.office.division_id, year=year)
    case.number = f"{PREFIX[Case.Kind(case.kind)]}{case.office.division_id}-{year}-{number:05d}"
    Case.objects.filter(pk=case.pk).update(number=case.number)
    events.append(case, "case_numbered", by=by, at=at, number=case.number)
    return case.number


def _require_open(case: Case) -> None:
    if case.stage == Case.Stage.CLOSED:
        raise CaseClosed(_("案件已经结案。"))


@transaction.atomic
def add_parties(*, case: Case, people: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> list[Party]:
    """Add parties, given as fields of Party, in one statement."""
    lock_case(case.pk)
    parties = [Party(case=case, **facts) for facts in people]
    for party in parties:
        party.phone_index = blind_index(party.phone, purpose="phone")
        party.id_number_index = blind_index(party.id_number, purpose="id_number")
    for party in Party.objects.bulk_create(parties):
        events.append(case, "party_added", by=by, at=at, role=Party.Role(party.role).label, party=party.pk)
    return parties


def _require_room(party: Party, file: StoredFile) -> None:
    """Refuse a file beyond what the party may hand in; the row of the case is locked, so the count holds."""
    there = Evidence.objects.filter(case=party.case_id, by_party=party).aggregate(files=Count("pk"), size=Sum("size"))
    if there["files"] >= MAX_FILES_OF_PARTY or (there["size"] or 0) + file.size > MAX_BYTES_OF_PARTY:
        raise EvidenceFull(
            _("一方在一个案件里最多提交 %(files)s 个文件、共 %(size)s MB。还有材料，请联系承办机构当面提交。")
            % {"files": MAX_FILES_OF_PARTY, "size": MAX_BYTES_OF_PARTY // 1024**2}
        )


@transaction.atomic
def add_evidence(
    *,
    case: Case,
    kind: str,
    file: StoredFile,
    by: Actor,
    at: datetime,
    party: Party | None = None,
    note: str = "",
) -> Evidence:
    """Add a stored file as evidence; the same bytes of one kind are added once. Raises CaseClosed, EvidenceFull."""
    _require_open(lock_case(case.pk))
    if party is not None and not Evidence.objects.filter(case=case, kind=kind, sha256=file.sha256).exists():
        _require_room(party, file)
    evidence, made = Evidence.objects.get_or_create(
        case=case,
        kind=kind,
        sha256=file.sha256,
        defaults={
            "content_type": file.content_type,
            "size": file.size,
            "original_name": file.original_name,
            "note": note,
            "by_party": party,
            "by_staff_id": by.staff_id,
            "added_at": at,
        },
    )
    if made:
        kind_title = Evidence.Kind(evidence.kind).label
        events.append(case, "evidence_added", by=by, at=at, kind=kind_title, sha256=file.sha256, evidence=evidence.pk)
    return evidence


@transaction.atomic
def add_evidence_of_filing(
    *, case: Case, files: Sequence[tuple[str, StoredFile]], by: Actor, at: datetime, party: Party | None
) -> None:
    """Add the files that came with a filing, given with their kind, in one statement; the same file counts once."""
    _require_open(lock_case(case.pk))
    there = set(Evidence.objects.filter(case=case).values_list("kind", "sha256"))
    once = {(kind, file.sha256): file for kind, file in files if (kind, file.sha256) not in there}
    pieces = Evidence.objects.bulk_create(
        Evidence(
            case=case,
            kind=kind,
            sha256=file.sha256,
            content_type=file.content_type,
            size=file.size,
            original_name=file.original_name,
            by_party=party,
            by_staff_id=by.staff_id,
            added_at=at,
        )
        for (kind, _sha256), file in once.items()
    )
    for piece in pieces:
        kind_title = Evidence.Kind(piece.kind).label
        events.append(case, "evidence_added", by=by, at=at, kind=kind_title, sha256=piece.sha256, evidence=piece.pk)


def _revoke_links(case: Case, at: datetime) -> None:
    Invitation.objects.filter(party__case=case, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def hand_custody(
    *, case: Case, to: Office, reason: str | Promise, by: Actor, at: datetime, kind: str = Custody.Kind.TRANSFER
) -> Custody:
    """Hand the case to another office: one interval ends at the instant at which the next begins.

    What the former office sent out opens nothing any more: the office that holds the case now invites anew.
    """
    locked = lock_case(case.pk)
    current = Custody.objects.select_for_update().get(case=case, until__isnull=True)
    if current.office_id == to.pk:
        return current
    current.until = at
    current.save(update_fields=["until"])
    _revoke_links(case, at)
    reason = in_source(reason)
    custody = Custody.objects.create(
        case=case, office=to, since=at, kind=kind, reason=reason[:300], by_staff_id=by.staff_id
    )
    for row in (locked, case):
        row.office, row.office_path = to, to.path
    locked.save(update_fields=["office", "office_path"])
    events.append(case, "custody_taken", by=by, at=at, office=to.name, reason=reason)
    return custody


@transaction.atomic
def set_stage(*, case: Case, stage: str, by: Actor, at: datetime) -> None:
    """Move an open case to a stage. Raises CaseClosed."""
    locked = lock_case(case.pk)
    _require_open(locked)
    case.stage = stage
    if locked.stage != stage:
        Case.objects.filter(pk=case.pk).update(stage=stage)
        events.append(case, "stage_entered", by=by, at=at, stage=Case.Stage(stage).label)


@transaction.atomic
def close_case(*, case: Case, outcome: str, by: Actor, at: datetime) -> None:
    """Close a case. The database refuses `paid` while a worker's lines and confirmed payments differ."""
    _require_open(lock_case(case.pk))
    Custody.objects.filter(case=case, until__isnull=True).update(until=at)
    _revoke_links(case, at)
    case.stage, case.outcome, case.closed_at = Case.Stage.CLOSED, outcome, at
    Case.objects.filter(pk=case.pk).update(stage=case.stage, outcome=outcome, closed_at=at)
    events.append(case, "case_closed", by=by, at=at, outcome=Case.Outcome(outcome).label)


@transaction.atomic
def reopen_case(*, case: Case, stage: str, by: Actor, at: datetime, reason: str) -> None:
    """Open a closed case again in the office that closed it."""
    locked = lock_case(case.pk)
    if locked.stage != Case.Stage.CLOSED:
        raise Refusal(_("案件没有结案。"), code="not_closed")
    case.stage, case.outcome, case.closed_at = stage, "", None
    Case.objects.filter(pk=case.pk).update(stage=stage, outcome="", closed_at=None)
    Custody.objects.create(case=case, office=locked.office, since=at, reason=reason[:300], by_staff_id=by.staff_id)
    events.append(case, "case_reopened", by=by, at=at, reason=reason)


@transaction.atomic
def recuse(*, case: Case, staff: Staff, reason: str, by: Actor, at: datetime) -> Recusal:
    """Keep a person out of the case from now on."""
    lock_case(case.pk)
    recusal, made = Recusal.objects.get_or_create(
        case=case, staff=staff, defaults={"reason": reason[:300], "found_by": by.label, "at": at}
    )
    if made:
        events.append(case, "staff_recused", by=by, at=at, name=staff.name, reason=reason)
    return recusal


def record_access(
    *, case: Case | None, staff: Staff, what: str, at: datetime, purpose: str = "", party: Party | None = None
) -> None:
    """Write into the ledger of looks, before anything is shown; whatever fails afterwards does not undo it.

    It is a transaction of its own, on the connection of the page. Raises RuntimeError inside another transaction,
    which could take the look back.
    """
    party_id = party.pk if party else None
    with transaction.atomic(durable=True):
        Access.objects.create(case=case, staff=staff, what=what, party_id=party_id, purpose=purpose, at=at)


def reveal(*, party: Party, field: str, purpose: str, by: Staff, at: datetime) -> str:
    """Return one identifier in full after writing down who looks and why. Raises NotPermitted."""
    if field not in REVEALABLE:
        raise Refusal(_("没有这项信息。"), code="unknown_field")
    case = party.case
    if not access.can(by, Right.REVEAL_PERSONAL_DATA, case.office_path, at) or case_access.is_recused(by, case):
        raise NotPermitted(_("你没有查看个人信息原文的权限。"))
    with transaction.atomic():
        lock_case(case.pk)
        events.append(
            case, "personal_data_revealed", by=staff_actor(by), at=at, field=field, purpose=purpose, party=party.pk
        )
        value: str = getattr(party, field)
    record_access(case=case, staff=by, what=field, purpose=purpose, party=party, at=at)
    return value


def cases_of_phone(phone: str) -> list[Case]:
    """Return the cases in which a phone (E.164) is a worker's or a petitioner's, newest first."""
    index = blind_index(phone, purpose="phone")
    roles = [Party.Role.WORKER, Party.Role.PETITIONER]
    parties = Party.objects.filter(phone_index=index, role__in=roles)
    return list(Case.objects.filter(parties__in=parties).distinct().order_by("-received_at")) if index else []


def _token_hash(token: str) -> str:
    return hmac.new(b"invitation", token.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def invite(*, party: Party, by: Actor, at: datetime, days: int = 30) -> str:
    """Make an invitation for a respondent and return its token, which is stored only as a hash."""
    lock_case(party.case_id)
    Invitation.objects.filter(party=party, revoked_at__isnull=True).update(revoked_at=at)
    token = secrets.token_urlsafe(24)
    expires_at = at + timedelta(days=days)
    Invitation.objects.create(party=party, token_hash=_token_hash(token), created_at=at, expires_at=expires_at)
    events.append(party.case, "respondent_invited", by=by, at=at, role=Party.Role(party.role).label, party=party.pk)
    return token


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a token was made for; whether it still opens anything, `is_open` says."""
    return _invitations().filter(token_hash=_token_hash(token)).first()


def invitation_with(invitation_id: int) -> Invitation | None:
    """Return the invitation that a session was opened with; whether it is open still, `is_open` says."""
    return _invitations().filter(pk=invitation_id).first()


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("party", "party__case", "party__case__office")
