"""Settings that every mode shares. What differs stands in embedded.py, production.py and test.py."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import logs
from config.settings import environment
from config.settings.environment import BASE_DIR

_found = environment.read(environment.Environment)
VAR_DIR = _found.var_dir
PORT = _found.port

INSTALLED_APPS = [
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "csp",
    "viewflow",
    "viewflow.workflow",
    "offices",
    "cases",
    "clocks",
    "documents",
    "notices",
    "mediation",
    "arrears",
    "petitions",
    "workflows",
    "portal",
    "desk",
]

MIDDLEWARE = [
    "config.away.Probes",
    "config.requests.RequestLine",
    "config.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.PersonalPages",
    "portal.devices.KnownPhones",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.context.navigation",
                "desk.context.watch",
                "portal.context.demonstration",
            ],
        },
    },
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

AUTH_USER_MODEL = "offices.Staff"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "offices.passwords.NotPublished"}]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:queue"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The workflow library's own screens are not mounted, so its 49 MB of static files stay out.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "cases.folder.PrivateFolder"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"
QINGXIN_FONTS = VAR_DIR / "fonts"
PRODUCTION = False
DEMO = False
TIME_MACHINE = False

PG_BIN = _found.pg_bin
DATABASE_OWNER: dict[str, object] | None = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

TRUSTED_PROXIES: list[str] = []
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
STAFF_IDLE_MINUTES = 30
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}


# Each queue has workers of its own: a carrier that hangs and papers that take long hold up no deadline.
CELERY_TASK_QUEUES = {name: {"exchange": name} for name in ("rounds", "sending", "slow")}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "rounds"
CELERY_TASK_ROUTES = {
    "notices.tasks.deliver": {"queue": "sending"},
    "documents.tasks.render": {"queue": "slow"},
    "portal.tasks.housekeeping": {"queue": "slow"},
    "workflows.tasks.reconcile": {"queue": "slow"},
}
# A job is asked to end, then ended, before the broker would give it to a second worker (`visibility_timeout`).
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 480, 540
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever, and does the rounds meanwhile
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # No job may take as long as this, so none is given to a second worker while the first is at it. What a killed
    # worker held may come back late: the next round does the same work, as what waits stands in the database.
    "visibility_timeout": 600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    # A broker that hangs may hold up nobody who rings.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,  # nor one that is away: ringing would try again after 2 s, inside somebody's request
}
SWEEP_PERIOD = 10.0
OUTBOX_PERIOD = 5.0
PAPERS_PERIOD = 5.0
PULSE_PERIOD = 5.0
CELERY_BEAT_SCHEDULER = "config.pulse.PulsingScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "workflows.tasks.sweep", "schedule": SWEEP_PERIOD, "options": {"expires": SWEEP_PERIOD}},
    "deliver": {"task": "notices.tasks.deliver", "schedule": OUTBOX_PERIOD, "options": {"expires": OUTBOX_PERIOD}},
    "papers": {"task": "documents.tasks.render", "schedule": PAPERS_PERIOD, "options": {"expires": PAPERS_PERIOD}},
    "recalendar": {"task": "workflows.tasks.recalendar", "schedule": 60.0, "options": {"expires": 60.0}},
    "reconcile": {"task": "workflows.tasks.reconcile", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "housekeeping": {"task": "portal.tasks.housekeeping", "schedule": 3600.0, "options": {"expires": 3600.0}},
}

PUBLIC_URL = _found.public_url or f"http://127.0.0.1:{PORT}"
SMS_URL = SMS_KEY = SMS_SECRET = SMS_APP = SMS_SIGNATURE = ""
SMS_TEMPLATES: dict[str, str] = {}
NOTICE_CHANNELS = {"sms": "notices.channels.page.PageChannel", "mail": "notices.channels.page.PageChannel"}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = logs.configuration(level=_found.log_level, form="plain", applications=INSTALLED_APPS)
