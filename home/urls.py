from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.front_page, name="front"),
    path("viec-hoc/", views.desk, name="desk"),
    path("viec-hoc/tin/<int:notice>/", views.notice, name="notice"),
]
