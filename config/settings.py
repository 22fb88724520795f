"""Settings, one file, read from the environment. Importing it starts nothing and writes nothing.

Each variable is described in docs/operations.md.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from config import city, logs, rehearsal
from config.keys import read_key, var_directory
from config.postgres import database_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = var_directory()


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return os.environ.get(name, default).split()


DEBUG = flag("TRAMA_DEBUG")
# One-click sign-in and invented people. `accounts.checks` refuses it anywhere but on the
# demo-marked embedded database of this machine, bound to loopback.
# The name of a rehearsal: a demo of its own, whose clock moves and whose mail stays inside. Refused
# here when the environment leads outside, by `accounts.checks` on any other database.
REHEARSAL = rehearsal.chosen()
DEMO = flag("TRAMA_DEMO") or bool(REHEARSAL)
BIND = os.environ.get("TRAMA_BIND", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
BASE_URL = os.environ.get("TRAMA_BASE_URL", f"http://localhost:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

SECRET_KEY = read_key("django") or ""  # empty: Django itself refuses to start
LINKS_KEY = read_key("links") or ""
ALLOWED_HOSTS = words("TRAMA_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = words("TRAMA_TRUSTED_ORIGINS")

CITY_NAME, CITY_CENTER, CITY_SCALES = city.NAME, city.CENTER, city.SCALES

# Who runs this installation, as the pages name it.
PLATFORM = {
    "name": "Trama",
    "owner": os.environ.get("TRAMA_OWNER", "Comune di Milano"),
    "office": os.environ.get("TRAMA_OFFICE", "Welfare e Salute"),
    "ipa": os.environ.get("TRAMA_IPA", "c_f205"),
    "contact": os.environ.get("TRAMA_CONTACT", "assistenza@trama.example"),
    "privacy_contact": os.environ.get("TRAMA_PRIVACY_CONTACT", "dpo@trama.example"),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "template_partials",
    "procrastinate.contrib.django",
    "trama.accounts",  # its templates come before allauth's
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "trama.core",
    "trama.ledger",
    "trama.mailbox",
    "trama.programming",
    "trama.territory",
    "trama.organizations",
    "trama.networks",
    "trama.listening",
    "trama.needs",
    "trama.notices",
    "trama.applications",
    "trama.screening",
    "trama.tables",
    "trama.learning",
    "trama.desk",
    "trama.portal",
    "trama.opendata",
    *(["trama.demo"] if DEMO else []),
    *(["trama.rehearsal"] if REHEARSAL else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    *(["trama.rehearsal.middleware.RehearsalMiddleware"] if REHEARSAL else []),
    "trama.core.middleware.BodySizeMiddleware",
    "trama.core.middleware.ArrivalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trama.accounts.middleware.SecondFactorMiddleware",
    "trama.core.middleware.WrongMomentMiddleware",
    "trama.core.middleware.FirstUseMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

# Libraries of tags that no template has to load.
BUILTINS = [
    "django.templatetags.i18n",
    "trama.core.templatetags.trama_ui",
    "trama.core.templatetags.trama_forms",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trama.core.context.platform",
            ],
            "builtins": BUILTINS,
        },
    }
]
FORM_RENDERER = "trama.core.forms.TramaRenderer"

# ---------------------------------------------------------------- database

# Two roles: "owner" runs migrations, "app" does everything else.
DATABASE_ROLE = os.environ.get("TRAMA_DB_ROLE", "app")
APP_ROLE = os.environ.get("TRAMA_APP_ROLE", "trama_app")


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    socket = options.pop("host", None)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "") or ""),
        # Each connection has a statement planned once: planning ours costs more than running them.
        "OPTIONS": {
            **options,
            "pool": POOL,
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
        "ATOMIC_REQUESTS": False,
    }


# Only the web process holds a pool, as large as its threads; commands and jobs open one connection.
POOL = {"min_size": 1, "max_size": 8, "timeout": 20} if flag("TRAMA_WEB") else False
DATABASES = {"default": database(database_url("owner" if DATABASE_ROLE == "owner" else "app"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEMORY = "django.core.cache.backends.locmem.LocMemCache"
# Rate limits are counted here, the same for every web process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Beyond these some are dropped, live ones too: whoever is guessing would start afresh.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What all visitors see alike until it is computed again: in each web process, ~100 kB each.
    "drawn": {"BACKEND": MEMORY, "OPTIONS": {"MAX_ENTRIES": 64}},
    # Public text already drawn, each process for itself: `trama.notices.views.reading`.
    "public": {"BACKEND": MEMORY, "LOCATION": "public", "OPTIONS": {"MAX_ENTRIES": 100}},
    # The same of paths and threads, that are many: `trama.tables.views.reading`.
    "paths": {"BACKEND": MEMORY, "LOCATION": "paths", "OPTIONS": {"MAX_ENTRIES": 200}},
    # What was found by words: a store of its own, so that no words push the others out.
    "searches": {"BACKEND": MEMORY, "LOCATION": "searches", "OPTIONS": {"MAX_ENTRIES": 50}},
}

# Jobs are known by name to whoever defers them; their code, and the heavy libraries it needs, is
# imported by the worker alone.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "" if flag("TRAMA_WEB") else "tasks"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 1, "shutdown_graceful_timeout": 8}

# ---------------------------------------------------------------- people and sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **extra}
    for name, extra in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "trama.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "trama.accounts.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "trama.accounts.forms.signup.PersonForm"
ACCOUNT_FORMS = {
    name: f"trama.accounts.forms.access.{form}"
    for name, form in (
        ("login", "LoginForm"),
        ("signup", "SignupForm"),
        ("add_email", "AddEmailForm"),
        ("change_password", "ChangePasswordForm"),
        ("set_password", "SetPasswordForm"),
        ("reset_password", "ResetPasswordForm"),
        ("reset_password_from_key", "ResetPasswordKeyForm"),
        ("user_token", "UserTokenForm"),
        ("reauthenticate", "ReauthenticateForm"),
    )
}
SOCIALACCOUNT_FORMS = {"signup": "trama.accounts.forms.access.IdentitySignupForm"}
MFA_FORMS = {
    name: f"trama.accounts.forms.access.{form}"
    for name, form in (
        ("authenticate", "FactorForm"),
        ("reauthenticate", "FactorAgainForm"),
        ("activate_totp", "ActivateAppForm"),
        ("add_webauthn", "AddPasskeyForm"),
        ("edit_webauthn", "EditPasskeyForm"),
        ("login_webauthn", "EnterByPasskeyForm"),
        ("authenticate_webauthn", "PasskeyForm"),
        ("reauthenticate_webauthn", "PasskeyAgainForm"),
    )
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address each; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when something of the access has changed
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that has just signed up
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser, or in twelve hours
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# The address of the caller is what our own proxies say, not what the caller claims.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRAMA_PROXIES", "0"))
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_ADAPTER = "trama.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost is a secure context
MFA_TOTP_ISSUER = PLATFORM["name"]

# SPID/CIE through the city's OpenID Connect proxy: absent, that door is not shown.
OIDC_SERVER_URL = os.environ.get("OIDC_SERVER_URL", "")
# A form that leads there is followed from origin to origin: the proxy's own, and others it uses.
OIDC_ORIGINS = [
    *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))] if OIDC_SERVER_URL else []),
    *words("OIDC_ORIGINS"),
]
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "spid",
                "name": os.environ.get("OIDC_NAME", "SPID o CIE"),
                "client_id": os.environ.get("OIDC_CLIENT_ID", "trama"),
                "secret": read_key("oidc") or os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "fetch_userinfo": True,
                    "scope": words("OIDC_SCOPE", "openid profile email"),
                },
            }
        ],
    }

# Browsers tell hosts apart, not ports: rehearsals side by side would sign each other out.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"sessionid{REHEARSAL}", f"csrftoken{REHEARSAL}"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "trama.core.errors.csrf_failure"

# ---------------------------------------------------------------- browser's rules

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS and not flag("TRAMA_PROXY_REDIRECTS")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^salute/"]
if flag("TRAMA_TRUST_FORWARDED_PROTO"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip

# ---------------------------------------------------------------- languages, time, files

LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Rome"
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "trama.core.finders.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "trama.core.staticfiles.Storage"},
}
# Received files and raw messages, by the hash of their content: never served from here.
DOCUMENT_ROOT = Path(os.environ.get("TRAMA_DOCUMENTS") or VAR_DIR / "documents").absolute()
DOCUMENT_MAX_BYTES = int(os.environ.get("TRAMA_DOCUMENT_MAX_MB", "20")) * 1024 * 1024
CLAMD = os.environ.get("TRAMA_CLAMD", "")  # host:port or socket path; empty: no virus scan
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # fields; files are streamed
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# ---------------------------------------------------------------- mail

_TO_NOBODY = "django.core.mail.backends.dummy.EmailBackend"
_TO_A_SERVER = "django.core.mail.backends.smtp.EmailBackend"
# From a rehearsal nothing leaves, whatever the environment says.
EMAIL_BACKEND = (
    _TO_NOBODY
    if REHEARSAL
    else os.environ.get("TRAMA_EMAIL_BACKEND", _TO_NOBODY if DEMO else _TO_A_SERVER)
)
EMAIL_HOST = os.environ.get("TRAMA_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TRAMA_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TRAMA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = read_key("smtp") or ""
EMAIL_USE_TLS = flag("TRAMA_SMTP_TLS")
EMAIL_TIMEOUT = 30
LISTENING_EMAIL = os.environ.get("TRAMA_LISTENING_EMAIL", "ascolto@trama.example" if DEMO else "")
# The office of listening, by its code: it reads what belongs to no campaign (while none is named,
# any does) and says which bodies listen in the city's name (while none is named, nobody).
LISTENING_OFFICE = os.environ.get("TRAMA_LISTENING_OFFICE", "welfare" if DEMO else "")
DEFAULT_FROM_EMAIL = os.environ.get("TRAMA_FROM", "Trama <non-rispondere@trama.example>")
# A PEM file or a folder of them; the demo trusts the provider it invented.
PEC_TRUST_STORE = os.environ.get("PEC_TRUST_STORE") or (
    str(VAR_DIR / "demo/pec-ca.pem") if DEMO else ""
)

LOGGING = logs.LOGGING

NINJA_PAGINATION_MAX_LIMIT = 200
