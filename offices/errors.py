"""Refusals: what a service says when it does not do what was asked."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An act that the rules do not allow, with a code, a sentence for the person and the article."""

    code = "refused"

    def __init__(self, message: str | Promise, *, code: str = "", article: str = "", field: str = "") -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.code = code or type(self).code
        self.article = article
        self.field = field


class NotPermitted(Refusal):
    """The actor holds no right to this act on this office or case."""

    code = "not_permitted"


class SecondPersonNeeded(Refusal):
    """One person's word is not enough; another who holds the same right has to confirm."""

    code = "second_person_needed"
