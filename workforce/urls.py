from django.urls import path

from workforce import erasure_views, rights_views, tree_views
from workforce.reorganising import views

app_name = "workforce"
urlpatterns = [
    path("nhan-su/xoa-du-lieu/", erasure_views.erasures, name="erasures"),
    path("nhan-su/xoa-du-lieu/<int:pk>/", erasure_views.decide, name="decide_erasure"),
    path("co-quan/", tree_views.tree, name="tree"),
    path("co-quan/thao-tac/<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("co-quan/quyen/<int:pk>/thu-hoi/", rights_views.end_right, name="end_right"),
    path("co-quan/<str:code>/", tree_views.agency, name="agency"),
    path("co-quan/<str:code>/quyen/", rights_views.rights, name="rights"),
    path("co-quan/<str:code>/sap-xep/<slug:kind>/", views.operation, name="operation"),
]
