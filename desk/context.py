"""What the navigation of the desk may offer to the person logged in."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clocks import heartbeats
from notices.queries import unread
from offices import access, time_machine
from offices.clock import now
from offices.models import Staff
from offices.rights import Right

LINKS = {
    "register": (Right.REGISTER_CASE,),
    "register_petition": (Right.REGISTER_PETITION,),
    "board": (Right.SUPERVISE, Right.AUDIT),
    "supervise": (Right.SUPERVISE,),
    "cases": (Right.READ_CASE,),
    "staff": (Right.ADMINISTER,),
    "audit": (Right.AUDIT,),
    "rules": (Right.ADMINISTER,),
    "incidents": (Right.SUPERVISE, Right.ADMINISTER),
}


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return `perms_of_desk`: link name to whether it is shown; read only when a desk page asks."""

    def offered() -> dict[str, bool]:
        staff = request.user
        if not isinstance(staff, Staff):
            return {}
        at = now()
        return {name: any(access.prefixes(staff, right, at) for right in rights) for name, rights in LINKS.items()}

    return {"perms_of_desk": SimpleLazyObject(offered), "unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    return unread(request.user) if isinstance(request.user, Staff) else 0


def watch(_request: HttpRequest) -> dict[str, object]:
    """Return which background parts are late (lamps are grey then), and whether the clock is a training one."""
    found: dict[str, object] = {"late_parts": SimpleLazyObject(_late_parts), "has_time_machine": settings.TIME_MACHINE}
    if settings.TIME_MACHINE and time_machine.offset():
        found |= {"training_ahead": True, "training_now": now()}
    return found


def _late_parts() -> list[heartbeats.Pulse]:
    return [pulse for pulse in heartbeats.pulses(now()) if pulse.is_stale]
