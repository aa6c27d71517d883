from django.urls import path, re_path

from certificates import book_views, officer_views, phone_views, register_views, views

app_name = "certificates"
_TILE = r"(?P<number>(?:x\d{3}/){0,5}\d{3})(?:\.p/(?P<width>[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?"
urlpatterns = [
    re_path(r"^c/(?P<code>[^/]+)/?$", views.check, name="check"),
    path("kiem-tra/", views.verify, name="verify"),
    path("kiem-tra/trong-may/", phone_views.page, name="phone"),
    path("kiem-tra/khoa.json", phone_views.keys, name="keys"),
    path("kiem-tra/da-het-hieu-luc.json", phone_views.ended, name="ended"),
    path("giay-chung-nhan/", views.mine, name="mine"),
    path("giay-chung-nhan/xac-nhan/<slug:code>.pdf", views.download_confirmation, name="download_confirmation"),
    path("giay-chung-nhan/bo-sung/", book_views.about_me, name="about_me"),
    path("so-goc/", book_views.book, name="book"),
    path("so-goc/cho-xac-nhan/", book_views.unconfirmed, name="unconfirmed"),
    path("so-goc/cho-xac-nhan/<int:pk>/", book_views.decline_one, name="decline"),
    path("so-goc/dot/<int:pk>/", book_views.batch, name="batch"),
    path("so-goc/dang-cho/", book_views.held, name="held"),
    path("so-goc/dang-cho/<int:pk>/", book_views.again, name="again"),
    path("so-goc/thong-ke/", book_views.figures, name="figures"),
    path("so-goc/in/", book_views.volumes, name="volumes"),
    path("so-goc/in/<slug:symbol>/<int:year>/<int:volume>.pdf", book_views.volume, name="volume"),
    path("giay-chung-nhan/<slug:code>.pdf", views.download, name="download"),
    path("giay-chung-nhan/<slug:code>/luot-kiem-tra/", views.checks, name="checks"),
    path("ky-giay/", officer_views.sign, name="sign"),
    path("ky-giay/tai-ve/", officer_views.take_batch, name="take_batch"),
    path("so-cap/", register_views.page, name="register"),
    path("so-cap/checkpoint", register_views.checkpoint, name="checkpoint"),
    path("so-cap/checkpoint/<int:size>", register_views.checkpoint, name="old_checkpoint"),
    path("so-cap/consistency/<int:old>/<int:new>", register_views.growth, name="growth"),
    path("so-cap/bang-chung/<slug:code>", register_views.proof, name="proof"),
    path("so-cap/keys", register_views.keys, name="register_keys"),
    path("so-cap/paper-keys.pem", register_views.paper_keys, name="paper_keys"),
    path("so-cap/check_paper.py", register_views.tool, name="offline_tool"),
    path("so-cap/register-format.md", register_views.format_description, name="register_format"),
    # The rest is laid out by C2SP tlog-tiles: numbers in groups of three digits, all but the last with an x.
    re_path(rf"^so-cap/tile/entries/{_TILE}$", register_views.entries, name="entries"),
    re_path(rf"^so-cap/tile/(?P<level>\d|[1-5]\d|6[0-3])/{_TILE}$", register_views.tile, name="tile"),
]
