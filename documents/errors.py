"""What the documents app refuses."""

from offices.errors import Refusal


class FormIncomplete(Refusal):
    """A form lacks a field that its rule demands, or holds one that it cannot."""

    code = "form_incomplete"


class InPreparation(Refusal):
    """The file of a document is being made; nothing is handed out before."""

    code = "in_preparation"


class Unprintable(Refusal):
    """A name or a text holds a character that the legal fonts cannot print."""

    code = "unprintable"
