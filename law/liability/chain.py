"""The liability chain: from the facts of a project to everyone who must pay, pay first or advance, in order.

Order 724 arts 16-22, 29-30, 36-37 and 63; LCL arts 58, 62, 92 and 94; 法释〔2025〕12号 arts 1-3. Only parties above the
unit that hired the workers are reached: a general contractor does not answer for another project, nor a user unit for
another's workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from law.citations import Citation, cite
from law.errors import InvalidFact
from law.liability.facts import INVESTOR_FORMS, LiabilityFacts, LiableParty, PartyForm, Relation, RelationKind
from law.liability.notes import notes_for
from law.tables.liability import LIABILITY_ROWS, Duty, LiabilityRow

GOVERNMENT = "government"
LAST_DEBTOR_RANK = 16
"""Ranks up to here are the debtors themselves; higher ranks pay for others."""
UPWARD = frozenset(
    {
        RelationKind.CONTRACTS,
        RelationKind.SUBCONTRACTS,
        RelationKind.PASSES_ON,
        RelationKind.HANDS_OVER,
        RelationKind.LENDS_NAME,
        RelationKind.INVESTS,
        RelationKind.SUCCEEDS,
    }
)
DOWNWARD = frozenset({RelationKind.DISPATCHES, RelationKind.SUPPLIES})


@dataclass(frozen=True, slots=True)
class Liability:
    """One ground on which one party answers. `cap` limits an advance; None means no limit is known or none exists."""

    rank: int
    party: str
    name: str
    duty: Duty
    code: str
    citation: Citation
    text_zh: str
    text_en: str
    rule_version: str
    cap: Decimal | None = None
    cap_unknown: bool = False
    scope: str = "all"
    recover_from: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the ground as plain JSON values."""
        return {
            "rank": self.rank,
            "party": self.party,
            "name": self.name,
            "duty": self.duty.value,
            "code": self.code,
            "citation": str(self.citation),
            "text_zh": self.text_zh,
            "text_en": self.text_en,
            "rule_version": self.rule_version,
            "cap": None if self.cap is None else str(self.cap),
            "cap_unknown": self.cap_unknown,
            "scope": self.scope,
            "recover_from": list(self.recover_from),
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """Everyone who answers, in order, with what the officer must know besides."""

    liabilities: tuple[Liability, ...]
    notes: tuple[dict[str, str], ...]

    @property
    def payers(self) -> tuple[str, ...]:
        """The parties in the order in which they are asked, each once."""
        return tuple(dict.fromkeys(liability.party for liability in self.liabilities))

    def as_dict(self) -> dict[str, object]:
        """Return the chain as plain JSON values."""
        return {
            "liabilities": [liability.as_dict() for liability in self.liabilities],
            "payers": list(self.payers),
            "notes": list(self.notes),
        }


def liability_chain(facts: LiabilityFacts) -> Chain:
    """Return everyone who must pay, pay first or advance, and the notes that go with it.

    Raises `InvalidFact` when relations contradict the parties, such as a licensed dispatcher said to be unlicensed.
    """
    builder = _Builder(facts)
    for relation in facts.of(*RelationKind):
        if builder.reaches(relation):
            builder.apply(relation)
    builder.apply_project()
    found = {(item.rank, item.party, item.code): item for item in builder.found}
    return Chain(
        liabilities=tuple(found[key] for key in sorted(found)),
        notes=notes_for(facts, frozenset(item.code for item in builder.found)),
    )


def connected(facts: LiabilityFacts) -> frozenset[str]:
    """Return the parties that can answer for the workers, starting from whoever hired them."""
    reached = {relation.upper for relation in facts.of(RelationKind.EMPLOYS)}
    while True:
        more = {relation.upper for relation in facts.relations if relation.kind in UPWARD and relation.lower in reached}
        more |= {
            relation.lower for relation in facts.relations if relation.kind in DOWNWARD and relation.upper in reached
        }
        for relation in facts.of(RelationKind.SHARES_WORKERS):
            if {relation.upper, relation.lower} & reached:
                more |= {relation.upper, relation.lower}
        if more <= reached:
            return frozenset(reached)
        reached |= more


class _Builder:
    """Collects the grounds; one method per kind of relation."""

    def __init__(self, facts: LiabilityFacts) -> None:
        self.facts = facts
        self.rows = {row.code: row for row in LIABILITY_ROWS if row.holds_on(facts.owed_on)}
        self.chain = connected(facts)
        self.construction_units = {relation.upper for relation in facts.of(RelationKind.CONTRACTS)} & self.chain
        self.found: list[Liability] = []

    def reaches(self, relation: Relation) -> bool:
        """Say whether the relation concerns these workers: its hiring side belongs to the chain."""
        if relation.kind in UPWARD:
            return relation.lower in self.chain
        return relation.upper in self.chain

    def apply(self, relation: Relation) -> None:
        """Add the grounds that follow from one relation."""
        actions = {
            RelationKind.EMPLOYS: self._employs,
            RelationKind.CONTRACTS: self._contracts,
            RelationKind.SUBCONTRACTS: self._subcontracts,
            RelationKind.PASSES_ON: self._passes_on,
            RelationKind.HANDS_OVER: self._hands_over,
            RelationKind.LENDS_NAME: self._lends_name,
            RelationKind.DISPATCHES: self._dispatches,
            RelationKind.SUPPLIES: self._supplies,
            RelationKind.INVESTS: self._invests,
            RelationKind.SUCCEEDS: self._succeeds,
            RelationKind.SHARES_WORKERS: self._shares_workers,
        }
        actions[relation.kind](relation)

    def apply_project(self) -> None:
        """Add the grounds that follow from the project itself and from an employer who cannot pay."""
        if self.facts.unlawful_project:
            for unit in sorted(self.construction_units):
                self._add("unlawful_project", self.facts.party(unit))
        debtors = {item.party for item in self.found if item.rank <= LAST_DEBTOR_RANK}
        parties = [self.facts.party(debtor) for debtor in sorted(debtors)]
        unable = tuple(party.id for party in parties if party.cannot_pay or party.absconded)
        if unable:
            self._add("emergency_fund", LiableParty(GOVERNMENT, "县级以上人民政府"), recover=unable, scope="part")

    def _add(
        self,
        code: str,
        party: LiableParty,
        *,
        recover: tuple[str, ...] = (),
        cap: Decimal | None = None,
        cap_unknown: bool = False,
        scope: str = "all",
    ) -> None:
        row: LiabilityRow | None = self.rows.get(code)
        if row is None:
            return
        self.found.append(
            Liability(
                rank=row.rank,
                party=party.id,
                name=party.name,
                duty=row.duty,
                code=code,
                citation=cite(row.instrument, row.article),
                text_zh=row.text_zh,
                text_en=row.text_en,
                rule_version=row.version,
                cap=cap,
                cap_unknown=cap_unknown,
                scope=scope,
                recover_from=recover if row.recovers else (),
            )
        )

    def _employs(self, relation: Relation) -> None:
        party = self.facts.party(relation.upper)
        if party.form is PartyForm.INDIVIDUAL:
            self._add("individual_contractor", party)
        elif party.form is PartyForm.UNQUALIFIED_UNIT:
            self._add("unqualified_employer", party)
        elif any(r.upper == party.id and party.licensed_dispatcher for r in self.facts.of(RelationKind.DISPATCHES)):
            self._add("licensed_dispatcher", party)
        else:
            in_force = "employer" if "employer" in self.rows else "labour_contract_employer"
            self._add(in_force, party)

    def _contracts(self, relation: Relation) -> None:
        owner = self.facts.party(relation.upper)
        if self.facts.party(relation.lower).is_unqualified:
            self._add("contracted_to_unqualified", owner)
        if not relation.price_paid_in_time and relation.unpaid_price != 0:
            cap = relation.unpaid_price
            self._add("construction_unit_advances", owner, cap=cap, cap_unknown=cap is None)

    def _subcontracts(self, relation: Relation) -> None:
        contractor = self.facts.party(relation.upper)
        if self.facts.party(relation.lower).is_unqualified:
            self._add("contracted_to_unqualified", contractor)
            self._add("qualified_contractor_answers", contractor)
        self._add("general_contractor_for_subcontractor", contractor, recover=(relation.lower,))

    def _passes_on(self, relation: Relation) -> None:
        contractor = self.facts.party(relation.upper)
        if self.facts.party(relation.lower).is_unqualified:
            self._add("qualified_contractor_answers", contractor)
        self._add("general_contractor_passed_on", contractor, recover=(relation.lower,))

    def _hands_over(self, relation: Relation) -> None:
        giver = self.facts.party(relation.upper)
        if not self.facts.party(relation.lower).is_unqualified:
            return
        self._add("gave_work_to_unqualified", giver)
        if not giver.is_unqualified:
            self._add("qualified_contractor_answers", giver)

    def _lends_name(self, relation: Relation) -> None:
        lender = self.facts.party(relation.upper)
        if lender.id in self.construction_units:
            self._add("construction_name_lender", lender)
            return
        self._add("name_lender", lender, recover=(relation.lower,))
        if self.facts.party(relation.lower).is_unqualified:
            self._add("name_lender_interpretation", lender, recover=(relation.lower,))

    def _dispatches(self, relation: Relation) -> None:
        dispatcher, user = self.facts.party(relation.upper), self.facts.party(relation.lower)
        if not dispatcher.licensed_dispatcher:
            self._add("user_of_supplied_workers", user, recover=(dispatcher.id,))
            return
        self._add("dispatch_user", user, scope="overtime_and_bonus")
        if relation.harmed_by_user:
            self._add("dispatch_user_harm", user, scope="harm")

    def _supplies(self, relation: Relation) -> None:
        if self.facts.party(relation.upper).licensed_dispatcher:
            raise InvalidFact("relations", "有劳务派遣许可证的单位请用劳务派遣关系")
        self._add("user_of_supplied_workers", self.facts.party(relation.lower), recover=(relation.upper,))

    def _invests(self, relation: Relation) -> None:
        owned = self.facts.party(relation.lower)
        if owned.form in INVESTOR_FORMS:
            self._add("investor", self.facts.party(relation.upper))
        elif owned.form is PartyForm.UNQUALIFIED_UNIT:
            self._add("investor_of_unqualified", self.facts.party(relation.upper))

    def _succeeds(self, relation: Relation) -> None:
        if relation.workers_consented:
            self._add("successor", self.facts.party(relation.upper))

    def _shares_workers(self, relation: Relation) -> None:
        for end in (relation.upper, relation.lower):
            self._add("related_companies", self.facts.party(end))
