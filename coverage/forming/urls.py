"""From the people who are missing to a class."""

from django.urls import path

from coverage.forming import views

urlpatterns = [path("don-vi/chi-tieu/<slug:code>/mo-lop/", views.form, name="form_class")]
