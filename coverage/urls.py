from django.urls import path

from coverage import absence_views, comparing_views, ruling_views, supposing_views, views
from coverage.assigning.urls import urlpatterns as of_assigning
from coverage.forming.urls import urlpatterns as of_forming
from coverage.hours.urls import urlpatterns as of_hours
from coverage.open_data.urls import urlpatterns as of_open_data
from coverage.recognising.urls import urlpatterns as of_recognising
from coverage.reporting.urls import urlpatterns as of_reporting

app_name = "coverage"
urlpatterns = [
    path("don-vi/", views.index, name="index"),
    path("don-vi/chi-tieu/<slug:code>/", views.target, name="target"),
    path("don-vi/chi-tieu/<slug:code>/danh-sach/", views.people_behind, name="people"),
    path("don-vi/chi-tieu/<slug:code>/so-sanh/", comparing_views.comparison, name="comparison"),
    path("don-vi/chi-tieu/<slug:code>/so-sanh/<slug:part>/", comparing_views.part, name="part"),
    path("don-vi/chi-tieu/<slug:code>/gia-dinh/", supposing_views.supposition, name="supposition"),
    path("don-vi/cach-tinh/moi/", ruling_views.new_target, name="new_target"),
    path("don-vi/cach-tinh/dem-thu/", ruling_views.preview, name="preview"),
    path("don-vi/chi-tieu/<slug:code>/cach-tinh/", ruling_views.rule, name="rule"),
    path("don-vi/vang-mat/", absence_views.absences, name="absences"),
    path("don-vi/vang-mat/<int:pk>/di-lam/", absence_views.came_back, name="absence_ended"),
    path("don-vi/vang-mat/<int:pk>/rut-lai/", absence_views.taken_back, name="absence_withdrawn"),
    *of_reporting,
    *of_open_data,
    *of_assigning,
    *of_forming,
    *of_recognising,
    *of_hours,
]
