"""How many people the rows of a case's parties are."""

from collections import Counter

from cases.models import CLAIMANTS, Case, Party


def claimants_of(case: Case) -> int:
    """Count the people who complain or petition: who petitions about the own wages stands in two rows.

    One name with one phone in two roles is one person; in one role twice it is two, and so is all else.
    """
    rows = Party.objects.filter(case=case, role__in=CLAIMANTS).values_list("phone_index", "name", "role", "pk")
    counted = Counter(((phone, name) if phone else (str(pk), ""), role) for phone, name, role, pk in rows)
    most: dict[tuple[str, str], int] = {}
    for (person, _role), count in counted.items():
        most[person] = max(most.get(person, 0), count)
    return sum(most.values())
