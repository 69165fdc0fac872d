"""What an embedded installation must remember: its keys and the addresses of its own servers."""

import json
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any


def load(var: Path) -> dict[str, Any]:
    """Return SECRET_KEY, FIELD_KEYS and BLIND_INDEX_KEY, made once and kept readable by the owner alone."""
    path = var / "secrets.json"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": [urlsafe_b64encode(secrets.token_bytes(32)).decode()],
            "BLIND_INDEX_KEY": secrets.token_urlsafe(40),
        }
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made))
        # A link fails when another process was first; its keys are then the keys.
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        draft.unlink()
    keys: dict[str, Any] = json.loads(path.read_text())
    return keys


def database_url(var: Path) -> str:
    """Return the address of the embedded database, which the supervisor writes down when it starts it."""
    path = var / "database_url"
    return path.read_text().strip() if path.exists() else "postgresql:///qingxin"


def broker_socket(var: Path) -> Path:
    """Return the broker's socket, short enough for a unix socket however deep the checkout lies."""
    key = sha256(str(var.resolve()).encode()).hexdigest()[:16]
    return Path(f"/tmp/qingxin-valkey-{key}/s.sock")  # noqa: S108


def broker_url(var: Path) -> str:
    """Return the address of the embedded broker."""
    return f"redis+socket://{broker_socket(var)}?virtual_host=0"
