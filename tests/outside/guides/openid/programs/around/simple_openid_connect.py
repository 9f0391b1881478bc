import os

INSTALLED_APPS += ["simple_openid_connect.integrations.django"]
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PASTED
# The pages
from django.urls import include, path
from simple_openid_connect.integrations.django.models import OpenidSession

urlpatterns = [path("auth/openid/", include("simple_openid_connect.integrations.django.urls"))]


def learned(request):
    return OpenidSession.objects.get(id=request.session["openid_session"]).id_token.model_dump()
