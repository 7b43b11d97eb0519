"""Every setting of the portal, in one file, all from the environment.

Safe by default: without a single variable set this is a production configuration that refuses to start until it is given
a secret. DEMO=1 is the one switch that makes an embedded, self-contained school of the machine it runs on (SQLite, a broker
made of files, mail that lands in a folder). `.env.example` explains each variable.
"""

import logging
from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.hosts import ascii_host, ascii_url
from sferum_portal.logs import configured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _listed(value: str) -> list[str]:
    return [part for part in value.split(",") if part]


# --- Secrets -------------------------------------------------------------------------------------
# The first key signs, the others still verify: put a new key in front and drop the last one later.
# Secrets are read as they are, by `env.ENVIRON`: to `env()` a value that begins with $ is the name of another variable.
_DEMO_KEY = "demo-only-key-of-a-school-that-does-not-exist-0123456789-abcdefghij"
SECRET_KEYS = _listed(env.ENVIRON.get("SECRET_KEYS", _DEMO_KEY if DEMO else ""))
if not SECRET_KEYS or (not DEMO and _DEMO_KEY in SECRET_KEYS):
    raise ImproperlyConfigured("Не задан SECRET_KEYS: впишите ключ в .env, образец — .env.example.")
SECRET_KEY, *SECRET_KEY_FALLBACKS = SECRET_KEYS
INVITATION_KEYS = _listed(env.ENVIRON.get("INVITATION_KEYS", "")) or SECRET_KEYS
SEALING_KEYS = _listed(env.ENVIRON.get("SEALING_KEYS", "")) or SECRET_KEYS

# --- Where the portal stands -----------------------------------------------------------------------
# A Cyrillic name becomes ASCII here, once, for all that is made of it: links, QR codes, Message-IDs, cookies (lesson E33).
try:
    PORTAL_URL = ascii_url(
        env("PORTAL_URL", default="http://127.0.0.1:8000" if DEMO else "https://localhost").rstrip("/")
    )
    ALLOWED_HOSTS = [
        ascii_host(host)
        for host in env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEMO else [])
    ]
except ValueError as error:
    raise ImproperlyConfigured(f"PORTAL_URL or ALLOWED_HOSTS: {error}. See .env.example.") from None
CSRF_TRUSTED_ORIGINS = ["/".join(PORTAL_URL.split("/")[:3])]
HTTPS = env.bool("HTTPS", not DEMO)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

# --- Applications, lowest layer first -------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "lucide",
    "csp",
    "core",
    "audit",
    "undo",
    "files",
    "outbox",
    "orgstructure",
    "consents",
    "documents",
    "roles",
    "registration",
    "invitations",
    "chats",
    "public",
    "dashboard",
    "sferum_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "core.middleware.BodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.NoStoreMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "roles.middleware.AccessMiddleware",
    "core.middleware.MethodMiddleware",
    "core.middleware.RefusalMiddleware",
    "roles.middleware.FormSchoolMiddleware",
]

ROOT_URLCONF = "sferum_portal.urls"
WSGI_APPLICATION = "sferum_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Cotton and partials each patch the loaders when left alone, and one then disables the other.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "dashboard.context.layout",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "core.templatetags.portal",
                "invitations.templatetags.people",
                "outbox.templatetags.mail",
            ],
        },
    }
]
COTTON_DIR = "components"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ---------------------------------------------------------------------------------------
if env("POSTGRES_HOST", default=""):
    # In parts: a password may hold what has a meaning in an address (/ @ # : % ?) or begin with $.
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": env("POSTGRES_HOST"),
            "PORT": env.int("POSTGRES_PORT", 5432),
            "NAME": env("POSTGRES_DB", default="portal"),
            "USER": env("POSTGRES_USER", default="portal"),
            "PASSWORD": env.ENVIRON.get("POSTGRES_PASSWORD", ""),
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
_db = DATABASES["default"]
_db["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)
if "sqlite" in _db["ENGINE"]:
    # IMMEDIATE: a transaction that will write waits for its turn, in place of «database is locked» in the middle.
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    _db["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL takes longer to compile a query of a page (jit) than to answer it.
    _db["OPTIONS"] = {"connect_timeout": 5, "options": "-c jit=off"} | _db.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: rate limits and the beat's sign of life ------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.cache.PatientRedisCache",
            "LOCATION": REDIS_URL,
            # Its own retries would make three more waits of one.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "core.cache.LockingFileCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# --- Celery -----------------------------------------------------------------------------------------
_BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    for _name in ("queue", "control"):
        (_BROKER_DIR / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "control_folder": str(_BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
else:
    # A request must not hang while the broker is away: the sweep finds what could not be announced.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "max_retries": 1,  # kombu's own default sleeps six seconds over three tries
        "interval_start": 0,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"  # nothing of BEAT_SCHEDULE has an hour: each school has its own
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "sferum_portal.beat:SweepScheduler"
BEAT_MAX_SECONDS = env.int("BEAT_MAX_SECONDS", 0)  # makes every sweep come at least this often; for tests

# --- Mail ---------------------------------------------------------------------------------------------
# Without SMTP_HOST nothing leaves the machine: letters land in MAIL_DIR and on the page «Почта».
SMTP_HOST = env("SMTP_HOST", default="")
MAIL_DIR = VAR_DIR / "mail"
EMAIL_BACKEND = "outbox.backend.NothingPastTheOutbox"
if SMTP_HOST:
    EMAIL_HOST = SMTP_HOST
    EMAIL_PORT = env.int("SMTP_PORT", 587)
    EMAIL_HOST_USER = env("SMTP_USER", default="")
    EMAIL_HOST_PASSWORD = env.ENVIRON.get("SMTP_PASSWORD", "")
    EMAIL_USE_TLS = env.bool("SMTP_STARTTLS", True)
    EMAIL_USE_SSL = env.bool("SMTP_SSL", False)
    EMAIL_TIMEOUT = env.int("SMTP_TIMEOUT", 10)
    SMTP_CA_FILE = env("SMTP_CA_FILE", default="")
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="portal@school.example")
PLATFORM_SUPPORT_EMAIL = env("PLATFORM_SUPPORT_EMAIL", default="info@sferum.ru")
for _address in (DEFAULT_FROM_EMAIL, PLATFORM_SUPPORT_EMAIL):
    if "@" not in parseaddr(_address)[1]:
        raise ImproperlyConfigured(f"MAIL_FROM or PLATFORM_SUPPORT_EMAIL: «{_address}» is no mail address.")

# --- People who sign in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "roles.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "roles.passwords.UnlikeOneself"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the school, never by a stranger
ACCOUNT_ADAPTER = "roles.adapter.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "roles.forms.ResetPasswordForm"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/30m/key,300/30m/ip",
    "reset_password": "20/30m/ip,5/30m/key",
}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The school gives the address when it makes the account, so there is nothing left to confirm.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Сферум-портал"
MFA_REQUIRED_FOR_LEADERS = env.bool("MFA_REQUIRED_FOR_LEADERS", False)

# --- Web safety ---------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
MAX_BODY_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # a scan of 10 MB and the fields around it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- Files served by the portal itself ------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS: list = [BASE_DIR / "static"]
import django_include_bootstrap  # noqa: E402  (only its files are taken, see docs/adr)

STATICFILES_DIRS += [("vendor/bootstrap", Path(django_include_bootstrap.__file__).parent / "static")]
# Collected files carry a hash in their name, are compressed and cached for ever (docs/adr/0001).
# `make run` and the image collect them; tests and runserver take them from their source.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", not (DEMO or DEBUG))
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if STATIC_COLLECTED
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STATIC_ROOT.mkdir(exist_ok=True)

# --- Language and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
TIME_ZONE = "Europe/Moscow"
USE_I18N = USE_TZ = True

# --- API ----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["roles.authentication.ApiTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api_body.BodyParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", "600/minute")},
    "EXCEPTION_HANDLER": "core.api_errors.exception_handler",
}
KNOX_TOKEN_MODEL = "roles.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table is swapped for ours, yet its migrations would make it
REST_KNOX = {"TOKEN_MODEL": "roles.ApiToken", "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sferum Portal API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api_errors.document_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ClassKind": "orgstructure.models.SchoolClass.Kind",
        "PersonKind": "orgstructure.models.Person.Kind",
        "SubjectKind": "orgstructure.models.Subject.Kind",
        "ChatKind": "chats.models.Chat.Kind",
        "ChatStatus": "chats.models.Chat.Status",
        "LinkKind": "invitations.models.Invitation.Kind",
        "LinkStatus": "invitations.models.Invitation.Status",
        "LinkWay": "invitations.models.Invitation.Way",
        "RequestStatus": "invitations.models.JoinRequest.Status",
        "ClassRole": "orgstructure.models.Enrolment.Role",
    },
}

# --- Logs: one JSON line an event, each with the id of its request ------------------------------------------
LOGGING = configured(level=env("LOG_LEVEL", default="WARNING" if DEMO else "INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request, at its end
