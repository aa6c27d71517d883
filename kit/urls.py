from django.urls import path

from kit import language, views

app_name = "kit"
urlpatterns = [
    path("ngon-ngu/", language.choose_language, name="language"),
    path("bo-phan/", views.gallery, name="gallery"),
]
