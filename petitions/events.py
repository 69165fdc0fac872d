"""What can happen to a petition."""

from django.utils.translation import gettext_lazy as _

from cases.events import register

for _name, _sentence in {
    "petition_registered": _("登记信访（%(form)s），%(people)s 人"),
    "route_decided": _("分清途径：%(route)s。%(reason)s"),
    "petition_accepted": _("按信访程序受理"),
    "opinion_issued": _("出具%(level)s（%(office)s）"),
    "opinion_served": _("%(level)s送达信访人"),
    "review_requested": _("信访人申请%(level)s"),
}.items():
    register(_name, _sentence)
