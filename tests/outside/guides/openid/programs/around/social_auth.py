import os

INSTALLED_APPS += ["social_django"]
LOGIN_REDIRECT_URL = "/"
# It stores only what is named here.
SOCIAL_AUTH_OIDC_EXTRA_DATA = ["groups"]
PASTED
# The pages
from django.urls import include, path

urlpatterns = [path("", include("social_django.urls"))]


def learned(request):
    account = request.user.social_auth.get()
    return {"sub": account.uid, "groups": account.extra_data["groups"]}
