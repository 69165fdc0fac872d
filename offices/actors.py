"""Who acts: a member of staff, a party to a case, or the system itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from offices.models import Staff

Kind = Literal["staff", "party", "system"]


@dataclass(frozen=True)
class Actor:
    """The author of an act, as it is written into events.

    `label` never holds more personal data than a name that the reader of the case may see.
    """

    kind: Kind
    label: str
    staff_id: int | None = None
    party_id: int | None = None


SYSTEM = Actor(kind="system", label="系统")


def staff_actor(staff: "Staff") -> Actor:
    """Return the actor for a member of staff."""
    return Actor(kind="staff", label=staff.name, staff_id=staff.pk)
