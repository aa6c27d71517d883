"""Every address of the site. Closed by default: what answers a stranger says `login_not_required` itself."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.administration import words_in_the_browser
from lms.api import urls as api_urls
from lms.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Wagtail's own sign-in page knows no rate limit; ours stands in front of it.
    path("quan-tri/login/", login_not_required(lambda request: redirect("account_login"))),
    path("quan-tri/jsi18n/", words_in_the_browser),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("tai-khoan/", include("allauth.account.urls")),
    path("api/v1/", include("api.urls")),
    path("api/v1/", api_urls),
    path("", include("kit.urls")),
    path("", include("accounts.urls")),
    path("nhan-su/nguoi/", include("workforce.people.urls")),
    path("nhan-su/", include("workforce.roster.urls")),
    path("", include("certificates.urls")),
    path("", include("certificates.credentials.urls")),
    path("", include("certificates.sharing.urls")),
    path("", include("workforce.urls")),
    path("", include("coverage.urls")),
    path("", include("classes.urls")),
    path("", include("courses.urls")),
    path("", include("home.urls")),
    re_path(wagtail_urls.serve_pattern, login_not_required(wagtail_views.serve), name="wagtail_serve"),
]

handler400 = "kit.errors.bad_request"
handler403 = "kit.errors.forbidden"
handler404 = "kit.errors.not_found"
handler500 = "kit.errors.server_error"
