import os

INSTALLED_APPS += ["mozilla_django_oidc"]
AUTHENTICATION_BACKENDS = ["project.library.Remembers"]
LOGIN_REDIRECT_URL, LOGIN_REDIRECT_URL_FAILURE = "/", "/"
PASTED
# The pages
from django.urls import include, path
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls"))]


class Remembers(OIDCAuthenticationBackend):
    """The library itself keeps the address alone of what it learns."""

    def get_userinfo(self, access_token, id_token, payload):
        claims = super().get_userinfo(access_token, id_token, payload)
        self.request.session["claims"] = claims
        return claims


def learned(request):
    return request.session["claims"]
