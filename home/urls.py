from django.urls import path

from home import app_views, views

app_name = "home"
urlpatterns = [
    path("", views.front_page, name="front"),
    path("sw.js", app_views.worker, name="worker"),
    path("ung-dung.webmanifest", app_views.manifest, name="manifest"),
    path("bieu-tuong/<slug:name>.png", app_views.icon, name="icon"),
    path("viec-hoc/", views.desk, name="desk"),
    path("viec-hoc/tin/<int:notice>/", views.notice, name="notice"),
]
