"""Settings from the environment; without any, the embedded default under var/.

DATABASE_URL, REDIS_URL, VAXPORTAL_VAR, PORT, DEBUG, DEMO, SECRET_KEY, VAXPORTAL_KEYS (key ring of personal data,
`id:base64,id:base64`, the first encrypts), ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, STAFF_SECOND_FACTOR,
MESSENGER (outbox | console | smtp | http), HTTPS, SITE_URL (of links in messages).
"""

import os
import sys
from pathlib import Path

import dj_database_url
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from vaxportal.local import addresses, secrets


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAXPORTAL_VAR") or BASE_DIR / "var").resolve()
EMBEDDED = flag("VAXPORTAL_EMBEDDED", default=not os.environ.get("DATABASE_URL"))  # set by vaxportal.local for its own
DEBUG = flag("DEBUG")
DEMO = flag("DEMO", default=EMBEDDED)
HTTPS = flag("HTTPS")
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.kept(VAR, "secret_key", may_invent=EMBEDDED or DEMO)
PERSONAL_DATA_KEYS = os.environ.get("VAXPORTAL_KEYS") or secrets.kept_key_ring(VAR, may_invent=EMBEDDED or DEMO)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "vaxportal.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # our own site, vaxportal.backstage; nothing registers itself
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "pgtrigger",
    "pghistory",
    "vaxportal.core",
    "vaxportal.audit",
    "vaxportal.messaging",
    "vaxportal.geography",
    "vaxportal.accounts",
    "registration",
    "sessions",
    "reporting",
    "vaxportal",  # the frame: commands and pages that look at everything; last, because all others stand below it
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vaxportal.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "vaxportal.accounts.middleware.ActingMiddleware",
    "vaxportal.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# cotton and partials both rewrite the loaders on their own; written out once, in the order that works.
LOADERS = [
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
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": LOADERS,
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vaxportal.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its own attributes only, never the page's `title` or `form`

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or addresses.database_url(VAR),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
REDIS_URL = os.environ.get("REDIS_URL") or addresses.redis_url(VAR)

# Rate limits live here: shared by all processes, and Redis may vanish at any moment.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # Redis may vanish at any moment
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]  # redirect and subdomains: the proxy's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# History is read by the row it belongs to; an index on each of its other keys would cost every desk at every change.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(db_index=False)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
STAFF_SECOND_FACTOR = flag("STAFF_SECOND_FACTOR")
ACCOUNT_ADAPTER = "vaxportal.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False  # shared computers: a log-in ends with the browser
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # known and unknown addresses get the same answer, and no letter goes astray
ACCOUNT_FORMS = {
    "login": "vaxportal.accounts.forms.entrance.LoginForm",
    "reset_password": "vaxportal.accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "vaxportal.accounts.forms.entrance.SetPasswordForm",
    "change_password": "vaxportal.accounts.forms.entrance.ChangePasswordForm",
    "reauthenticate": "vaxportal.accounts.forms.entrance.ReauthenticateForm",
}
MFA_ADAPTER = "vaxportal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved the address
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before and after is taken too
MFA_FORMS = {
    "authenticate": "vaxportal.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "vaxportal.accounts.forms.second_factor.ConfirmForm",
    "activate_totp": "vaxportal.accounts.forms.second_factor.ActivateForm",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # said in the invitation
CODES_PER_QUARTER_HOUR = int(os.environ.get("CODES_PER_QUARTER_HOUR", "60000"))  # over all phones: a bill, not a rush
SITE_URL = os.environ.get("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")  # of links in messages

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["vaxportal.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
HOME_PROVINCE = os.environ.get("HOME_PROVINCE", "87")  # preselected where a place is asked: Đồng Tháp
PEOPLE_PER_STATION = int(os.environ.get("PEOPLE_PER_STATION", "100"))  # a plan above it is warned, not stopped
# About 100 people a station in the seven hours of a day: 420 / 100 minutes, rounded (unverified; a plan may say other)
DOSE_MINUTES_USUAL = int(os.environ.get("DOSE_MINUTES_USUAL", "4"))
LOW_STOCK_DOSES = int(os.environ.get("LOW_STOCK_DOSES", "20"))  # a site below it is warned, whatever it has planned
HEALTH_HOTLINE = os.environ.get("HEALTH_HOTLINE", "1900 9095")  # whom people call with a question: Bộ Y tế
PRODUCT_NAME = _("Cổng tiêm chủng")

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "vaxportal.core.npm.PackageFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
NPM_FILES = {  # address under static/: file of the package
    "npm/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "npm/qr/decode.js": "qr/decode.js",  # reads the codes that a phone's camera sees
    "npm/qr/index.js": "qr/index.js",
    **{
        f"npm/be-vietnam-pro-{script}-{weight}.woff2": (
            f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{script}-{weight}-normal.woff2"
        )
        for script in ("latin", "vietnamese")
        for weight in (400, 600)
    },
}
PDF_FONTS = {  # whole fonts for PDFs: fpdf2 cannot join the subsets of the web font
    "regular": NODE_MODULES / "@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
    "bold": NODE_MODULES / "@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf",
}
# Hashed names need `collectstatic` first; development and tests serve the files from where they lie.
STATIC_MANIFEST = flag("STATIC_MANIFEST", default=not DEBUG and "pytest" not in sys.modules)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "vaxportal.core.static_files.ManifestStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 25 * 1024 * 1024  # kept of one request's files; each page takes less and says so
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "vaxportal.core.uploads.BoundedUploadHandler",
]

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ROUTES = {"registration.read_lists": {"queue": "lists"}}  # a long list holds up no message, no tally
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False  # a dead broker must not hold a desk; the beat sweep finds the row
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("BEAT_SCHEDULE_FILE") or str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "accounts.forget": {"task": "accounts.forget", "schedule": crontab(hour=3, minute=10)},
    "health.heartbeat": {"task": "health.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "messaging.forget_messages": {"task": "messaging.forget_messages", "schedule": crontab(hour=3, minute=20)},
    "messaging.send_messages": {"task": "messaging.send_messages", "schedule": 2.0, "options": {"expires": 10}},
    "registration.read_lists": {"task": "registration.read_lists", "schedule": 5.0, "options": {"expires": 5}},
    "registration.sweep_drafts": {"task": "registration.sweep_drafts", "schedule": crontab(minute=17)},
    "reporting.fold": {"task": "reporting.fold", "schedule": 1.0, "options": {"expires": 2}},
    "reporting.recount": {"task": "reporting.recount", "schedule": crontab(hour=2, minute=30)},
}

MESSENGER = os.environ.get("MESSENGER") or ("outbox" if DEMO else "console" if DEBUG else "")
if not MESSENGER:  # the console would put phones and codes into the logs
    raise ImproperlyConfigured("Set MESSENGER to http or smtp, so that codes and invitations reach people (or DEMO=1).")
MESSENGER_HTTP_URL = os.environ.get("MESSENGER_HTTP_URL", "")
MESSENGER_HTTP_TOKEN = os.environ.get("MESSENGER_HTTP_TOKEN", "")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "no-reply@vaxportal.example")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "vaxportal.accounts.tokens.SiteTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["vaxportal.core.json_body.JsonBody", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "vaxportal.core.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "vaxportal.core.api.answer_problems",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "vaxportal",
    "DESCRIPTION": "Vaccination sessions, doses, registrations and worker lists for the systems of vaccination sites.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "vaxportal.core.schema.tell_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {  # the sweeps of every second would hide everything else
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.request": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},  # every glyph of every PDF
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
