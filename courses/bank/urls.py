"""Addresses of the bank's own screens, below the admin."""

from django.urls import path

from courses.bank import screens

app_name = "question_bank"

urlpatterns = [
    path("nhap/", screens.BringScreen.as_view(), name="import"),
    path("nhap/mau/", screens.template, name="template"),
    path("nhap/<int:pk>/", screens.PreviewScreen.as_view(), name="preview"),
]
