from django.urls import path

from coverage import views

app_name = "coverage"
urlpatterns = [
    path("don-vi/", views.index, name="index"),
    path("don-vi/chi-tieu/<slug:code>/", views.target, name="target"),
    path("don-vi/chi-tieu/<slug:code>/danh-sach/", views.people_behind, name="people"),
]
