from django.urls import path, re_path

from certificates import book_views, phone_views, views

app_name = "certificates"
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
]
