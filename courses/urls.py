"""Addresses of courses, lessons and tests. Wagtail serves the same pages when a slug has moved."""

from django.urls import path

from courses.views import asking, catalogue, noting, place, player, quiz

app_name = "courses"
urlpatterns = [
    path("khoa-hoc/", catalogue.catalogue, name="catalogue"),
    path("khoa-hoc/<slug:course>/", catalogue.course_page, name="course"),
    path("khoa-hoc/<slug:course>/ghi-danh/", catalogue.enrol_here, name="enrol"),
    path("khoa-hoc/<slug:course>/ghi-chu/", noting.notebook, name="notebook"),
    path("khoa-hoc/<slug:course>/ghi-chu/tai-ve/", noting.download, name="notebook_file"),
    path("khoa-hoc/<slug:course>/<slug:step>/", player.step_page, name="step"),
    path("khoa-hoc/<slug:course>/<slug:step>/cho-dang-doc/", place.place, name="place"),
    path("khoa-hoc/<slug:course>/<slug:step>/ghi-chu/", noting.note, name="note"),
    path("khoa-hoc/<slug:course>/<slug:step>/danh-dau/", noting.bookmark, name="bookmark"),
    path("khoa-hoc/<slug:course>/<slug:step>/hoi-dap/", asking.questions, name="inquiries"),
    path("hoi-dap/<int:pk>/", asking.thread, name="inquiry"),
    path("day-hoc/cau-hoi/", asking.queue, name="inquiry_queue"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/bat-dau/", quiz.start, name="start"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/", quiz.attempt_page, name="attempt"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/luu/", quiz.autosave, name="autosave"),
]
