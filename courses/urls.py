"""Addresses of courses, lessons and tests. Wagtail serves the same pages when a slug has moved."""

from django.urls import path

from courses.views import catalogue, offline, player, quiz

app_name = "courses"
urlpatterns = [
    path("khoa-hoc/", catalogue.catalogue, name="catalogue"),
    path("khoa-hoc/<slug:course>/", catalogue.course_page, name="course"),
    path("khoa-hoc/<slug:course>/ghi-danh/", catalogue.enrol_here, name="enrol"),
    path("khoa-hoc/<slug:course>/<slug:step>/", player.step_page, name="step"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/bat-dau/", quiz.start, name="start"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/", quiz.attempt_page, name="attempt"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/luu/", quiz.autosave, name="autosave"),
    path("mang-theo/", offline.shelf, name="shelf"),
    path("mang-theo/ai-day/", offline.who_is_here, name="who-is-here"),
    path("mang-theo/gui/", offline.sync, name="sync"),
    path("mang-theo/khoa/<slug:course>/", offline.package, name="package"),
    path("mang-theo/khoa/<slug:course>/muc-luc", offline.carried_cover, name="carried-cover"),
    path("mang-theo/khoa/<slug:course>/<slug:step>/", offline.carried_step, name="carried"),
]
