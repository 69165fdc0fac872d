"""Who answers for the wages: the liability chain of Order 724 and the laws around it."""

from law.liability.chain import Chain, Liability, liability_chain
from law.liability.facts import LiabilityFacts, LiableParty, PartyForm, Relation, RelationKind
from law.tables.liability import Duty

__all__ = [
    "Chain",
    "Duty",
    "Liability",
    "LiabilityFacts",
    "LiableParty",
    "PartyForm",
    "Relation",
    "RelationKind",
    "liability_chain",
]
