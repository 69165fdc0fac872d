"""What gunicorn does besides its options: it looks once, before it has workers, whether anything may start.

Two workers that refuse at once leave it with status 1 and no reason; refused here, it ends with theirs, and the
sentence that says why is the last line. In a process of its own, so that a reload of the workers loads all anew.
"""

import subprocess
import sys


def on_starting(_server: object) -> None:
    """End with the status of a process that may not start."""
    status = subprocess.run([sys.executable, "-c", "import config.wsgi"], check=False).returncode
    if status:
        sys.exit(status if status > 0 else 1)
