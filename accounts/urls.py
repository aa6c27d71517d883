"""Addresses of accounts beside those of allauth."""

from django.urls import path

from accounts.activation_views import activation

app_name = "accounts"
urlpatterns = [path("kich-hoat/", activation, name="activate")]
