"""The channel that sends nothing: the notice stands on a page that staff and developers read."""

from notices.channels.base import Outgoing


class PageChannel:
    """Marks a notice as sent; its place is the notices page."""

    def send(self, message: Outgoing) -> None:
        """Do nothing: the row in the outbox is what the page shows."""
