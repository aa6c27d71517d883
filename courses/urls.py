"""Addresses of courses and their steps, and of those who teach. Wagtail serves the same pages when a slug has moved."""

from django.urls import path

from courses.views import (
    asking,
    captions,
    catalogue,
    clock,
    glossary,
    noting,
    place,
    player,
    quiz,
    records,
    task,
    teaching,
)

app_name = "courses"
urlpatterns = [
    path("khoa-hoc/", catalogue.catalogue, name="catalogue"),
    path("khoa-hoc/<slug:course>/", catalogue.course_page, name="course"),
    path("khoa-hoc/<slug:course>/ngon-ngu/", catalogue.choose_content_language, name="language"),
    path("khoa-hoc/<slug:course>/ghi-danh/", catalogue.enrol_here, name="enrol"),
    path("khoa-hoc/<slug:course>/ghi-chu/", noting.notebook, name="notebook"),
    path("khoa-hoc/<slug:course>/ghi-chu/tai-ve/", noting.download, name="notebook_file"),
    path("khoa-hoc/<slug:course>/thuat-ngu/", glossary.glossary, name="glossary"),
    path("khoa-hoc/<slug:course>/<slug:step>/", player.step_page, name="step"),
    path("khoa-hoc/<slug:course>/<slug:step>/cho-dang-doc/", place.place, name="place"),
    path("khoa-hoc/<slug:course>/<slug:step>/ghi-chu/", noting.note, name="note"),
    path("khoa-hoc/<slug:course>/<slug:step>/danh-dau/", noting.bookmark, name="bookmark"),
    path("khoa-hoc/<slug:course>/<slug:step>/hoi-dap/", asking.questions, name="inquiries"),
    path("hoi-dap/<int:pk>/", asking.thread, name="inquiry"),
    path("giang-day/cau-hoi/", asking.queue, name="inquiry_queue"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/bat-dau/", quiz.start, name="start"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/", quiz.attempt_page, name="attempt"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/hinh/<int:position>/", quiz.picture, name="picture"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/luu/", quiz.autosave, name="autosave"),
    path("khoa-hoc/<slug:course>/<slug:quiz>/luot/<int:number>/gio/", clock.clock, name="clock"),
    path("ho-so-bai-thi/<int:attempt>/", records.record, name="record"),
    path("khoa-hoc/<slug:course>/<slug:task>/nop-bai/", task.hand_in_here, name="hand_in"),
    path("khoa-hoc/<slug:course>/<slug:task>/rut-bai/<int:number>/", task.take_back_here, name="take_back"),
    path("khoa-hoc/<slug:course>/<slug:task>/bai-nop/<int:number>/<int:position>/", task.own_file, name="own_file"),
    path("giang-day/", teaching.home, name="teaching"),
    path("giang-day/cham-bai/", teaching.queue, name="to_mark"),
    path("giang-day/cham-bai/<int:work>/", teaching.marking_page, name="marking"),
    path("giang-day/cham-bai/<int:work>/nhan/", teaching.claim_here, name="claim"),
    path("giang-day/cham-bai/<int:work>/tep/<int:position>/", teaching.work_file, name="work_file"),
    path("phu-de/<slug:name>.vtt", captions.captions, name="captions"),
]
