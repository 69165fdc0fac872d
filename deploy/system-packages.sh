#!/bin/sh
# Install the system libraries that are missing (as root on Debian or Ubuntu), or name the command that does.
# Usage: deploy/system-packages.sh run|test
set -eu

missing=""
need() { # package, then a command that succeeds when it is there
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p | grep -q "$1"; }

need python3-venv python3 -c 'import ensurepip'
need libpango-1.0-0 library libpango-1.0.so.0
need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
# Without it WeasyPrint subsets an 11 MB Chinese font in Python: sixty times slower.
need libharfbuzz-subset0 library libharfbuzz-subset.so.0
need gettext command -v msgfmt
if [ "$1" = test ]; then
    need chromium command -v chromium
    need poppler-utils command -v pdftotext
    need nginx test -x /usr/sbin/nginx
    need pgbouncer test -x /usr/sbin/pgbouncer
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Qingxin needs Python 3.11 or newer; this is $(python3 --version)." >&2
    exit 1
}
[ -n "$missing" ] || exit 0
command="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    apt-get install -y -q --no-install-recommends $missing >/dev/null
else
    echo "System libraries are missing. Please run: sudo $command" >&2
    exit 1
fi
