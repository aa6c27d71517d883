"""Addresses of classes: of those who organise and lead them, and of those who learn in them."""

from django.urls import path

from classes.views import (
    cohort_acts,
    cohort_correcting,
    cohort_device,
    cohort_guests,
    cohort_people,
    cohorts,
    open_classes,
)

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
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/dinh-chinh/", cohort_correcting.correct, name="correct"),
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/them-nguoi/", cohort_guests.turned_up, name="turned_up"),
    path("lop-hoc/<int:pk>/buoi/<int:meeting>/gui/", cohort_device.device_marks, name="device_marks"),
    path("lop-hoc/<int:pk>/phieu/", cohort_guests.codes, name="class_codes"),
    path("lop-hoc/<int:pk>/thu/", cohort_acts.letter, name="letter"),
    path("lop-hoc/<int:pk>/dong/", cohort_acts.close, name="close_cohort"),
    path("lop-hoc/<int:pk>/huy/", cohort_acts.call_off, name="call_off_cohort"),
    path("lop-hoc/<int:pk>/danh-sach.pdf", cohort_acts.roll_file, name="class_roll"),
    path("lop-hoc/<int:pk>/danh-sach/<slug:form>/", cohort_acts.export, name="export_cohort"),
    path("lop-hoc/<int:pk>/cua-toi/", cohort_acts.own_class, name="own_class"),
    path("lop-hoc/<int:pk>/lich.ics", cohort_acts.calendar, name="calendar"),
    path("lop-cong-dong/", open_classes.index, name="open_classes"),
    path("lop-cong-dong/<int:pk>/", open_classes.page, name="open_class"),
    path("lop-cong-dong/<int:pk>/dang-ky/", open_classes.take_seat, name="take_seat"),
    path("lop-cong-dong/<int:pk>/thoi-hoc/", open_classes.give_up, name="give_up"),
]
