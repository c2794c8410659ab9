"""Settings, from the environment. See `.env.example` and docs/operations.md.

Values come from the environment, then from `.env`, then from `var/embedded.env` (written by `make run` and
`make services`). Without ALLOWED_HOSTS the site answers to this computer alone. With it, it is a server: it then
refuses to start without a secret key, a database and Redis of its own, or with DEBUG on, and it speaks HTTPS only.
"""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
for env_file in (BASE_DIR / ".env", Path(env("VAR_DIR", default=BASE_DIR / "var")) / "embedded.env"):
    if env_file.is_file():
        env.read_env(env_file)

# Everything written at run time lies here, outside of version control.
VAR_DIR = Path(env("VAR_DIR", default=BASE_DIR / "var"))

# --- Who may reach it -------------------------------------------------------------------------------------------------

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
IS_SERVER = bool(ALLOWED_HOSTS)
DEBUG: bool = env.bool("DEBUG", default=False)


def _local_secret_key() -> str:
    """The key of a private installation: made once, kept readable by its owner alone."""
    path = VAR_DIR / "secret_key"
    if not path.is_file():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii")


def _refuse_unsafe_server() -> None:
    """Raise ImproperlyConfigured, with what to do, for each setting that a server must not start with."""
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off when ALLOWED_HOSTS is set: it shows source code to strangers.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the host names of this site, not '*'.")
    if len(env("SECRET_KEY", default="")) < 50:
        raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters (`make secret-key` prints one).")
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not env(name, default=""):
            raise ImproperlyConfigured(f"Set {name}: a server does not use the embedded services.")


if IS_SERVER:
    _refuse_unsafe_server()
SECRET_KEY = env("SECRET_KEY", default="") or _local_secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
CSRF_TRUSTED_ORIGINS = [f"https://{host.replace('.', '*.', 1) if host[0] == '.' else host}" for host in ALLOWED_HOSTS]
# The machine itself asks for /suc-khoe/, under its loopback name and without TLS.
ALLOWED_HOSTS = ALLOWED_HOSTS + LOOPBACK

# The address that printed papers lead to (QR codes). Empty: they are printed without.
_named = [f"https://{host}" for host in ALLOWED_HOSTS if host[0] != "." and host not in LOOPBACK]
SITE_URL: str = env("SITE_URL", default=next(iter(_named), "")).rstrip("/")

SECURE_SSL_REDIRECT = IS_SERVER
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SERVER else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_SERVER else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_SERVER
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = IS_SERVER
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# --- What it is made of -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.apps.OwnStaticFiles",
    "django.contrib.postgres",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "core",
    "accounts",
    "cells",
    "meetings",
    "evaluations",
    "reports",
    "demo",
]

MIDDLEWARE = [
    "core.http.request_id_middleware",
    "core.http.policy_middleware",
    "core.http.chosen_language_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "config.context.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Who signs in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# Five wrong passwords for one name from one address close that door for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"

# --- Where data lie ---------------------------------------------------------------------------------------------------

# Port 9 never answers: without services each command that needs them says so, and `whatif` works all the same.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://nobody@127.0.0.1:9/not_started")}
DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
REDIS_URL: str = env("REDIS_URL", default="redis://127.0.0.1:9/0")

# What all processes count together; each keeps the rest to itself.
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "chi-bo",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}

# Documents are handed out by views that check rights, never by address.
DOCUMENTS_DIR = Path(env("DOCUMENTS_DIR", default=VAR_DIR / "documents"))
MEDIA_ROOT = DOCUMENTS_DIR
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_DIR, "file_permissions_mode": 0o640},
    },
    "staticfiles": {
        "BACKEND": env("STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "webp", "ttf", "woff", "woff2", "gz", "br"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
PAPER_MEGABYTES: int = env.int("PAPER_MEGABYTES", default=10)
ORIGINAL_MEGABYTES: int = env.int("ORIGINAL_MEGABYTES", default=20)
"""How large a paper of a meeting, and scanned signed minutes, may be."""

# --- Mail -------------------------------------------------------------------------------------------------------------

# Without EMAIL_URL nothing is sent, and nothing about mail is shown.
EMAIL_URL: str = env("EMAIL_URL", default="")
MAIL_IS_SENT = bool(EMAIL_URL)
EMAIL_TIMEOUT = 20
if MAIL_IS_SENT:
    globals().update(env.email_url("EMAIL_URL"))
    DEFAULT_FROM_EMAIL: str = env("MAIL_FROM", default="")
    if not DEFAULT_FROM_EMAIL:
        raise ImproperlyConfigured("Set MAIL_FROM: the address that mail sent by EMAIL_URL comes from.")
    if not SITE_URL:
        raise ImproperlyConfigured("Set SITE_URL: the links in mail sent by EMAIL_URL lead there.")

# --- Background work --------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
# Progress and results are rows of ours; nothing is kept in Redis.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60, "socket_connect_timeout": 3}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Whole papers, and the rest, go into "quick"; parts of large papers and long computations into "large".
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"quick": {}, "large": {}}
CELERY_TASK_ROUTES = {"evaluations.tasks.compute_classes": {"queue": "large"}}
PARTS_AT_ONCE: int = env.int("PARTS_AT_ONCE", default=2)
"""How many parts of one paper may be out at a time: as many as worker processes serve the large ones."""
DRAFT_DAYS: int = env.int("DRAFT_DAYS", default=30)
ZIP_DAYS: int = env.int("ZIP_DAYS", default=7)
"""How long the files of drafts, and of packed files, are kept. Final papers stay."""
# WeasyPrint's memory grows with the longest table it has laid out: children are renewed.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 700_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Language, time, letters ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
