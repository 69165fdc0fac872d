"""What the navigation of the desk may offer to the person logged in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from offices import access
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
}


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return `perms_of_desk`: link name to whether it is shown; read only when a desk page asks."""

    def offered() -> dict[str, bool]:
        staff = request.user
        if not isinstance(staff, Staff):
            return {}
        at = now()
        return {name: any(access.prefixes(staff, right, at) for right in rights) for name, rights in LINKS.items()}

    return {"perms_of_desk": SimpleLazyObject(offered)}
