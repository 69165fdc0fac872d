"""What every channel takes and promises."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """A message on its way. `key` is the same at every attempt, so that a provider can drop a repetition."""

    key: str
    address: str
    body: str


class DeliveryFailed(Exception):
    """The message did not go. The text is stored: it holds no address and no body. `permanent` forbids a retry."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    """An adapter to one way of sending."""

    def send(self, message: Outgoing) -> None:
        """Send one message, or raise `DeliveryFailed`. Sending the same key twice reaches the person once."""
