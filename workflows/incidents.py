"""What stands still and needs a hand: rungs, clocks, notices, papers and jobs that failed, tasks out of step.

The lists are read where the trouble lies, so that they are never stale; each retry is kept (`IncidentRetry`).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Recusal
from cases.services import lock_case
from clocks import heartbeats, readings
from clocks import services as clock_services
from clocks.models import Clock, Rung
from clocks.queries import with_facts
from documents import preparation
from documents.models import Document
from notices.models import Notice
from notices.queries import failing_count
from offices import access
from offices.errors import NotPermitted, Refusal
from offices.models import Staff
from offices.rights import OVERSIGHT, Right
from workflows import reconcile
from workflows.acts.base import declare
from workflows.models import FailedJob, IncidentRetry

Kind = IncidentRetry.Kind


def _scope(staff: Staff, at: datetime) -> Q:
    """Return the condition that a row's case is under a person's offices and none from which the person is recused."""
    paths = {path for right in OVERSIGHT for path in access.prefixes(staff, right, at)}
    recused = Recusal.objects.filter(staff=staff).values("case")
    return access.prefix_filter("case__office_path", tuple(sorted(paths))) & ~Q(case__in=recused)


def poisoned_rungs(staff: Staff, at: datetime) -> QuerySet[Rung]:
    """Return the rungs under a person's offices that failed and wait for their next try."""
    failed = Rung.objects.filter(_scope(staff, at), fired_at__isnull=True, attempts__gt=0)
    return failed.select_related("case", "clock").order_by("pk")


def broken_clocks(staff: Staff, at: datetime) -> QuerySet[Clock]:
    """Return the clocks under a person's offices that could not be computed when somebody looked."""
    broken = Clock.objects.filter(_scope(staff, at)).exclude(incident="")
    return broken.select_related("case").order_by("pk")


def failed_notices(staff: Staff, at: datetime) -> QuerySet[Notice]:
    """Return the notices of cases under a person's offices that could not be delivered; none to the recused."""
    failed = Notice.objects.filter(_scope(staff, at), status=Notice.Status.FAILED)
    return failed.select_related("case", "to_party", "to_staff").order_by("-pk")


def failed_papers(staff: Staff, at: datetime) -> QuerySet[Document]:
    """Return the documents of cases under a person's offices whose file could not be made several times over."""
    failed = Document.objects.filter(_scope(staff, at), sha256="", render_attempts__gte=preparation.INCIDENT_FROM)
    return failed.select_related("case").order_by("pk")


def failed_jobs(staff: Staff, at: datetime) -> QuerySet[FailedJob]:
    """Return the background jobs whose last run failed, for administrators."""
    if not access.prefixes(staff, Right.ADMINISTER, at):
        return FailedJob.objects.none()
    return FailedJob.objects.filter(settled_at__isnull=True).order_by("name")


def workers(staff: Staff, at: datetime) -> list[heartbeats.Node]:
    """Return the background processes of all machines, for administrators."""
    return heartbeats.workers(at) if access.prefixes(staff, Right.ADMINISTER, at) else []


def tasks_out_of_step(staff: Staff, at: datetime) -> list[reconcile.Disagreement]:
    """Return the tasks that the engine and the queue table see differently, for administrators."""
    return reconcile.disagreements() if access.prefixes(staff, Right.ADMINISTER, at) else []


def counts(at: datetime) -> dict[str, int]:
    """Return how many of each kind stand still in all offices: numbers only, for health."""
    return {
        "failed_rungs": Rung.objects.filter(fired_at__isnull=True, attempts__gt=0).count(),
        "broken_clocks": Clock.objects.exclude(incident="").count(),
        "failed_notices": failing_count(at=at),
        "failed_papers": Document.objects.filter(sha256="", render_attempts__gte=preparation.INCIDENT_FROM).count(),
        "failed_jobs": FailedJob.objects.filter(settled_at__isnull=True).count(),
    }


def history(keys: list[tuple[str, str]]) -> dict[tuple[str, str], list[IncidentRetry]]:
    """Return earlier retries by (kind, key), oldest first: one query."""
    found: dict[tuple[str, str], list[IncidentRetry]] = {}
    wanted = IncidentRetry.objects.filter(key__in={key for _kind, key in keys}).select_related("by")
    for row in wanted.order_by("pk"):
        found.setdefault((row.kind, row.key), []).append(row)
    return found


def _retry_rung(key: str, by: Staff, at: datetime) -> None:
    rung = poisoned_rungs(by, at).filter(pk=key).first()
    if rung is None:
        raise Refusal(_("这一项已经处理。"))
    lock_case(rung.case_id)
    Rung.objects.filter(pk=rung.pk, fired_at__isnull=True).update(fire_at=at)


def _retry_clock(key: str, by: Staff, at: datetime) -> None:
    clock = with_facts(broken_clocks(by, at)).filter(pk=key).first()
    if clock is None:
        raise Refusal(_("这一项已经处理。"))
    lock_case(clock.case_id)
    if readings.read(clock, at) is None:
        raise Refusal(_("还是算不出来。"))
    clock_services.recompute_rungs(clock, at=at)


def _send_again(failed: QuerySet[Notice], at: datetime) -> list[int]:
    waiting = {"status": Notice.Status.WAITING, "attempts": 0, "not_before": at, "error": "", "reported_at": None}
    rows = Notice.objects.filter(pk__in=failed.order_by().values("pk"), status=Notice.Status.FAILED)
    pks = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Notice.objects.filter(pk__in=pks).update(**waiting)
    return pks


def _retry_notice(key: str, by: Staff, at: datetime) -> None:
    if not _send_again(failed_notices(by, at).filter(pk=key), at):
        raise Refusal(_("这一项已经处理。"))


@declare(rights=OVERSIGHT)
@transaction.atomic
def retry_notices(*, by: Staff, at: datetime) -> int:
    """Send again all that could not be delivered under a person's offices, as after an outage; return how many."""
    retry_notices.require_somewhere(by, at)
    pks = _send_again(failed_notices(by, at), at)
    IncidentRetry.objects.bulk_create(IncidentRetry(kind=Kind.NOTICE, key=str(pk), by=by, at=at) for pk in pks)
    return len(pks)


def _retry_paper(key: str, by: Staff, at: datetime) -> None:
    pks = list(failed_papers(by, at).filter(pk=key).values_list("pk", flat=True))
    if not Document.objects.filter(pk__in=pks, sha256="").update(render_after=at):
        raise Refusal(_("这一项已经处理。"))
    preparation.ring()


def _retry_task(key: str, by: Staff, at: datetime) -> None:
    if not access.prefixes(by, Right.ADMINISTER, at):
        raise NotPermitted(_("你没有办理这件事的权限。"))
    if not reconcile.repair(int(key), at):
        raise Refusal(_("这一项已经处理。"))


def _retry_job(key: str, by: Staff, at: datetime) -> None:
    job = failed_jobs(by, at).filter(pk=key).first()
    if job is None:
        raise Refusal(_("这一项已经处理。"))
    transaction.on_commit(lambda: current_app.send_task(job.name))


_RETRIES: dict[str, Callable[[str, Staff, datetime], Any]] = {
    Kind.RUNG: _retry_rung,
    Kind.CLOCK: _retry_clock,
    Kind.NOTICE: _retry_notice,
    Kind.TASK: _retry_task,
    Kind.JOB: _retry_job,
    Kind.PAPER: _retry_paper,
}


@declare(rights=OVERSIGHT)
@transaction.atomic
def retry(*, kind: str, key: str, by: Staff, at: datetime) -> None:
    """Try again what failed, and keep who asked for it. Raises `Refusal` when it is settled, or out of reach."""
    retry.require_somewhere(by, at)
    if kind not in _RETRIES or not key.isdecimal() or len(key) > 18:
        raise Refusal(_("没有这一项。"))
    _RETRIES[kind](key, by, at)
    IncidentRetry.objects.create(kind=kind, key=key, by=by, at=at)


def job_failed(name: str, error: str, at: datetime) -> None:
    """Keep that a background job failed: its name and the kind of error, never the text."""
    job, made = FailedJob.objects.get_or_create(
        name=name, settled_at=None, defaults={"error": error[:80], "first_at": at, "last_at": at, "count": 1}
    )
    if not made:
        job.error, job.last_at, job.count = error[:80], at, job.count + 1
        job.save(update_fields=["error", "last_at", "count"])


def job_went_well(name: str, at: datetime) -> None:
    """Settle what a job left behind when it last failed."""
    FailedJob.objects.filter(name=name, settled_at__isnull=True).update(settled_at=at)
