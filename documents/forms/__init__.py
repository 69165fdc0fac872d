"""The legal forms. Importing this package registers them all."""

from documents.forms import acceptance, agreement, handover, opinion, order, receipt, refusal

__all__ = ["acceptance", "agreement", "handover", "opinion", "order", "receipt", "refusal"]
