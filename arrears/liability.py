"""From the parties of a case to everyone who must pay, in the words of `law.liability`."""

from dataclasses import dataclass

from arrears.models import Employment
from cases.models import Case, Party
from law.errors import LawError
from law.liability import LiabilityFacts, LiableParty, PartyForm, Relation, RelationKind, liability_chain
from offices.clock import legal_day
from offices.language import law_language


@dataclass(frozen=True)
class Payer:
    """Someone who must pay, with the reason."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}：{self.reason}"


def _liable(party: Party) -> LiableParty:
    form = PartyForm.INDIVIDUAL if party.is_person else PartyForm.COMPANY
    return LiableParty(id=str(party.pk), name=party.name, form=form)


def _relations(employer: Party, contractor: Party | None, owner: Party | None, unpaid_price: bool) -> list[Relation]:
    relations = [Relation(RelationKind.EMPLOYS, str(employer.pk))]
    if contractor is not None and contractor.pk != employer.pk:
        relations.append(Relation(RelationKind.SUBCONTRACTS, str(contractor.pk), str(employer.pk)))
    if owner is not None:
        lower = str((contractor or employer).pk)
        relations.append(Relation(RelationKind.CONTRACTS, str(owner.pk), lower, price_paid_in_time=not unpaid_price))
    return relations


def payers_of(case: Case) -> list[Payer]:
    """Return who must pay, pay first or advance, by what is known of the case; empty when too little is known."""
    parties = list(Party.objects.filter(case=case).exclude(role__in=[Party.Role.WORKER, Party.Role.PETITIONER]))
    by_role = {party.role: party for party in parties}
    employer = by_role.get(Party.Role.RESPONDENT) or by_role.get(Party.Role.LABOUR_CONTRACTOR)
    if employer is None:
        return []
    project = getattr(case, "project", None)
    ended = Employment.objects.filter(case=case, ended_on__isnull=False).order_by("-ended_on").first()
    contractor = by_role.get(Party.Role.GENERAL_CONTRACTOR) if project else None
    owner = by_role.get(Party.Role.CONSTRUCTION_UNIT) if project else None
    involved = [party for party in (employer, contractor, owner) if party is not None]
    try:
        chain = liability_chain(
            LiabilityFacts(
                owed_on=ended.ended_on if ended and ended.ended_on else legal_day(case.received_at),
                parties=tuple(_liable(party) for party in involved),
                relations=tuple(_relations(employer, contractor, owner, bool(project and project.works_price_unpaid))),
                construction=project is not None,
            )
        )
    except LawError:
        return []
    english = law_language() == "en"
    return [Payer(item.name, item.text_en if english else item.text_zh) for item in chain.liabilities]
