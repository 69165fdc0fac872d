"""Which roads are open for a claim today, what each costs and closes, and what its dates mean."""

from law.routes.advice import Advice, Severity, filing_dates_advice
from law.routes.facts import AgreementFacts, AwardFacts, ClaimKind, Filing, FilingKind, FilingStatus, RouteFacts
from law.routes.limitation import Limit, Standing, arbitration_limit, inspection_limit
from law.routes.opening import open_routes
from law.routes.petition import PetitionClass, PetitionFacts, PetitionNature, petition_class
from law.routes.roads import RoadState, Route
from law.routes.windows import Window

__all__ = [
    "Advice",
    "AgreementFacts",
    "AwardFacts",
    "ClaimKind",
    "Filing",
    "FilingKind",
    "FilingStatus",
    "Limit",
    "PetitionClass",
    "PetitionFacts",
    "PetitionNature",
    "RoadState",
    "Route",
    "RouteFacts",
    "Severity",
    "Standing",
    "Window",
    "arbitration_limit",
    "filing_dates_advice",
    "inspection_limit",
    "open_routes",
    "petition_class",
]
