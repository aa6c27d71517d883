"""Addresses of training hours."""

from django.urls import path

from coverage.hours import views

urlpatterns = [
    path("viec-hoc/gio-dao-tao/", views.own_hours, name="own_hours"),
    path("don-vi/gio-dao-tao/", views.hours, name="hours"),
]
