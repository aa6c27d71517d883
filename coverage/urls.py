from django.urls import path

from coverage import comparing_views, ruling_views, supposing_views, views
from coverage.open_data.urls import urlpatterns as open_data
from coverage.reporting.urls import urlpatterns as reports

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
    *reports,
    *open_data,
]
