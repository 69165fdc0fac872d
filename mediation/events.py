"""What can happen in a mediation."""

from django.utils.translation import gettext_lazy as _

from cases.events import Seen, register

register("mediation_proposed", _("申请人选择调解，征询对方意愿"))
register("consent_given", _("%(side)s同意调解（%(how)s）"))
register("consent_refused", _("%(side)s不同意调解（%(how)s）"))
register("mediator_assigned", _("指派调解员：%(name)s"), seen_by=Seen.PARTIES)
register("mediation_accepted", _("调解申请受理"), seen_by=Seen.PARTIES)
register("session_set", _("约定调解：%(starts_at)s，%(place)s"), seen_by=Seen.PARTIES)
register("minutes_recorded", _("登记调解笔录"))
register("agreement_signed", _("达成调解协议：%(items)s 笔，共 %(total)s 元"), seen_by=Seen.PARTIES)
register("mediation_failed", _("调解不成：%(reason)s"), seen_by=Seen.PARTIES)
