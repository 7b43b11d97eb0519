"""Answers that belong to no room: errors, a failed csrf check, the theme."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.http import require_POST

from core.errors import Invalid, NotFound, error_body
from core.web import back, own_path, public


@public
def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form without its token: said in words, with the way back to what was typed (static/js/portal.js keeps it)."""
    form_page = own_path(request, request.headers.get("Referer", ""))
    return render(request, "csrf_failure.html", {"form_page": form_page}, status=403)


THEMES = ("light", "dark")


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, remembered by this browser for a year; anything else leaves it to the device."""
    response = back(request, "dashboard:home")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=365 * 86_400, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie("theme")
    return response


@public
def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """An address of allauth that the portal does not offer: the school changes a person's e-mail, not the person."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 as a page, and to a program as JSON: a host that is not ours, a form of too many fields, a spoilt body."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            error_body(Invalid("Запрос испорчен по дороге: проверьте адрес и тело.")), status=400
        )
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 as a page, and to a program as JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse(error_body(NotFound("Такого адреса нет.")), status=404)
    return defaults.page_not_found(request, exception)
