"""Three hundred random kills while people file and officers accept over HTTP, each repeating a tap that was lost.

Afterwards: each acknowledged filing is one case whose code opens it, each acknowledged act was done once, nothing is
half done, every paper is there, every chain whole. `python -m bench.kills [KILLS] [SEED]`.

The supervisor leaves off what keeps ending; so a process that it started itself is killed no more often than that
allows, and the processes below it as often as the dice say.
"""

from __future__ import annotations

import math
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bench.visitor import LOST, Answer, Visitor, answers_of, submit, walk
from config.embedded.children import STARTS_A_MINUTE
from config.embedded.supervisor import RESTART_WINDOW, RESTARTS
from offices.passwords import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parent.parent
KILLS, SEED = 300, 724
FILERS, CLERKS = 5, ("intake",)
BETWEEN, LULL = 5, 20
"""Taps answered between two kills, or seconds without so many: a machine that only starts again proves nothing."""

PATIENCE = 120
"""Seconds after which a tap that is still unanswered counts as lost for good."""


LOG = ROOT / "var" / "kills.log"
"""What the processes said, kept when something was wrong."""


class GaveUp(Exception):
    """A tap was repeated for `PATIENCE` seconds and never answered; says what became of the last one."""


@dataclass
class Storm:
    """What the clients were told, for the count at the end."""

    port: int
    seed: int
    over: threading.Event = field(default_factory=threading.Event)
    killed_at: dict[str, float] = field(default_factory=dict)
    filed: dict[str, str] = field(default_factory=dict)
    acts: set[int] = field(default_factory=set)
    answered: int = 0
    repeated: int = 0
    gave_up: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    def insist(self, tap: Callable[[], Answer]) -> Answer:
        """Repeat a tap until it is answered by something other than an accident."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = tap()
                if answer.status < 500 and answer.status != 429:
                    self.answered += 1
                    return answer
                said = f"{answer.status}"
            except LOST as error:
                said = f"{type(error).__name__} {error}"
            if time.monotonic() > deadline:
                raise GaveUp(said)
            self.repeated += 1
            time.sleep(0.5)


class Insistent(Visitor):
    """A visitor who repeats each tap until it is answered."""

    storm: Storm

    def get(self, path: str) -> Answer:
        return self.storm.insist(lambda: super(Insistent, self).get(path))

    def post(self, path: str, fields: dict) -> Answer:
        return self.storm.insist(lambda: super(Insistent, self).post(path, fields))


def visitor(storm: Storm, source: str) -> Insistent:
    """Return a patient visitor from an address of its own."""
    made = Insistent(storm.port, source=source, timeout=30)
    made.storm = storm
    return made


def code_sent_to(storm: Storm, phone: str) -> str:
    """Read the newest code for a phone on the page of messages of a demonstration."""
    reader, deadline = visitor(storm, "127.0.0.2"), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        body = reader.get("/messages/").body
        for line in re.findall(r"<li>(.*?)</li>", body, re.DOTALL):
            # Digits between Chinese letters: to a regular expression those are letters, and no end of a word.
            found = re.search(r"(?<!\d)(\d{6})(?!\d)", line.partition("</time>")[2])
            if found and f"→ {phone[-4:]}" in line:
                return found[1]
        time.sleep(0.3)
    raise GaveUp("no code came")


def file_again_and_again(storm: Storm, number: int) -> None:
    """File one complaint after another until the storm is over."""
    turn = 0
    while not storm.over.is_set():
        turn += 1
        phone = f"139{turn:06}{number:02}"  # its last four digits are nobody else's for a hundred turns
        made = visitor(storm, f"127.0.{1 + number}.{1 + turn % 250}")
        try:
            walk(
                made, answers_of("马师傅" + "甲乙丙丁戊己庚辛"[number], phone), lambda phone: code_sent_to(storm, phone)
            )
            _submit(storm, made)
        except Exception as failure:
            storm.gave_up.append(f"{phone}: {type(failure).__name__} {failure}")


def _submit(storm: Storm, made: Visitor) -> None:
    answer = submit(made)
    if answer.location == "/file/check/":  # another tap of the same visit was first
        answer = submit(made)
    if answer.status != 302:
        raise RuntimeError(f"submit answered {answer.status}")
    number = answer.location.rstrip("/").rpartition("/")[2]
    receipt = made.get(answer.location)
    if not answer.location.startswith("/filed/") or receipt.status != 200:
        raise RuntimeError(f"submit led to {answer.location}, which answered {receipt.status}")
    found = re.search(r"\b([2-9A-HJKMNP-Z]{4}[ -]?[2-9A-HJKMNP-Z]{4})\b", re.sub(r"<[^>]+>", " ", receipt.body))
    storm.filed[number] = found[1] if found else ""


def accept_again_and_again(storm: Storm, username: str) -> None:
    """Accept what stands in the queue until the storm is over."""
    clerk = visitor(storm, "127.0.0.3")
    while not storm.over.is_set():
        try:
            _accept_all(storm, clerk, username)
        except Exception as failure:
            storm.gave_up.append(f"{username}: {type(failure).__name__} {failure}")
        time.sleep(0.5)


def _accept_all(storm: Storm, clerk: Visitor, username: str) -> None:
    queue = clerk.get("/desk/")
    if queue.status == 302:
        clerk.get("/desk/login/")
        clerk.post("/desk/login/", {"username": username, "password": DEMO_PASSWORD})
        return
    for item in dict.fromkeys(re.findall(r"/desk/task/(\d+)/", queue.body)):
        page = clerk.get(f"/desk/task/{item}/")
        if 'value="accept"' in page.body:
            answer = clerk.post(f"/desk/task/{item}/", {"choice": "accept", "accept-note": "", "note": ""})
            if answer.status == 302:
                storm.acts.add(int(item))


@dataclass(frozen=True)
class Process:
    """A process below the supervisor; `is_kept` when the supervisor itself starts it again."""

    pid: int
    command: str
    is_kept: bool

    @property
    def kind(self) -> str:
        """What it belongs to."""
        return next((kind for word, kind in KINDS.items() if word in self.command), "")


KINDS = {"gunicorn": "web", " beat": "beat", "celery": "worker", "valkey": "valkey", "postgres": "postgres"}
REST = {"web": 60 / STARTS_A_MINUTE, "beat": 60 / STARTS_A_MINUTE, "worker": 60 / STARTS_A_MINUTE}
REST |= {"postgres": RESTART_WINDOW / RESTARTS, "valkey": RESTART_WINDOW / RESTARTS}
"""Seconds between two kills of what the supervisor keeps, with which it never counts as one that keeps ending."""


def _family(root: int) -> list[Process]:
    """Return the processes below one, from the kernel's own list."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    below, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in below} - below
        below, grown = below | more, bool(more)
    found = []
    for pid in below - {root}:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found.append(Process(pid, command, parents[pid] == root))
        except OSError:
            continue
    return found


def rage(storm: Storm, process: subprocess.Popen[str], kills: int) -> None:
    """Kill one process after another, each kind as often as the dice say; servers as a whole seldom."""
    dice = random.Random(storm.seed)  # noqa: S311
    while storm.kills.total() < kills and process.poll() is None:
        _breathe(storm, dice.uniform(0.3, 1.5))
        kind = dice.choices(["web", "worker", "postgres", "beat", "valkey"], [45, 25, 20, 5, 5])[0]
        last = storm.killed_at.get(kind, -math.inf)
        may_kill_kept = time.monotonic() > last + 1.5 * REST[kind]
        victims = [one for one in _family(process.pid) if one.kind == kind and (may_kill_kept or not one.is_kept)]
        if not victims:
            continue
        victim = dice.choice(sorted(victims, key=lambda one: one.pid))
        try:
            os.kill(victim.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        if victim.is_kept:
            storm.killed_at[kind] = time.monotonic()
        storm.kills[f"{kind} as a whole" if victim.is_kept else f"a part of {kind}"] += 1
        if storm.kills.total() % 50 == 0:
            print(f"{storm.kills.total()} kills, {len(storm.filed)} filings, {len(storm.acts)} acts", flush=True)


def _breathe(storm: Storm, seconds: float) -> None:
    """Wait so long, and until people have got on with what they do."""
    answered, deadline = storm.answered + BETWEEN, time.monotonic() + LULL
    time.sleep(seconds)
    while storm.answered < answered and time.monotonic() < deadline:
        time.sleep(0.1)


def start(var: Path, port: int, log: IO[str]) -> subprocess.Popen[str]:
    """Start everything in a folder of its own and wait until it is announced; keep what it says."""
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environment = {**kept, "QINGXIN_VAR": str(var), "PORT": str(port)}
    static = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(static, cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "Ctrl-C" in line:
            threading.Thread(target=shutil.copyfileobj, args=(process.stdout, log), daemon=True).start()
            return process
    raise SystemExit("it did not start")


def settle(storm: Storm) -> list[str]:
    """Wait until all parts say that they are well again; return what is wrong when they do not."""
    deadline, reader, said = time.monotonic() + 180, Visitor(storm.port, timeout=10), ""
    while time.monotonic() < deadline:
        try:
            answer = reader.get("/healthz")
            if answer.status == 200:
                return []
            said = answer.body
        except LOST as error:
            said = type(error).__name__
        time.sleep(1)
    return [f"it did not get well again: {said}"]


def count(storm: Storm, var: Path) -> list[str]:
    """Return what is wrong after the storm."""
    wrong = [f"gave up: {line}" for line in storm.gave_up]
    if not storm.filed or not storm.acts:
        wrong.append("nothing was filed or nothing accepted: the storm proves nothing")
    for place, (number, code) in enumerate(storm.filed.items()):
        reader = visitor(storm, f"127.9.0.{1 + place % 250}")
        if not code:
            wrong.append(f"{number}: no code was shown")
            continue
        try:
            reader.get("/track/")
            if reader.post("/track/", {"number": number, "code": code}).status != 302:
                wrong.append(f"{number}: its code does not open it")
        except GaveUp as failure:
            wrong.append(f"{number}: {failure}")
    asked = subprocess.run(
        [sys.executable, "-m", "bench.kills_count", *storm.filed],
        cwd=ROOT,
        env={**os.environ, "QINGXIN_VAR": str(var), "DATABASE_URL": (var / "database_url").read_text()},
        input="\n".join(map(str, storm.acts)),
        capture_output=True,
        text=True,
        check=False,
    )
    return wrong + asked.stdout.splitlines() + (asked.stderr.splitlines() if asked.returncode else [])


def weather(storm: Storm, process: subprocess.Popen[str], kills: int, var: Path) -> list[str]:
    """Let people file and accept while the storm rages; return what is wrong when it is over."""
    people = [threading.Thread(target=file_again_and_again, args=(storm, number)) for number in range(FILERS)]
    people += [threading.Thread(target=accept_again_and_again, args=(storm, name)) for name in CLERKS]
    for person in people:
        person.start()
    try:
        rage(storm, process, kills)
    finally:
        storm.over.set()
        for person in people:
            person.join()
    ended = [f"it ended by itself after {storm.kills.total()} kills"] if storm.kills.total() < kills else []
    return ended + settle(storm) + count(storm, var)


def main() -> None:
    """Start, rage, settle, count."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    LOG.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qingxin-kills-") as folder, LOG.open("w") as log:
        var = Path(folder)
        var.chmod(0o755)
        process = start(var, port, log)
        storm = Storm(port, seed)
        try:
            wrong = weather(storm, process, kills, var)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    if not wrong:
        LOG.unlink()
    print(
        f"{storm.kills.total()} kills {dict(storm.kills)}, seed {seed}: {len(storm.filed)} filings and"
        f" {len(storm.acts)} acts acknowledged, {storm.repeated} taps repeated;"
        f" {'all there once, none half done' if not wrong else wrong[:20]}"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
