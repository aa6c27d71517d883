"""Every setting, read from the environment.

With an empty environment this is the embedded site: SQLite, tasks in the web process, files on
disk, http://localhost:8000. `LMS_PRODUCTION=1` refuses to start until all it needs is named.
docs/settings.md lists each variable and each policy number with a sentence.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from kit.env import env_bool, env_int, env_list, env_secret, env_text

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
    _needed = {
        "LMS_SECRET_KEY": SECRET_KEY,
        "LMS_DATABASE_URL": DATABASE_URL,
        "LMS_REDIS_URL": REDIS_URL,
        "LMS_BROKER_URL": BROKER_URL,
        "LMS_BASE_URL": BASE_URL if BASE_URL.startswith("https://") else "",
        "LMS_CONTENT_ORIGIN": CONTENT_ORIGIN,
        "LMS_EMAIL_HOST": EMAIL_HOST,
    }
    if env_text("LMS_PKCS11_LIBRARY"):
        _needed |= {
            "LMS_PKCS11_TOKEN": env_text("LMS_PKCS11_TOKEN"),
            "LMS_PKCS11_PIN": env_secret("LMS_PKCS11_PIN"),
            "LMS_PKCS11_KEY": env_text("LMS_PKCS11_KEY"),
        }
    else:
        _needed |= {
            "LMS_SIGNING_KEY_FILE": env_text("LMS_SIGNING_KEY_FILE"),
            "LMS_SIGNING_KEY_PASSWORD": env_secret("LMS_SIGNING_KEY_PASSWORD"),
        }
    _missing = sorted(name for name, value in _needed.items() if not value)
    if _missing:
        raise ImproperlyConfigured(
            "Production needs these environment variables (LMS_BASE_URL with https://): "
            + ", ".join(_missing)
            + ". See docs/settings.md."
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


def _database(url: str) -> dict[str, Any]:
    if not url:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "db.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: under WAL alone, read-then-write transactions fail as "locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            # A file, so that several connections of one test really meet.
            "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    timeouts = (
        f"-c statement_timeout={env_int('LMS_STATEMENT_TIMEOUT_MS', 15000)}"
        f" -c lock_timeout={env_int('LMS_LOCK_TIMEOUT_MS', 3000)}"
        " -c idle_in_transaction_session_timeout=60000"
        # Compiling a statement that looks dear, as a list of all staff does, costs more than it saves.
        " -c jit=off"
    )
    return {
        "ENGINE": "kit.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # For the statements of kit.statements alone; Django's own are never prepared.
        "OPTIONS": {"options": timeouts, "prepare_threshold": 0},
    }


DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CACHES: dict[str, Any] = {"default": {"BACKEND": "kit.redis_cache.KeptClientCache", "LOCATION": REDIS_URL}}
    PROGRESS_CACHE = "default"
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    # Not in memory: rate limits and one-time codes must be shared by all processes.
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
        # Nor in the database: how far a long transaction is must be seen before it ends (kit/progress.py).
        "progress": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "progress",
        },
    }
    PROGRESS_CACHE = "progress"
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

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
CELERY_BEAT_SCHEDULE = {
    "certificates.drain": {"task": "certificates.drain", "schedule": 30.0},
    "certificates.sign_head": {"task": "certificates.sign_head", "schedule": REGISTER_MINUTES * 60.0},
    "certificates.tell_witnesses": {"task": "certificates.tell_witnesses", "schedule": crontab(hour=1, minute=10)},
    "certificates.repair": {"task": "certificates.repair", "schedule": 3600.0},
    "certificates.sweep_files": {"task": "certificates.sweep_files", "schedule": crontab(hour=3, minute=20)},
    "certificates.tell_before_expiry": {
        "task": "certificates.tell_before_expiry",
        "schedule": crontab(hour=7, minute=15),
    },
    "certificates.close_expired_proposals": {"task": "certificates.close_expired_proposals", "schedule": 3600.0},
    "accounts.mail_notices": {"task": "accounts.mail_notices", "schedule": 60.0},
    "accounts.carry_out_erasures": {"task": "accounts.carry_out_erasures", "schedule": 3600.0},
    "coverage.remind": {"task": "coverage.remind", "schedule": 3600.0},
    "coverage.make_reports": {"task": "coverage.make_reports", "schedule": 60.0},
    "courses.tell_of_late_marking": {"task": "courses.tell_of_late_marking", "schedule": crontab(hour=7, minute=0)},
    "courses.count_answers": {"task": "courses.count_answers", "schedule": crontab(hour=2, minute=40)},
    "courses.close_overdue_attempts": {"task": "courses.close_overdue_attempts", "schedule": 60.0},
    "courses.recompute_progress": {"task": "courses.recompute_progress", "schedule": crontab(hour=2, minute=30)},
    "workforce.work_off_rosters": {"task": "workforce.work_off_rosters", "schedule": 60.0},
    "workforce.forget_old_rosters": {"task": "workforce.forget_old_rosters", "schedule": crontab(hour=2, minute=20)},
    "courses.publish_scheduled": {"task": "courses.publish_scheduled", "schedule": 60.0},
    "api.tell_systems": {"task": "api.tell_systems", "schedule": 30.0},
    "api.forget_tokens": {"task": "api.forget_tokens", "schedule": crontab(hour=3, minute=50)},
}
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


def _s3(location: str, *, public: bool) -> dict[str, Any]:
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env_text("LMS_S3_ENDPOINT") or None,
            "region_name": env_text("LMS_S3_REGION") or None,
            "access_key": env_secret("LMS_S3_ACCESS_KEY") or None,
            "secret_key": env_secret("LMS_S3_SECRET_KEY") or None,
            "location": location,
            "file_overwrite": False,
            "querystring_auth": not public,
            "custom_domain": f"{urlsplit(CONTENT_ORIGIN).netloc}/{location}" if public else None,
        },
    }


STORAGES: dict[str, Any] = {
    "default": _s3("media", public=True) if S3_BUCKET else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Signed PDFs name a person: never under MEDIA, handed out by a view that asks who is there.
    "certificates": _s3("certificates", public=False)
    if S3_BUCKET
    else {
        "BACKEND": "kit.whole_files.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "certificates", "base_url": None},
    },
    # Work handed in: strangers' files, never under MEDIA, handed out by views that ask who is there.
    "submissions": _s3("submissions", public=False)
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "submissions", "base_url": None},
    },
    # Reports name people too.
    "reports": _s3("reports", public=False)
    if S3_BUCKET
    else {
        "BACKEND": "kit.whole_files.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "reports", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ── People and sign-in ────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": ("username", "full_name", "email", "phone"),
        },
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["full_name*", "username*", "email", "password1*"]
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
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/allauth", BASE_DIR / "locale/wagtail"]
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

# ── Policy: numbers the province decides; docs/settings.md gives each a sentence ──────────────

PROVINCE_NAME = env_text("LMS_PROVINCE", "Lạng Sơn")
# Largest answer payload and upload of one request, in bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The largest film or sound, in MB. The proxy lets 200 MB through (deploy/proxy.conf.template).
FILM_MAX_MB = env_int("LMS_FILM_MAX_MB", 150)
# How many seconds a process may go on showing the pages of before somebody published.
EDITION_SECONDS = env_int("LMS_EDITION_SECONDS", 1 if REDIS_URL else 0)
# How many seconds after its end an attempt still accepts the answers that were on their way.
QUIZ_GRACE_SECONDS = env_int("LMS_QUIZ_GRACE_SECONDS", 5)
# How many seconds the code on the invigilator's screen lives; the one before it is still accepted.
EXAM_CODE_SECONDS = env_int("LMS_EXAM_CODE_SECONDS", 60)
# So many wrong codes of one candidate, counted over so many seconds, and she is asked to wait.
EXAM_WRONG_CODES = env_int("LMS_EXAM_WRONG_CODES", 5)
EXAM_WRONG_CODE_SECONDS = env_int("LMS_EXAM_WRONG_CODE_SECONDS", 300)
# The largest file of questions in bytes, and the most questions in it: more is split.
IMPORT_MOST_BYTES = env_int("LMS_IMPORT_MOST_MB", 20) * 1024 * 1024
IMPORT_MOST_QUESTIONS = env_int("LMS_IMPORT_MOST_QUESTIONS", 5000)
# How many days a file of questions waits for somebody to confirm it.
IMPORT_DAYS = env_int("LMS_IMPORT_DAYS", 7)
# The largest roster of an agency in bytes, the most people in it, and how many days it waits to be confirmed.
ROSTER_MOST_BYTES = env_int("LMS_ROSTER_MOST_MB", 10) * 1024 * 1024
ROSTER_MOST_ROWS = env_int("LMS_ROSTER_MOST_ROWS", 50_000)
ROSTER_DAYS = env_int("LMS_ROSTER_DAYS", 7)
# How many days a printed activation code works.
ACTIVATION_DAYS = env_int("LMS_ACTIVATION_DAYS", 30)
# Who asked for their data to be erased may think again for so many days, also when somebody else asked in their name.
ERASURE_REFLECTION_DAYS = env_int("LMS_ERASURE_REFLECTION_DAYS", 3)
# Within so many days of the request the data are erased, or the person knows why not.
ERASURE_DAYS = env_int("LMS_ERASURE_DAYS", 20)
# From how many answers on a question is judged, and what then stands out (docs/questions.md).
QUESTION_LEAST_ANSWERS = env_int("LMS_QUESTION_LEAST_ANSWERS", 30)
QUESTION_TOO_EASY_PERCENT = env_int("LMS_QUESTION_TOO_EASY_PERCENT", 90)
QUESTION_TOO_HARD_PERCENT = env_int("LMS_QUESTION_TOO_HARD_PERCENT", 30)
QUESTION_LEAST_DISCRIMINATION = env_int("LMS_QUESTION_LEAST_DISCRIMINATION", 15) / 100
# How many events of a device that was without a signal one request may carry.
OFFLINE_BATCH = env_int("LMS_OFFLINE_BATCH", 100)
# How often issuing one certificate is tried before it waits for a person.
ISSUE_ATTEMPTS = env_int("LMS_ISSUE_ATTEMPTS", 5)
# Papers wait while the machine's clock and the database's differ by more than so many seconds.
CLOCK_SECONDS = env_int("LMS_CLOCK_SECONDS", 60)
# A file of a paper that no row names is deleted after so many days.
ORPHAN_DAYS = env_int("LMS_ORPHAN_DAYS", 7)
# Holders are told once for each of these numbers of days before their paper runs out.
EXPIRY_NOTICE_DAYS = [int(days) for days in env_list("LMS_EXPIRY_NOTICE_DAYS", ["60", "14"])]
# A forecast of a target looks at so many months at most, and is not ventured with fewer than the least.
FORECAST_MONTHS = env_int("LMS_FORECAST_MONTHS", 12)
FORECAST_LEAST_MONTHS = env_int("LMS_FORECAST_LEAST_MONTHS", 4)
# A report that was being made for so long has lost its maker: another begins it again.
REPORT_MINUTES = env_int("LMS_REPORT_MINUTES", 15)
# Public figures hide groups of fewer people, and are kept ready for so many seconds.
OPEN_DATA_LEAST = env_int("LMS_OPEN_DATA_LEAST", 5)
OPEN_DATA_SECONDS = env_int("LMS_OPEN_DATA_SECONDS", 3600)
# In its last days a paper may be renewed by an officer, where its award allows that.
RENEWAL_DAYS = env_int("LMS_RENEWAL_DAYS", 90)
# Acts of this power and above need a second officer: 1 revoke a paper, 2 retire a key, 3 declare it compromised.
TWO_PERSONS_FROM = env_int("LMS_TWO_PERSONS_FROM", 1)
# How many days a proposal waits for the second officer.
PROPOSAL_DAYS = env_int("LMS_PROPOSAL_DAYS", 14)
# How often sending one notice by mail is tried; it stays on the desk all the same.
MAIL_TRIES = env_int("LMS_MAIL_TRIES", 5)
# Tasks whose author leaves the numbers open: files at most, working days within which a teacher marks.
TASK_MOST_FILES = env_int("LMS_TASK_MOST_FILES", 5)
TASK_MARKING_DAYS = env_int("LMS_TASK_MARKING_DAYS", 5)
# The largest file handed in and, for office files (which are packed), the largest unpacked; megabytes.
TASK_FILE_MEGABYTES = env_int("LMS_TASK_FILE_MEGABYTES", 10)
TASK_UNPACKED_MEGABYTES = env_int("LMS_TASK_UNPACKED_MEGABYTES", 100)
# The largest picture handed in, in millions of dots.
TASK_PICTURE_MEGAPIXELS = env_int("LMS_TASK_PICTURE_MEGAPIXELS", 50)
# How often a learner may hand in one task in 24 hours: taking back and handing in again fills the disk.
TASK_HAND_INS_PER_DAY = env_int("LMS_TASK_HAND_INS_PER_DAY", 10)
# For how many minutes a teacher who began to mark keeps others from the same work.
TASK_CLAIM_MINUTES = env_int("LMS_TASK_CLAIM_MINUTES", 60)
# A lesson's stated minutes are far from its reading time when one is more than so many times the other.
LESSON_MINUTES_FACTOR = env_int("LMS_LESSON_MINUTES_FACTOR", 2)
# How many code checks one address may make in a minute before it is asked to wait.
VERIFY_PER_MINUTE = env_int("LMS_VERIFY_PER_MINUTE", 120)
# For how many seconds others may keep what a shared link shows.
SHARE_SECONDS = env_int("LMS_SHARE_SECONDS", 300)
# What a program may ask of the open interface in a minute from one address, and how many times a miss counts.
API_PER_MINUTE = env_int("LMS_API_PER_MINUTE", 600)
API_MISS_WEIGHT = env_int("LMS_API_MISS_WEIGHT", 10)
# What one connected system may ask in a minute, and how many tokens one address may ask for.
API_CLIENT_PER_MINUTE = env_int("LMS_API_CLIENT_PER_MINUTE", 600)
API_TOKENS_PER_MINUTE = env_int("LMS_API_TOKENS_PER_MINUTE", 30)
# So many wrong tokens of one address in a minute are answered as such; those after it are told to wait.
API_WRONG_TOKENS_PER_MINUTE = env_int("LMS_API_WRONG_TOKENS_PER_MINUTE", 60)
# A token of a connected system lives so long, in seconds.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = env_int("LMS_API_TOKEN_SECONDS", 3600)
# Secrets travel in the request only: no client without one, and no other way to name it.
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
# Rows of one page of the interface: when nothing is asked, and the most that may be asked.
API_PAGE = env_int("LMS_API_PAGE", 100)
API_PAGE_MOST = env_int("LMS_API_PAGE_MOST", 500)
# How often sending one piece of news is tried, and how many failures in a row end an address.
WEBHOOK_TRIES = env_int("LMS_WEBHOOK_TRIES", 8)
WEBHOOK_FAILURES = env_int("LMS_WEBHOOK_FAILURES", 40)
# How long a receiver of news may take to answer, in seconds.
WEBHOOK_SECONDS = env_int("LMS_WEBHOOK_SECONDS", 10)
# Private networks that news may be sent into all the same, and the authority that vouches for receivers there.
WEBHOOK_NETWORKS = env_list("LMS_WEBHOOK_NETWORKS", [])
WEBHOOK_CA_FILE = env_text("LMS_WEBHOOK_CA_FILE")
# Checks are counted in the process and written down after so many seconds; 0: only when somebody asks for it.
CHECKS_FLUSH_SECONDS = env_int("LMS_CHECKS_FLUSH_SECONDS", 5)
# For so many seconds a list of ended papers, once made, is handed out again; phones keep it much longer.
ENDED_LIST_SECONDS = env_int("LMS_ENDED_LIST_SECONDS", 600)
# For how many seconds others may keep a list of revoked credentials, and so not hear of a new one.
STATUS_LIST_SECONDS = env_int("LMS_STATUS_LIST_SECONDS", 300)

# A place in a lesson is written at most once in so many seconds, and when the reader leaves.
PLACE_SECONDS = env_int("LMS_PLACE_SECONDS", 15)
# The longest note of one lesson, and the longest question to a teacher, in characters.
NOTE_CHARACTERS = env_int("LMS_NOTE_CHARACTERS", 20_000)
QUESTION_CHARACTERS = env_int("LMS_QUESTION_CHARACTERS", 2000)
# The most bookmarks of one person in one lesson.
BOOKMARKS_PER_LESSON = env_int("LMS_BOOKMARKS_PER_LESSON", 50)
# How many questions to teachers one person may ask within 24 hours.
QUESTIONS_PER_DAY = env_int("LMS_QUESTIONS_PER_DAY", 20)
# The pace that estimates of time go by: Vietnamese words, written apart by syllable, in a minute.
READING_WORDS_PER_MINUTE = env_int("LMS_READING_WORDS_PER_MINUTE", 180)
# A test that closes within so many days stands on the desk.
DUE_SOON_DAYS = env_int("LMS_DUE_SOON_DAYS", 14)
# Of what they are bound to learn people are told so many days before and after the date, and on it …
REMIND_BEFORE_DAYS = [int(days) for days in env_list("LMS_REMIND_BEFORE_DAYS", ["30", "7"])]
REMIND_AFTER_DAYS = [int(days) for days in env_list("LMS_REMIND_AFTER_DAYS", ["1", "14"])]
# … and the head of their unit so many days after it.
REMIND_HEAD_DAYS = [int(days) for days in env_list("LMS_REMIND_HEAD_DAYS", ["7", "30"])]
# Nobody is reminded from this hour of the day until before that one.
QUIET_FROM_HOUR = env_int("LMS_QUIET_FROM_HOUR", 20)
QUIET_UNTIL_HOUR = env_int("LMS_QUIET_UNTIL_HOUR", 7)
# An officer reminds so many people at most by one click.
REMIND_AT_ONCE = env_int("LMS_REMIND_AT_ONCE", 500)
# When an obligation returns, there are so many days to fulfil it.
RETURN_DAYS = env_int("LMS_RETURN_DAYS", 30)
# A teaching period (tiết) has so many minutes, and everyone is to train so many of them in a year.
PERIOD_MINUTES = env_int("LMS_PERIOD_MINUTES", 45)
PERIODS_A_YEAR = env_int("LMS_PERIODS_A_YEAR", 40)
# Who came to so many per cent of its meetings has attended a class.
CLASS_ATTENDED_PERCENT = env_int("LMS_CLASS_ATTENDED_PERCENT", 80)
# Who comes back after so many days is welcomed back.
PAUSE_DAYS = env_int("LMS_PAUSE_DAYS", 14)
# A course counts as new for so many days.
NEW_COURSE_DAYS = env_int("LMS_NEW_COURSE_DAYS", 60)

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
