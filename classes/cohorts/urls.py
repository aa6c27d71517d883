"""Addresses of classes: of those who organise and lead them, and of those who learn in them."""

from django.urls import path

from classes.views import cohort_acts, cohort_people, cohorts

urlpatterns = [
    path("lop-hoc/", cohorts.index, name="cohorts"),
    path("lop-hoc/moi/", cohorts.new, name="new_cohort"),
    path("lop-hoc/<int:pk>/", cohorts.cohort_page, name="cohort"),
    path("lop-hoc/<int:pk>/sua/", cohorts.change, name="change_cohort"),
    path("lop-hoc/<int:pk>/them/", cohort_people.add_members, name="add_members"),
    path("lop-hoc/<int:pk>/hoc-vien/<int:member>/", cohort_people.member, name="member"),
    path("lop-hoc/<int:pk>/buoi/", cohort_acts.meetings, name="meetings"),
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/", cohort_acts.meeting, name="meeting"),
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/huy/", cohort_acts.meeting_off, name="meeting_off"),
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/diem-danh/", cohort_people.attendance, name="attendance"),
    path("lop-hoc/<int:pk>/thu/", cohort_acts.letter, name="letter"),
    path("lop-hoc/<int:pk>/dong/", cohort_acts.close, name="close_cohort"),
    path("lop-hoc/<int:pk>/huy/", cohort_acts.call_off, name="call_off_cohort"),
    path("lop-hoc/<int:pk>/danh-sach.pdf", cohort_acts.roll_file, name="class_roll"),
    path("lop-hoc/<int:pk>/danh-sach/<slug:form>/", cohort_acts.export, name="export_cohort"),
    path("lop-hoc/<int:pk>/cua-toi/", cohort_acts.own_class, name="own_class"),
    path("lop-hoc/<int:pk>/lich.ics", cohort_acts.calendar, name="calendar"),
]
