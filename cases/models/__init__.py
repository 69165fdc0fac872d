"""The case file: case, parties, evidence, custody, events, and the ledger of who looked."""

from cases.models.case import Case
from cases.models.custody import Assistance, Custody
from cases.models.event import Access, Event
from cases.models.evidence import Evidence
from cases.models.numbering import NumberSeries
from cases.models.party import CLAIMANTS, RESPONDENTS, Invitation, Party
from cases.models.recusal import Recusal
from cases.models.store import StoreIdentity

__all__ = [
    "CLAIMANTS",
    "RESPONDENTS",
    "Access",
    "Assistance",
    "Case",
    "Custody",
    "Event",
    "Evidence",
    "Invitation",
    "NumberSeries",
    "Party",
    "Recusal",
    "StoreIdentity",
]
