"""The pages of a new project: one that says who is there, and one with a button that leads to Vestibule."""

from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from project import library

FORM = '<form method="post" action="/login/oidc/">{% csrf_token %}<button>Continue</button></form>'


def home(request):
    if not request.user.is_authenticated:
        return HttpResponse("no one", status=401)
    user = request.user
    return JsonResponse({"name": user.get_full_name(), "email": user.email, "learned": library.learned(request)})


def sign_in(request):
    return HttpResponse(engines["django"].from_string(FORM).render({}, request))


urlpatterns = [*library.urlpatterns, path("", home), path("sign-in", sign_in)]
