"""Conflicts of interest of a mediator.

No statute lists grounds for mediators, so what stops an assignment is what the person declared, what was found in this
case, and being a party oneself; a request to change the mediator is decided by the head of the body.
"""

from django.utils.translation import gettext as _

from cases.models import Case, Party, Recusal
from mediation.models import StaffInterest
from offices.models import Staff


def _matches(interest: StaffInterest, party: Party) -> bool:
    return bool(
        (interest.credit_code and interest.credit_code == party.credit_code)
        or (interest.organisation_name and interest.organisation_name == party.name)
        or (interest.id_number_index and interest.id_number_index == party.id_number_index)
    )


def check(case: Case, staff: Staff) -> list[str]:
    """Return the reasons why this person may not mediate this case; empty when there are none."""
    reasons = [recusal.reason for recusal in Recusal.objects.filter(case=case, staff=staff)]
    parties = list(Party.objects.filter(case=case))
    for interest in StaffInterest.objects.filter(staff=staff):
        reasons += [
            _("与%(party)s有利害关系：%(relation)s") % {"party": party.name, "relation": interest.relation}
            for party in parties
            if _matches(interest, party)
        ]
    return reasons
