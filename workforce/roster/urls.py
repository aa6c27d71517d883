"""Addresses of the roster's pages."""

from django.urls import path

from workforce.roster import activation_screens, screens

app_name = "roster"

urlpatterns = [
    path("", screens.index, name="index"),
    path("xuat/", screens.out, name="out"),
    path("<int:pk>/", screens.roster, name="roster"),
    path("<int:pk>/cot/", screens.map_columns, name="map"),
    path("<int:pk>/xac-nhan/", screens.confirm, name="confirm"),
    path("<int:pk>/hoan-tac/", screens.undo, name="undo"),
    path("<int:pk>/dong/<int:row>/", screens.decide, name="decide"),
    path("<int:pk>/thu-moi/", activation_screens.letters, name="letters"),
    path("<int:pk>/phieu/", activation_screens.sheets, name="sheets"),
]
