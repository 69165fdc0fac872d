"""The address book. Every name has its row in config/policy.py."""

from django.urls import include, path
from django.views.i18n import set_language

from config.health import healthz, livez, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("desk/", include("desk.urls")),
    path("", include("portal.urls")),
]

handler400 = "config.away.bad_request"
handler403 = "config.faults.permission_denied"
handler404 = "config.faults.page_not_found"
handler500 = "config.away.failed"
