from django.urls import path, re_path

from certificates.sharing import views

app_name = "sharing"
urlpatterns = [
    path("giay-chung-nhan/<slug:code>/chia-se/", views.share, name="share"),
    path("giay-chung-nhan/<slug:code>/chia-se/tat/", views.end, name="end"),
    re_path(r"^giay-chung-nhan/(?P<code>\w+)/huy-hieu\.(?P<kind>png|svg)$", views.own_badge, name="own_badge"),
    re_path(r"^giay-chung-nhan/(?P<code>\w+)/van-bang\.(?P<kind>json|jwt)$", views.own_credential, name="own_file"),
    re_path(r"^chia-se/(?P<token>[^/]+)/$", views.shared, name="shared"),
    re_path(r"^chia-se/(?P<token>[^/]+)/anh\.png$", views.shared_card, name="card"),
    re_path(r"^chia-se/(?P<token>[^/]+)/huy-hieu\.png$", views.shared_badge, name="shared_badge"),
    re_path(r"^chia-se/(?P<token>[^/]+)/tep\.(?P<kind>png|svg|json|jwt)$", views.shared_file, name="shared_file"),
]
