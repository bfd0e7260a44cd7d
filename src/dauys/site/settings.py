"""Every setting of an installation, read from the environment; docs name each variable once, here."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from dauys.ground.access.actors import ROLES
from dauys.site.rooms import STANDS_ON, chosen

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in ("1", "yes", "true")


# Where keys, uploads and the embedded database live. Back it up together with the database.
DATA_DIR = Path(os.environ.get("DAUYS_DATA", Path.home() / ".local/share/dauys")).resolve()
KEY_DIR = Path(os.environ.get("DAUYS_KEYS", DATA_DIR / "keys"))
# What the log signed last. It must not be restored with the database: it is how an older database is found out.
LOG_RECORD = Path(os.environ.get("DAUYS_LOG_RECORD", KEY_DIR / "log-head.json"))
# Who was erased. It must not be restored with the database either: it is applied again to whatever is restored.
DELETION_REGISTER = Path(os.environ.get("DAUYS_DELETION_REGISTER", KEY_DIR / "erased.jsonl"))
DEMO = _flag("DAUYS_DEMO")
DEBUG = False
SECRET_KEY = os.environ.get("DAUYS_SECRET_KEY", "")
if not SECRET_KEY:
    from dauys.ground.sealed.keys import secret_text

    SECRET_KEY = secret_text(KEY_DIR, "web")

ALLOWED_HOSTS = os.environ.get("DAUYS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = _flag("DAUYS_HTTPS")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and _flag("DAUYS_HSTS_SUBDOMAINS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
if HTTPS:  # browsers take these names only over HTTPS and keep them from every other host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "dauys.ground.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
# Minutes without a page after which a member of staff signs in again; the demonstration's clock jumps by days.
IDLE_MINUTES = int(os.environ.get("DAUYS_IDLE_MINUTES", "0" if DEMO else "60"))
if 0 < IDLE_MINUTES < 10:
    raise ImproperlyConfigured("DAUYS_IDLE_MINUTES is 0 for no limit, or 10 and more.")
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "dauys.site.errors.csrf_failed"
# Behind a proxy the client's address is the last hop the proxy wrote; 0 means: no proxy, trust the socket.
TRUSTED_PROXIES = int(os.environ.get("DAUYS_PROXIES", "0"))

# Limits of the public doors. Above them a voice from the form is held for a clerk, the API answers 429.
SENDINGS_PER_ADDRESS = int(os.environ.get("DAUYS_SENDINGS_PER_ADDRESS", "30"))  # an hour
URGENT_PER_ADDRESS = int(os.environ.get("DAUYS_URGENT_PER_ADDRESS", "300"))  # an hour, with words of danger
API_PER_ADDRESS = int(os.environ.get("DAUYS_API_PER_ADDRESS", "120"))  # an hour
VOICES_A_MINUTE = int(os.environ.get("DAUYS_VOICES_A_MINUTE", "120"))  # from everybody together

PACK = os.environ.get("DAUYS_PACK", "kz")
PACK_DIR = Path(os.environ.get("DAUYS_PACK_DIR", PACKAGE / "packs" / PACK))

# Rooms above `answers` may be taken away: their pages, not their tables, for what is kept there must stay erasable.
ROOM_STANDS_ON = STANDS_ON
ROOMS = chosen(os.environ.get("DAUYS_ROOMS", "all"))
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dauys.ground.ui",
    "dauys.ground.journal",
    "dauys.ground.rooms",
    "dauys.ground.packs",
    "dauys.ground.places",
    "dauys.ground.accounts",
    "dauys.ground.log",
    "dauys.ground.files",
    "dauys.ground.messages",
    "dauys.ground.throttle",
    "dauys.directory",
    "dauys.cases",
    "dauys.search",
    "dauys.routing",
    "dauys.answers",
    "dauys.channels",
    "dauys.oversight",
    "dauys.figures",
    "dauys.publication",
    "dauys.office",
    "dauys.learning",
    "dauys.receptions",
    "dauys.volunteers",
    "dauys.site",
    "dauys.site.doctor",
]
if DEMO:
    INSTALLED_APPS.append("dauys.site.demo")

MIDDLEWARE = [
    "dauys.ground.access.fence.FenceMiddleware",
    "dauys.ground.ui.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dauys.ground.ui.middleware.PackLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dauys.ground.accounts.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dauys.site.errors.ApiMiddleware",
    "dauys.site.errors.RefusalMiddleware",
]
ROOT_URLCONF = "dauys.site.urls"
WSGI_APPLICATION = "dauys.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "dauys.ground.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "dauys.ground.ui.templatetags.kit"],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    info = conninfo_to_dict(url)
    own = ("dbname", "user", "password", "host", "port")
    return {
        "ENGINE": "dauys.ground.fenced",
        "NAME": info.get("dbname", "dauys"),
        "USER": info.get("user", ""),
        "PASSWORD": info.get("password", ""),
        "HOST": info.get("host", ""),
        "PORT": str(info.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **{name: value for name, value in info.items() if name not in own},  # sslmode and the like
            "pool": {"min_size": 1, "max_size": int(os.environ.get("DAUYS_POOL", "12")), "timeout": 15},
        },
    }


# The serving role must not own the tables; `dauys migrate` uses DAUYS_OWNER_DATABASE_URL instead.
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://dauys_app@/dauys"))}
APP_ROLE = os.environ.get("DAUYS_APP_ROLE", "dauys_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["dauys.ground.accounts.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "dauys.ground.accounts.passwords.NotOfTheOffice"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
SECOND_FACTOR_URL = "security"
# Roles that must have a second factor, by commas; an empty text asks it of nobody.
_ASKED = os.environ.get("DAUYS_SECOND_FACTOR", "" if DEMO or os.environ.get("DAUYS_TEST") else "administrator")
SECOND_FACTOR_ROLES = tuple(role.strip() for role in _ASKED.split(",") if role.strip())
if _UNKNOWN := set(SECOND_FACTOR_ROLES) - set(ROLES):
    raise ImproperlyConfigured(f"DAUYS_SECOND_FACTOR names no role: {', '.join(sorted(_UNKNOWN))}.")

# The office's own OpenID provider, by which staff may sign in; empty: there is no such way.
OIDC_ISSUER = os.environ.get("DAUYS_OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("DAUYS_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("DAUYS_OIDC_CLIENT_SECRET", "")
OIDC_LABEL = os.environ.get("DAUYS_OIDC_LABEL", "")
if OIDC_ISSUER and not (
    OIDC_CLIENT_ID and OIDC_ISSUER.startswith(("https://", "http://localhost", "http://127.0.0.1"))
):
    raise ImproperlyConfigured("DAUYS_OIDC_ISSUER begins with https:// and needs DAUYS_OIDC_CLIENT_ID.")

# Passkeys beside password and code; they need a public address by name.
PASSKEYS = os.environ.get("DAUYS_PASSKEYS", "1") in ("1", "yes", "true")

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("DAUYS_STATIC", DATA_DIR / "static"))
WHITENOISE_MAX_AGE = 3600
# Files of one appeal: how many, and how large each may be.
FILES_PER_APPEAL = int(os.environ.get("DAUYS_FILES", "10"))
FILE_MB = int(os.environ.get("DAUYS_FILE_MB", "20"))
MEGABYTES_PER_ADDRESS = int(os.environ.get("DAUYS_MEGABYTES_PER_ADDRESS", "2000"))  # an hour
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# ClamAV's socket, a path or HOST:PORT; empty: files are not checked for viruses, and pages say so.
CLAMD = os.environ.get("DAUYS_CLAMD", "")
if CLAMD and "/" not in CLAMD and not CLAMD.rpartition(":")[2].isdigit():
    raise ImproperlyConfigured("DAUYS_CLAMD is the path of a socket or HOST:PORT.")
FILE_UPLOAD_HANDLERS = ["dauys.ground.files.uploads.UploadHandler"]

EMAIL_HOST = os.environ.get("DAUYS_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("DAUYS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DAUYS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DAUYS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("DAUYS_SMTP_TLS")
# Seconds one answer of a mail server or gateway may take; a whole hand-over ends after three times as many.
EMAIL_TIMEOUT = SMS_TIMEOUT = TELEGRAM_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DAUYS_MAIL_FROM", "dauys@localhost")
# "folder" writes each SMS into DATA_DIR/postbox (demo, tests); "http" posts it to DAUYS_SMS_URL; "" means no SMS.
SMS_GATEWAY = os.environ.get("DAUYS_SMS", "folder" if DEMO else "")
SMS_URL = os.environ.get("DAUYS_SMS_URL", "")
TELEGRAM_TOKEN = os.environ.get("DAUYS_TELEGRAM_TOKEN", "")
TELEGRAM_BOT = os.environ.get("DAUYS_TELEGRAM_BOT", "").lstrip("@")
TELEGRAM_URL = os.environ.get("DAUYS_TELEGRAM_URL", "https://api.telegram.org")
PUBLIC_URL = os.environ.get("DAUYS_URL", "http://127.0.0.1:8000")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Who sends it reads /metrics; empty: there is no such page.
METRICS_TOKEN = os.environ.get("DAUYS_METRICS_TOKEN", "")
LOG_FORMAT = os.environ.get("DAUYS_LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured("DAUYS_LOG_FORMAT is line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "dauys.site.log_lines.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "dauys.site.log_lines.JsonFormatter"},
    },
    "filters": {
        "one_line": {"()": "dauys.site.log_lines.OneLineForStrangers"},
        "no_secrets": {"()": "dauys.site.log_lines.WithoutSecretAddresses"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["one_line", "no_secrets"]}
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("DAUYS_LOG", "WARNING")},
    # Django names the path of a refused request; paths carry no personal data, but 404s are noise.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
        "fido2": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique whatever the case, by a constraint on Lower("email")
if os.environ.get("DAUYS_TEST"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
else:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
