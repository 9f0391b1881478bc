import os

INSTALLED_APPS += ["allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SOCIALACCOUNT_ONLY, ACCOUNT_EMAIL_VERIFICATION = True, "none"
LOGIN_REDIRECT_URL = "/"
PASTED
# The pages
from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]


def learned(request):
    return request.user.socialaccount_set.get().extra_data
