"""What can happen to a petition."""

from django.utils.translation import gettext_lazy as _

from cases.events import Seen, register

register("petition_registered", _("登记信访（%(form)s），%(people)s 人"), seen_by=Seen.PARTIES)
register("route_decided", _("分清途径：%(route)s。%(reason)s"), seen_by=Seen.PARTIES)
register("petition_accepted", _("按信访程序受理"))
register("opinion_issued", _("出具%(level)s（%(office)s）"), seen_by=Seen.PARTIES)
register("opinion_served", _("%(level)s送达信访人"))
register("review_requested", _("信访人申请%(level)s"), seen_by=Seen.PARTIES)
