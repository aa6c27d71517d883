from django.urls import path, re_path

from certificates.credentials import views

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", views.did_json, name="did"),
    path(".well-known/jwks.json", views.jwks_json, name="jwks"),
    path("trang-thai/<slug:purpose>/<int:number>", views.status_list, name="status_list"),
    re_path(r"^huy-hieu/(?P<code>[^/]+)\.(?P<kind>png|svg)$", views.badge, name="badge"),
    path("don-vi-cap/<str:agency>/", views.issuer, name="issuer"),
    path("khung-nang-luc/<slug:code>/", views.framework, name="framework"),
]
