"""Production: everything that differs between machines comes from the environment."""

from config import logs
from config.settings import environment

# Before the shared settings, which read the part of it that every mode has: all faults are then said at once.
_found = environment.read(environment.Production)

from config.settings.base import *  # noqa: E402, F403
from config.settings.databases import database  # noqa: E402

PRODUCTION = True
SECRET_KEY = _found.secret_key.get_secret_value()
FIELD_KEYS = [key.get_secret_value() for key in _found.field_keys]
BLIND_INDEX_KEY = _found.blind_index_key.get_secret_value()
ALLOWED_HOSTS = _found.hosts
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PUBLIC_URL = _found.public_url
DATABASES = {"default": database(_found.database_url.get_secret_value())}
_owner = _found.database_owner_url
DATABASE_OWNER = database(_owner.get_secret_value()) if _owner else None
CELERY_BROKER_URL = _found.broker_url.get_secret_value()
if _found.s3_bucket:
    STORAGES["default"] = {  # noqa: F405
        "BACKEND": "cases.bucket.PrivateBucket",
        "OPTIONS": {
            "bucket_name": _found.s3_bucket,
            "endpoint_url": _found.s3_endpoint,
            "region_name": _found.s3_region,
            "access_key": _found.s3_key,
            "secret_key": _found.s3_secret.get_secret_value(),
            "addressing": _found.s3_addressing,
        },
    }

_SMS = {"http": "HttpSmsChannel", "aliyun": "AliyunSmsChannel", "tencent": "TencentSmsChannel"}
NOTICE_CHANNELS = {
    "sms": f"notices.channels.sms.{_SMS[_found.sms_provider]}",
    "mail": "notices.channels.mail.MailChannel",
}
SMS_URL = _found.sms_url
SMS_KEY = _found.sms_key
SMS_SECRET = _found.sms_secret.get_secret_value()
SMS_APP = _found.sms_app
SMS_SIGNATURE = _found.sms_signature
SMS_TEMPLATES = _found.sms_templates

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # without a host each mail fails, and says so
EMAIL_HOST = _found.mail_host or ""
EMAIL_PORT = _found.mail_port
EMAIL_HOST_USER = _found.mail_user
EMAIL_HOST_PASSWORD = _found.mail_password.get_secret_value()
EMAIL_USE_TLS = _found.mail_tls == "starttls"
EMAIL_USE_SSL = _found.mail_tls == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _found.mail_from or "nobody@invalid"

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading binds the whole domain for years: its owner decides, not we
TRUSTED_PROXIES = _found.trusted_proxies
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"  # the browser takes it only over TLS, from this host, for all paths
CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = logs.configuration(level=_found.log_level, form="json", applications=INSTALLED_APPS)  # noqa: F405
