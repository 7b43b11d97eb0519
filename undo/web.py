"""How a view of any room offers the undo of what it has just done."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from undo.models import Run


def tell_done(request: HttpRequest, words: str, run: Run | None) -> None:
    """A message of success, with «Отменить» where the run can be undone."""
    messages.success(request, words, extra_tags=reverse("undo:undo", args=[run.pk]) if run else "")
