"""Addresses of accounts beside those of allauth."""

from django.urls import path

from accounts import own_data_views
from accounts.activation_views import activation

app_name = "accounts"
urlpatterns = [
    path("kich-hoat/", activation, name="activate"),
    path("du-lieu-cua-toi/", own_data_views.own_data, name="own_data"),
    path("du-lieu-cua-toi/tai-ve/", own_data_views.take_along, name="take_own_data"),
    path("du-lieu-cua-toi/xoa/", own_data_views.erase, name="ask_erasure"),
    path("du-lieu-cua-toi/thoi/", own_data_views.take_back, name="take_back_erasure"),
]
