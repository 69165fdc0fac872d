"""Who stands where on a project: the parties and the relations between them, checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from law.errors import InvalidFact, InvalidPeriod
from law.money import read_amount


class PartyForm(StrEnum):
    """The legal form of a party, as far as it decides who answers for its wages."""

    COMPANY = "company"
    PARTNERSHIP = "partnership"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    HOUSEHOLD_BUSINESS = "household_business"
    UNQUALIFIED_UNIT = "unqualified_unit"
    INDIVIDUAL = "individual"


INVESTOR_FORMS = frozenset({PartyForm.PARTNERSHIP, PartyForm.SOLE_PROPRIETORSHIP, PartyForm.HOUSEHOLD_BUSINESS})
"""Forms whose investor pays what the employer does not (Order 724 art. 20)."""

UNQUALIFIED_FORMS = frozenset({PartyForm.UNQUALIFIED_UNIT, PartyForm.INDIVIDUAL})
"""Forms that may not lawfully employ or contract (不具备用工主体资格)."""


class RelationKind(StrEnum):
    """How two parties hang together; `upper` is the one named first."""

    EMPLOYS = "employs"
    """`upper` hired the workers; `lower` is empty."""
    CONTRACTS = "contracts"
    """The construction unit (`upper`) gave the works to the general contractor (`lower`)."""
    SUBCONTRACTS = "subcontracts"
    """The general contractor gave part of the works to a subcontractor (分包)."""
    PASSES_ON = "passes_on"
    """The general contractor passed the whole project on (转包)."""
    HANDS_OVER = "hands_over"
    """Work outside construction was handed to another (发包)."""
    LENDS_NAME = "lends_name"
    """`upper` lets `lower` use its name or qualification (挂靠、出借资质)."""
    DISPATCHES = "dispatches"
    """The dispatcher (`upper`) sends workers to the user unit (`lower`)."""
    SUPPLIES = "supplies"
    """An individual or unqualified unit (`upper`) brings workers to the user unit (`lower`)."""
    INVESTS = "invests"
    """`upper` is an investor of `lower`."""
    SUCCEEDS = "succeeds"
    """`upper` took over from `lower` by merger or split."""
    SHARES_WORKERS = "shares_workers"
    """Two related companies use the same workers in turn, without a written contract and under shared control."""


@dataclass(frozen=True, slots=True)
class LiableParty:
    """One party of the chain. `licensed_dispatcher` counts for dispatchers only."""

    id: str
    name: str
    form: PartyForm = PartyForm.COMPANY
    licensed_dispatcher: bool = False
    cannot_pay: bool = False
    absconded: bool = False
    dissolved: bool = False

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.name.strip():
            raise InvalidFact("id", "每个主体都要有编号和名称")

    @property
    def is_unqualified(self) -> bool:
        """Say whether the party may not lawfully employ or contract."""
        return self.form in UNQUALIFIED_FORMS


@dataclass(frozen=True, slots=True)
class Relation:
    """One edge between two parties. The last three fields count for some kinds only."""

    kind: RelationKind
    upper: str
    lower: str = ""
    unpaid_price: Decimal | None = None
    """CONTRACTS: the works price due and unpaid; None when it is unknown, 0 when all was paid in time."""
    price_paid_in_time: bool = True
    workers_consented: bool = False
    """SUCCEEDS: the workers agreed in writing that the successor pays."""
    harmed_by_user: bool = False
    """DISPATCHES: the user unit caused the harm."""

    def __post_init__(self) -> None:
        if (self.kind is RelationKind.EMPLOYS) == bool(self.lower):
            raise InvalidFact("lower", "只有直接招用关系没有下级主体")
        if self.upper == self.lower:
            raise InvalidFact("lower", "一个主体不能与自己发生关系")
        if self.unpaid_price is not None:
            read_amount(self.unpaid_price, "unpaid_price")
            if self.price_paid_in_time and self.unpaid_price > 0:
                raise InvalidFact("unpaid_price", "工程款已按时付清时不能另有未结清的工程款")


@dataclass(frozen=True, slots=True)
class LiabilityFacts:
    """A project or workplace on the day the wages fell due (`owed_on`), which decides the law that applies."""

    owed_on: date
    parties: tuple[LiableParty, ...]
    relations: tuple[Relation, ...]
    construction: bool = True
    unlawful_project: bool = False
    """The project breaches planning or construction law (Order 724 art. 37)."""
    over_age_workers: bool = False
    public_funds_missing: bool = False

    def __post_init__(self) -> None:
        ids = [party.id for party in self.parties]
        if len(set(ids)) != len(ids):
            raise InvalidFact("parties", "同一个主体填了两次")
        for relation in self.relations:
            for end in (relation.upper, relation.lower):
                if end and end not in ids:
                    raise InvalidFact("relations", f"关系中的主体 {end} 不在名单里")
        edges = [(relation.kind, relation.upper, relation.lower) for relation in self.relations]
        if len(set(edges)) != len(edges):
            raise InvalidFact("relations", "同一个关系填了两次")
        if not any(relation.kind is RelationKind.EMPLOYS for relation in self.relations):
            raise InvalidFact("relations", "至少要填明由谁直接招用工人")
        if self.owed_on.year < FIRST_YEAR:
            raise InvalidPeriod("owed_on", "早于可适用的规定")
        if not self.construction:
            self._refuse_construction_relations()

    def _refuse_construction_relations(self) -> None:
        building = {RelationKind.CONTRACTS, RelationKind.SUBCONTRACTS, RelationKind.PASSES_ON}
        for relation in self.relations:
            if relation.kind in building:
                raise InvalidFact("relations", "总包、分包、转包关系只用于工程建设领域")

    def party(self, party_id: str) -> LiableParty:
        """Return the party with that id."""
        return next(party for party in self.parties if party.id == party_id)

    def of(self, *kinds: RelationKind) -> tuple[Relation, ...]:
        """Return the relations of some kinds, in a fixed order."""
        return tuple(sorted((r for r in self.relations if r.kind in kinds), key=lambda r: (r.kind, r.upper, r.lower)))


FIRST_YEAR = 2008
