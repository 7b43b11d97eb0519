"""The baseline of P3–P5: Django with nothing around it. One indexed SELECT, and for P3 one INSERT, in a bare view.

Started by Granian as the portal is, on the same database server: `bench.bare:application`, DATABASE_URL as there.
"""

import os

import environ
from django.conf import settings

settings.configure(
    SECRET_KEY="bare",  # noqa: S106  (there is nothing to keep secret)
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[],
    USE_TZ=True,
    DATABASES={"default": environ.Env().db("DATABASE_URL") | {"CONN_MAX_AGE": 600}},
)
if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
    settings.DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Thing(models.Model):
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)

    class Meta:
        app_label = "bare"


class Taken(models.Model):
    thing_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"


def look(request: HttpRequest, code: str) -> HttpResponse:
    thing = Thing.objects.filter(code=code).first()
    if thing is None:
        raise Http404
    return HttpResponse(f"<!doctype html><title>Bare</title><h1>{thing.title}</h1>")


def take(request: HttpRequest, code: str) -> HttpResponse:
    thing = Thing.objects.filter(code=code).first()
    if thing is None:
        raise Http404
    Taken.objects.create(thing_id=thing.pk, at=timezone.now())
    return HttpResponseRedirect(f"/look/{code}")


def make_tables(codes: list[str]) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        editor.create_model(Taken)
    Thing.objects.bulk_create([Thing(code=code, title="Вещь") for code in codes])


urlpatterns = [path("look/<str:code>", look), path("take/<str:code>", take)]
application = get_wsgi_application()

if __name__ == "__main__":
    make_tables([f"code-{n:030d}" for n in range(int(os.environ["BARE_ROWS"]))])
