"""Production: everything that differs between machines comes from the environment."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.databases import database

SECRET_KEY = os.environ["QINGXIN_SECRET_KEY"]
FIELD_KEYS = os.environ["QINGXIN_FIELD_KEYS"].split(",")
BLIND_INDEX_KEY = os.environ["QINGXIN_BLIND_INDEX_KEY"]
ALLOWED_HOSTS = os.environ["QINGXIN_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database(os.environ["DATABASE_URL"])}
CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]
NOTICE_CHANNELS = {"sms": "notices.channels.sms.HttpSmsChannel", "mail": "notices.channels.mail.MailChannel"}
SMS_GATEWAY_URL = os.environ.get("QINGXIN_SMS_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("QINGXIN_SMS_TOKEN", "")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a probe asks the process itself, without the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
