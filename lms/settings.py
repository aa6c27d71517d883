"""Every setting, read from the environment.

With an empty environment this is the embedded site: SQLite, tasks in the web process, files on
disk, http://localhost:8000. `LMS_PRODUCTION=1` refuses to start until all it needs is named.
docs/settings.md lists each variable and each policy number with a sentence. Topics of their own stand beside this
file: policy.py, databases.py, schedule.py, storages.py, production.py.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf.locale import LANG_INFO

from kit.env import env_bool, env_int, env_list, env_secret, env_text
from lms.databases import caches, database
from lms.policy import *  # noqa: F403
from lms.production import refuse_without
from lms.schedule import schedule
from lms.storages import storages

BASE_DIR = Path(__file__).resolve().parent.parent

# ── Where we run ──────────────────────────────────────────────────────────────────────────────

PRODUCTION = env_bool("LMS_PRODUCTION", default=False)
DEBUG = env_bool("LMS_DEBUG", default=False)
VAR_DIR = Path(env_text("LMS_VAR_DIR", str(BASE_DIR / "var")))
BASE_URL = env_text("LMS_BASE_URL", "http://localhost:8000").rstrip("/")
CONTENT_ORIGIN = env_text(
    "LMS_CONTENT_ORIGIN", "" if PRODUCTION else BASE_URL.replace("//localhost", "//noidung.localhost")
).rstrip("/")

DATABASE_URL = env_secret("LMS_DATABASE_URL")
REDIS_URL = env_secret("LMS_REDIS_URL")
BROKER_URL = env_secret("LMS_BROKER_URL")
SECRET_KEY = env_secret("LMS_SECRET_KEY", "" if PRODUCTION else "embedded-only-never-in-production")
SECRET_KEY_FALLBACKS = env_list("LMS_SECRET_KEY_FALLBACKS", [])
EMAIL_HOST = env_text("LMS_EMAIL_HOST")

if PRODUCTION:
    refuse_without(
        {
            "LMS_SECRET_KEY": SECRET_KEY,
            "LMS_DATABASE_URL": DATABASE_URL,
            "LMS_REDIS_URL": REDIS_URL,
            "LMS_BROKER_URL": BROKER_URL,
            "LMS_BASE_URL": BASE_URL if BASE_URL.startswith("https://") else "",
            "LMS_CONTENT_ORIGIN": CONTENT_ORIGIN,
            "LMS_EMAIL_HOST": EMAIL_HOST,
        }
    )

_host = urlsplit(BASE_URL).hostname or "localhost"
CONTENT_HOST = urlsplit(CONTENT_ORIGIN).hostname or ""
ALLOWED_HOSTS = env_list("LMS_HOSTS", [_host, CONTENT_HOST] if PRODUCTION else [".localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# How many proxies of ours stand in front; 0 would make every visitor share the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("LMS_PROXY_COUNT", 1 if PRODUCTION else 0)

# ── Applications, highest first ───────────────────────────────────────────────────────────────

HOUSE = ["api", "home", "coverage", "certificates", "classes", "courses", "competency", "workforce", "accounts", "kit"]

INSTALLED_APPS = [
    "lms",
    *HOUSE,
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "accounts.apps.WagtailPeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kit.content_origin.ContentOriginMiddleware",
    "kit.short_way.ShortWayMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "courses.languages.ContentLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kit.closed_by_default.ClosedByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kit.content_policy.ContentPolicyMiddleware",
    "courses.refusing.RefusalMiddleware",
    "kit.privacy.PrivateResponsesMiddleware",
]

# The busiest small requests, answered before most of the middleware (kit/short_way.py, decision 0026).
SHORT_WAYS = {
    r"/c/(?P<code>[^/]+)/?": "certificates.short_way.check",
    r"/khoa-hoc/(?P<course>[-\w]+)/(?P<quiz>[-\w]+)/luot/(?P<number>\d{1,5})/luu/": "courses.views.short_way.save",
    r"/khoa-hoc/(?P<course>[-\w]+)/(?P<quiz>[-\w]+)/luot/(?P<number>\d{1,5})/": "courses.views.short_way.attempt",
    r"/khoa-hoc/(?P<course>[-\w]+)/(?P<quiz>[-\w]+)/bat-dau/": "courses.views.short_way.start",
}

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.navigation.navigation",
                "kit.display.display",
            ],
        },
    }
]

# ── Data ──────────────────────────────────────────────────────────────────────────────────────

DATABASES = {"default": database(DATABASE_URL, folder=VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches(REDIS_URL, folder=VAR_DIR)
PROGRESS_CACHE = "progress" if "progress" in CACHES else "default"
SESSION_ENGINE = "django.contrib.sessions.backends." + ("cached_db" if REDIS_URL else "db")
# How many seconds a process may go on showing the pages of before somebody published.
EDITION_SECONDS = env_int("LMS_EDITION_SECONDS", 1 if REDIS_URL else 0)

# ── Tasks: in the web process until a broker is named ─────────────────────────────────────────

CELERY_BROKER_URL = BROKER_URL or "memory://localhost/"
CELERY_TASK_ALWAYS_EAGER = not BROKER_URL
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# A head of the public register is signed so often, in minutes, when the register grew.
REGISTER_MINUTES = env_int("LMS_REGISTER_MINUTES", 10)
CELERY_BEAT_SCHEDULE = schedule(register_minutes=REGISTER_MINUTES)
# Without a broker there is no beat: visitors keep the clock going (lms/clock.py).
EMBEDDED_CLOCK = CELERY_TASK_ALWAYS_EAGER

# ── Files ─────────────────────────────────────────────────────────────────────────────────────

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
_NPM = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", _NPM / "@fontsource/be-vietnam-pro/files"),
    ("qr", _NPM / "qr"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Contexts of credentials are read from packages too (certificates/credentials/contexts.py).
NODE_PACKAGES = _NPM
PDF_FONT_DIR = _NPM / "@expo-google-fonts/be-vietnam-pro"

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = f"{CONTENT_ORIGIN}/media/"

S3_BUCKET = env_text("LMS_S3_BUCKET")
STORAGES = storages(S3_BUCKET, folder=VAR_DIR, content_origin=CONTENT_ORIGIN, hashed_names=PRODUCTION)

# ── People and sign-in ────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": ("username", "full_name", "email", "phone"),
        },
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["full_name*", "username*", "email", "password1*"]
ACCOUNT_USER_DISPLAY = "accounts.sign_in.greeted_as"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_up.SignUpDetails"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Hoa Hồi] "
ACCOUNT_SESSION_REMEMBER = None
# A class of forty signs in from one address in one minute; one account is still guarded closely.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "150/m/ip,5/300s/key",
    "signup": "100/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "activate": "150/m/ip,5/300s/key",
    "own_data": "10/h/user",
    "ask_erasure": "10/h/user",
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Hosts of other films that lessons may play, beside those uploaded here.
FILM_HOSTS = env_list("LMS_FILM_HOSTS", [])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([CONTENT_ORIGIN] if CONTENT_ORIGIN else [])],
        "media-src": [SELF, *([CONTENT_ORIGIN] if CONTENT_ORIGIN else []), *[f"https://{host}" for host in FILM_HOSTS]],
        "frame-src": [CONTENT_ORIGIN] if CONTENT_ORIGIN else [NONE],
        # The device keeps pictures and films of a saved course: it fetches them where uploads live.
        "connect-src": [SELF, *([CONTENT_ORIGIN] if CONTENT_ORIGIN else [])],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Wagtail's own screens carry inline scripts (date filters, the page editor) and show previews in a frame.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
X_FRAME_OPTIONS = "DENY"

# ── Mail and messages to telephones ───────────────────────────────────────────────────────────

EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if EMAIL_HOST else "console") + ".EmailBackend"
EMAIL_PORT = env_int("LMS_EMAIL_PORT", 587)
EMAIL_HOST_USER = env_text("LMS_EMAIL_USER")
EMAIL_HOST_PASSWORD = env_secret("LMS_EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("LMS_EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = env_text("LMS_EMAIL_FROM", "Hoa Hồi <khong-tra-loi@localhost>")

# ── Language and time ─────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "vi"
SCREEN_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# Languages that courses may be translated into: those of the screen, and two spoken in the province (ISO 639-3).
# Django offers a language for the screen only where it has a catalogue.
LANGUAGES = [*SCREEN_LANGUAGES, ("tyz", "Tày"), ("nut", "Nùng")]
LANG_INFO["tyz"] = {"bidi": False, "code": "tyz", "name": "Tày", "name_local": "Tày"}
LANG_INFO["nut"] = {"bidi": False, "code": "nut", "name": "Nùng", "name_local": "Nùng"}
LOCALE_PATHS = [BASE_DIR / "locale", *(BASE_DIR / "locale" / library for library in ("allauth", "django", "wagtail"))]
FORMAT_MODULE_PATH = "kit.formats"
LANGUAGE_COOKIE_NAME = "ngon_ngu"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# ── Wagtail ───────────────────────────────────────────────────────────────────────────────────

WAGTAIL_SITE_NAME = "Hoa Hồi"
WAGTAILADMIN_BASE_URL = BASE_URL
# Addresses are matched as plain letters (courses/urls.py); one with an accent would break every list it is in.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = SCREEN_LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "courses.Picture"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
# Documents are uploads like the rest: handed out by the other origin, never by a page of ours.
WAGTAILDOCS_SERVE_METHOD = "direct"
# Which files are taken is checked by courses/film_files.py, beside the field they are in.
WAGTAILMEDIA = {"MEDIA_MODEL": "courses.Film", "VIDEO_EXTENSIONS": [], "AUDIO_EXTENSIONS": []}
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# ── Keys that sign ───────────────────────────────────────────────────────────────────────────

SIGNING_KEY_FILE = Path(env_text("LMS_SIGNING_KEY_FILE", str(VAR_DIR / "keys/signing.p12")))
# The Ed25519 key of credentials and short codes, opened by the same password.
CREDENTIAL_KEY_FILE = Path(env_text("LMS_CREDENTIAL_KEY_FILE", str(SIGNING_KEY_FILE.with_name("credential.pem"))))
SIGNING_KEY_PASSWORD = env_secret("LMS_SIGNING_KEY_PASSWORD", "" if PRODUCTION else "embedded")
# True only for a key that the state recognises (Government Cipher Committee); else papers say "no legal value".
SIGNING_KEY_LEGAL = env_bool("LMS_SIGNING_KEY_LEGAL", default=False)
# Instead of a file: a device (HSM or token at the server) by the library of its maker.
PKCS11_LIBRARY = env_text("LMS_PKCS11_LIBRARY")
PKCS11_TOKEN = env_text("LMS_PKCS11_TOKEN")
PKCS11_PIN = env_secret("LMS_PKCS11_PIN")
PKCS11_KEY = env_text("LMS_PKCS11_KEY")
# Time stamps (RFC 3161). Roots: PEM files. Revocation lists: a folder that the operator keeps fresh.
TSA_URL = env_text("LMS_TSA_URL")
TSA_USER = env_text("LMS_TSA_USER")
TSA_PASSWORD = env_secret("LMS_TSA_PASSWORD")
TSA_ROOTS = env_text("LMS_TSA_ROOTS")
TSA_SECONDS = env_int("LMS_TSA_SECONDS", 10)
SIGNING_ROOTS = env_text("LMS_SIGNING_ROOTS")
SIGNING_CRLS = env_text("LMS_SIGNING_CRLS")
# Health warns when the certificate of the signing key ends within so many days.
SIGNING_WARN_DAYS = env_int("LMS_SIGNING_WARN_DAYS", 60)
# An officer downloads at most so many papers at once, to sign them on another machine.
SIGN_AT_ONCE = env_int("LMS_SIGN_AT_ONCE", 200)

# The key that signs heads of the public register (docs/register-format.md), and the addresses that keep them.
REGISTER_KEY_FILE = Path(env_text("LMS_REGISTER_KEY_FILE", str(SIGNING_KEY_FILE.with_name("register.pem"))))
REGISTER_WITNESSES = env_list("LMS_REGISTER_WITNESSES", [])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("LMS_LOG_LEVEL", "WARNING")},
}
