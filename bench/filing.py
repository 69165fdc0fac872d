"""Filing under load against the processes of production: two web (2 x 4 threads), a worker a queue, beat, one machine.

`python -m bench.filing [--seconds 300] [--rate 5] [--bursts 50,200] [--only steady,bursts,...]` starts everything,
files in one county and prints, for each load, how long a tap on submit takes until its receipt page is read, and how
long papers wait. The load comes from the same machine. A target that was missed makes the exit status 1.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from bench.visitor import LOST, Visitor, answers_of, submit, walk
from config.settings.environment import BASE_DIR
from tests.production.installation import APPLICATION, Installation, until

STEADY_P95, PAPERS_READY = 1.0, 60.0
SLOWEST = {50: 6.0, 200: 25.0}
"""Targets in seconds: the slowest of a burst of so many."""

LOADS = ("steady", "bursts", "no-broker", "hanging-gateway")
WAITING = (
    "SELECT count(*), coalesce(extract(epoch FROM now() - min(issued_at)), 0) FROM documents_document WHERE sha256 = ''"
)


class Site(Installation):
    """An installation asked directly, as its proxy would ask it: no pooler and no proxy in between."""

    def _start_pooler(self) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as owner:
            owner.execute(f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{self.token}'")
        self.database_url = f"postgresql://{APPLICATION}:{self.token}@127.0.0.1:{self.ports['pg']}/qingxin"

    def _start_proxy(self) -> None:
        """Let the load come to both web processes in turn."""

    def visitor(self, number: int, session: str = "") -> Visitor:
        """Return a visitor from an address of its own, whose session may be given."""
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": address}
        token = "a" * 32
        cookies = {"__Host-sessionid": session, "__Host-csrftoken": token} if session else {}
        return Visitor(self.ports["web1" if number % 2 else "web2"], headers, cookies=cookies)

    def sessions(self, count: int) -> list[str]:
        """Return sessions that stand before the last tap."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.filing_drafts", str(count)],
            cwd=BASE_DIR,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
            text=True,
            capture_output=True,
            check=True,
        )
        return done.stdout.split()

    def stop_broker(self) -> None:
        """End the broker."""
        name, process = next(pair for pair in self.processes if pair[0] == "valkey")
        self.processes.remove((name, process))
        process.kill()
        process.wait()


@dataclass
class Measured:
    """What one load came to, in seconds."""

    taps: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    longest_paper: float = 0.0

    def line(self, name: str) -> str:
        """Return the row of the table."""
        taps = sorted(self.taps) or [0.0]
        p95 = taps[int(len(taps) * 0.95) - 1] if len(taps) > 1 else taps[0]
        return (
            f"| {name} | {len(self.taps)} | {len(self.faults)} | {statistics.median(taps):.2f} s | {p95:.2f} s "
            f"| {taps[-1]:.2f} s | {self.longest_paper:.0f} s |"
        )

    def p95(self) -> float:
        """Return the ninety-fifth percentile."""
        return statistics.quantiles(self.taps, n=20)[-1]


def file_one(site: Site, number: int, session: str, measured: Measured) -> None:
    """Tap submit and read the receipt page."""
    visitor, began = site.visitor(number, session), time.monotonic()
    try:
        answer = submit(visitor)
        page = visitor.get(answer.location) if answer.status == 302 else answer
    except LOST as error:
        measured.faults.append(type(error).__name__)
        return
    if page.status != 200 or answer.location.count("-") < 2:
        measured.faults.append(f"{answer.status} {answer.location} {page.status}")
        return
    measured.taps.append(time.monotonic() - began)


@contextmanager
def papers_watched(site: Site, measured: Measured) -> Iterator[None]:
    """Look twice a second how long the oldest paper has been waiting; at the end wait until none does."""
    over = threading.Event()

    def watch() -> None:
        with psycopg.connect(site.postgres.url, autocommit=True) as connection:
            while True:
                waiting, age = connection.execute(WAITING).fetchone() or (0, 0.0)
                measured.longest_paper = max(measured.longest_paper, float(age))
                if (over.is_set() and not waiting) or age > 10 * PAPERS_READY:
                    return
                time.sleep(0.5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def load(site: Site, count: int, rate: float | None) -> Measured:
    """File `count` complaints, so many a second, or all at once."""
    measured, sessions = Measured(), site.sessions(count)
    with papers_watched(site, measured), ThreadPoolExecutor(max_workers=min(count, 200)) as crowd:
        began = time.monotonic()
        for number, session in enumerate(sessions):
            if rate is not None:
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
            crowd.submit(file_one, site, number, session, measured)
    return measured


def walk_one(site: Site) -> None:
    """Answer the wizard once, as a worker does, up to its last page."""
    phone = "13900000001"
    walk(site.visitor(1), answers_of("马小明", phone), lambda _phone: until("the code", lambda: site.code_for(phone)))


def bursts(site: Site, sizes: list[int], name: str = "") -> list[str]:
    """Measure bursts; return what missed its target."""
    missed = []
    for size in sizes:
        measured = load(site, size, None)
        say(measured.line(f"{size} at once{name}"))
        if measured.faults or max(measured.taps) > SLOWEST.get(size, 25.0):
            missed.append(f"{size} at once{name}: {measured.faults[:3]}")
    return missed


def steady(site: Site, seconds: int, rate: float, name: str = "") -> list[str]:
    """Measure a steady load; return what missed its target."""
    measured = load(site, round(seconds * rate), rate)
    say(measured.line(f"{rate:g} a second for {seconds} s{name}"))
    well = not measured.faults and measured.p95() <= STEADY_P95 and measured.longest_paper <= PAPERS_READY
    return [] if well else [f"steady{name}: {measured.faults[:3]}"]


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(site: Site, options: argparse.Namespace) -> list[str]:
    """Measure all that is asked for; return what missed its target."""
    missed: list[str] = []
    sizes = [int(size) for size in options.bursts.split(",")]
    say("| load | filed | errors | median | p95 | slowest | longest wait for a paper |\n|---|---|---|---|---|---|---|")
    load(site, 16, None)  # what is loaded late is loaded now
    if "bursts" in options.only:
        missed += bursts(site, sizes)
    if "steady" in options.only:
        missed += steady(site, options.seconds, options.rate)
    if "hanging-gateway" in options.only:
        site.gateway.mode, site.gateway.hang_seconds = "hang", 10.0
        missed += bursts(site, sizes, ", gateway hangs 10 s a message")
        missed += steady(site, options.seconds, options.rate, ", gateway hangs 10 s a message")
        site.gateway.mode = ""
    if "no-broker" in options.only:
        site.stop_broker()
        missed += bursts(site, sizes, ", no broker")
        missed += steady(site, options.seconds, options.rate, ", no broker")
    return missed


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--bursts", default="50,200")
    parser.add_argument("--only", default=LOADS, type=lambda text: text.split(","))
    options = parser.parse_args()
    folder = Path(mkdtemp(prefix="qingxin-filing-"))
    folder.chmod(0o755)
    site = Site(folder)
    try:
        site.start()
        site.manage("install", "--province", "62", "--admin", "测量员")
        walk_one(site)
        missed = run(site, options)
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(site.postgres.run, ignore_errors=True)
    for line in missed:
        say(f"missed: {line}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
