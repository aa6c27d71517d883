from django.urls import path

from coverage.reporting import views

urlpatterns = [
    path("don-vi/bao-cao/", views.reports, name="reports"),
    path("don-vi/bao-cao/moi/", views.new, name="new_report"),
    path("don-vi/bao-cao/dang-lap/<int:pk>/", views.job, name="report_job"),
    path("don-vi/bao-cao/dang-lap/<int:pk>/lap-lai/", views.again, name="report_again"),
    path("don-vi/bao-cao/<int:pk>/", views.report, name="report"),
    path("don-vi/bao-cao/<int:pk>/doi-chieu/", views.checked, name="report_checked"),
    path("don-vi/bao-cao/<int:pk>/tep/<slug:form>/", views.file, name="report_file"),
]
