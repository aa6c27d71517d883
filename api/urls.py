"""What stands under /api/v1/ beside the operations of api/operations.py."""

from django.urls import path

from api.tokens import token

app_name = "api"
urlpatterns = [path("token", token, name="token")]
