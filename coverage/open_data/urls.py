from django.urls import path

from coverage.open_data import views

urlpatterns = [
    path("so-lieu-mo/", views.page, name="open_data"),
    path("so-lieu-mo/chi-tieu.json", views.json_file, name="open_data_json"),
    path("so-lieu-mo/chi-tieu.csv", views.csv_file, name="open_data_csv"),
    path("so-lieu-mo/tu-dien.csv", views.dictionary_file, name="open_data_dictionary"),
]
