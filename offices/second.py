"""Who, besides the one who acts, must act before an act counts: two people for money, rules and rights."""

from enum import StrEnum


class Second(StrEnum):
    """The second person of an act or an address."""

    NOBODY = "nobody"
    WORKER = "worker"  # the worker's own word, not that of whoever reported the payment
    COLLEAGUE = "colleague"  # another person with the same right; never the one who proposed it
