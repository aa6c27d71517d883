from django.urls import path, re_path

from certificates import phone_views, views

app_name = "certificates"
urlpatterns = [
    re_path(r"^c/(?P<code>[^/]+)/?$", views.check, name="check"),
    path("kiem-tra/", views.verify, name="verify"),
    path("kiem-tra/trong-may/", phone_views.page, name="phone"),
    path("kiem-tra/khoa.json", phone_views.keys, name="keys"),
    path("kiem-tra/da-het-hieu-luc.json", phone_views.ended, name="ended"),
    path("giay-chung-nhan/", views.mine, name="mine"),
    path("giay-chung-nhan/xac-nhan/<slug:code>.pdf", views.download_confirmation, name="download_confirmation"),
    path("giay-chung-nhan/<slug:code>.pdf", views.download, name="download"),
]
