"""What every channel takes and promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """A message on its way. `key` is the same at every attempt, so that a provider can drop a repetition.

    Carriers that send approved templates only take `template` and `parameters` (in the order of the text); the others
    take `body`.
    """

    key: str
    address: str
    body: str
    template: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


class DeliveryFailed(Exception):
    """The message did not go. The text is stored: it holds no address and no body.

    `permanent` forbids a retry; `is_unreached` says that the provider is in trouble, so that others wait, too.
    """

    def __init__(self, reason: str, *, permanent: bool = False, is_unreached: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.is_unreached = is_unreached


class Channel(Protocol):
    """An adapter to one way of sending."""

    def send(self, message: Outgoing) -> None:
        """Send one message, or raise `DeliveryFailed`. Sending the same key twice reaches the person once."""
