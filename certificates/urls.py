from django.urls import path, re_path

from certificates import officer_views, views

app_name = "certificates"
urlpatterns = [
    re_path(r"^c/(?P<code>[^/]+)/?$", views.check, name="check"),
    path("kiem-tra/", views.verify, name="verify"),
    path("giay-chung-nhan/", views.mine, name="mine"),
    path("giay-chung-nhan/<slug:code>.pdf", views.download, name="download"),
    path("ky-giay/", officer_views.sign, name="sign"),
    path("ky-giay/tai-ve/", officer_views.take_batch, name="take_batch"),
]
