"""What a filing carries, whoever typed it: portal, counter or telephone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from offices.models import Staff


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """One claimed sum of a worker (yuan) for a period and kind (`arrears.models.ClaimLine.Kind`)."""

    period_from: date
    period_to: date
    amount: Decimal
    kind: str = "wage"
    trace: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WorkerFacts:
    """A worker who claims. Phone in E.164; ID number upper case or empty."""

    name: str
    phone: str = ""
    phone_verified_at: datetime | None = None
    id_number: str = ""
    bank_account: str = ""
    address: str = ""
    is_representative: bool = False
    trade: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    still_working: bool = False
    pay_basis: str = "monthly"
    rate: Decimal | None = None
    has_written_contract: bool | None = None
    lines: tuple[LineFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """An employer, a contractor, or the person who hired."""

    name: str
    is_person: bool = False
    phone: str = ""
    credit_code: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """A construction site."""

    name: str
    section: str = ""
    works_price_unpaid: bool = False


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """A file already in the store, checked by content."""

    sha256: str
    content_type: str
    size: int
    original_name: str
    kind: str = "chat_photo_witness"


def page_key(given: str, people: Sequence[WorkerFacts]) -> str:
    """Return the submission key of a page that was filled in for these people.

    A second tap on the page keeps it; the next person's page, left open and filled in anew, is another filing.
    """
    told = "|".join(f"{person.name}:{person.phone}" for person in people)
    return sha256(f"{given}:{told}".encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class ComplaintFiling:
    """A wage-arrears complaint."""

    channel: str
    division_code: str
    workers: tuple[WorkerFacts, ...]
    respondent: OrganisationFacts
    labour_contractor: OrganisationFacts | None = None
    general_contractor: OrganisationFacts | None = None
    construction_unit: OrganisationFacts | None = None
    project: ProjectFacts | None = None
    facts: str = ""
    request: str = ""
    files: tuple[FileFacts, ...] = ()
    submission_key: str | None = None
    language: str = "zh-hans"
    registered_by: Staff | None = None


@dataclass(frozen=True, kw_only=True)
class PetitionFiling:
    """A petition by letter, visit, call or web. A wage matter also carries the complaint it is about."""

    form: str
    division_code: str
    petitioners: tuple[WorkerFacts, ...]
    people: int
    claim: str
    facts: str = ""
    complaint: ComplaintFiling | None = None
    files: tuple[FileFacts, ...] = ()
    submission_key: str | None = None
    language: str = "zh-hans"
    registered_by: Staff | None = None
