"""Addresses of assignments: of officers below /don-vi/, of everybody's own below /viec-hoc/."""

from django.urls import path

from coverage.assigning import acting_views, views
from coverage.reminding import views as reminding_views

urlpatterns = [
    path("don-vi/nhiem-vu/", views.assignments, name="assignments"),
    path("don-vi/nhiem-vu/moi/", acting_views.new, name="new_assignment"),
    path("don-vi/nhiem-vu/dem-thu/", acting_views.preview, name="preview_assignment"),
    path("don-vi/nhiem-vu/<int:number>/", views.assignment, name="assignment"),
    path("don-vi/nhiem-vu/<int:number>/danh-sach/", views.people, name="assignment_people"),
    path("don-vi/nhiem-vu/<int:number>/sua/", acting_views.change, name="change_assignment"),
    path("don-vi/nhiem-vu/<int:number>/ket-thuc/", acting_views.end, name="end_assignment"),
    path("don-vi/nhiem-vu/<int:number>/nhac/", acting_views.remind, name="remind"),
    path("don-vi/nhiem-vu/<int:number>/da-nhac/", reminding_views.reminders, name="reminders"),
    path("don-vi/nhiem-vu/<int:number>/van-ban/<int:version>/", views.document, name="assignment_document"),
    path("don-vi/nhiem-vu/<int:number>/mien/<str:username>/", acting_views.exempt_person, name="exempt"),
    path("don-vi/mien/<int:number>/ket-thuc/", acting_views.end_exempt, name="end_exemption"),
    path("don-vi/mien/<int:number>/giay-to/", views.exemption_file, name="exemption_file"),
    path("viec-hoc/nhiem-vu/", views.duties, name="duties"),
    path("viec-hoc/nhiem-vu/<int:number>/van-ban/", views.duty_document, name="duty_document"),
]
