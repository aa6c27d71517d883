from django.urls import path

from kit import display, language, views

app_name = "kit"
urlpatterns = [
    path("ngon-ngu/", language.choose_language, name="language"),
    path("hien-thi/", display.choose_display, name="display"),
    path("bo-phan/", views.gallery, name="gallery"),
]
