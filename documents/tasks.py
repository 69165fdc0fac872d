"""The Celery side of documents: the legal fonts are made ready beside a running server."""

from celery import shared_task
from celery.signals import worker_ready

from documents import fonts


@shared_task(name="documents.tasks.prepare_fonts")
def prepare_fonts() -> int:
    """Convert the legal fonts that were not converted yet; return how many there are."""
    return len([fonts.prepare(name) for name in fonts.FAMILIES.values()])


@worker_ready.connect
def ask_for_fonts(**_signal: object) -> None:
    """Have the fonts converted once, when the first worker starts; forms use the shipped ones until then."""
    if not fonts.are_prepared():
        prepare_fonts.delay()
