"""Addresses of papers from elsewhere."""

from django.urls import path

from coverage.recognising import views

urlpatterns = [
    path("viec-hoc/giay-to-ngoai/", views.own_papers, name="own_papers"),
    path("viec-hoc/giay-to-ngoai/<int:number>/tep/", views.paper_file, name="paper_file"),
    path("don-vi/giay-to-ngoai/", views.papers, name="papers"),
    path("don-vi/giay-to-ngoai/<int:number>/", views.paper, name="paper"),
    path("don-vi/giay-to-ngoai/nop/<str:username>/", views.hand_in_for, name="hand_in_paper"),
]
