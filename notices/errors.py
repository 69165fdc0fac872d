"""What the notices app refuses."""

from offices.errors import Refusal


class CannotService(Refusal):
    """A service that cannot be recorded: the wrong case, or a day before the document."""

    code = "cannot_serve"
