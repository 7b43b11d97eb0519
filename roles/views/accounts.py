"""Who may sign in to the school: one person's way in, the list of all, those who have none."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import aside, clock
from core.access import PortalRequest
from core.confirm import ask_first, row_to_end
from core.errors import Conflict, Invalid, Refusal
from core.numbers import row_numbers
from core.pagination import paginate
from core.russian import ru_plural
from core.web import add_refusal, back, form_page, get_or_post, refusals_as_messages, render_page, requires
from orgstructure.models import Person, posts_of, works_on
from roles import texts
from roles.access_table import Line, account_tabs, by_work, read_lines
from roles.forms import AccessForm
from roles.models import Membership
from roles.selectors import classes_of, former_addresses, staff_without_access
from roles.services import accounts


@require_POST
@requires("roles.give_access")
def access(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a member of staff sign in; what was refused comes back with all that was typed."""
    people = request.access.rows("roles.give_access", Person).select_related("organization")
    person = get_object_or_404(people, pk=pk)
    form = AccessForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            user = accounts.give_access(
                person=person, email=email, actor=request.user, sure=request.POST.get("sure") == email
            )
            messages.success(request, f"Вход открыт. {accounts.letter_said(user)}")
            return redirect("dashboard:person", person.pk)
        except accounts.InDoubt as doubt:
            return render(request, "roles/in_doubt.html", {"row": person, "email": email, "doubt": doubt})
        except Refusal as refusal:
            add_refusal(form, refusal)
    return form_page(request, "roles/access.html", {"form": form, "row": person})


@require_POST
@requires("roles.give_access")
def revoke(request: PortalRequest, pk: int) -> HttpResponse:
    rows = request.access.rows("roles.give_access", Membership)
    rows = rows.select_related("user", "person", "organization")
    membership = row_to_end(request, rows, pk)
    if membership is None:
        return back(request, "roles:accounts")
    person_id = membership.person_id
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            accounts.revoke_access,
            title="Закрыть вход?",
            button="Закрыть вход",
            back_url=reverse("dashboard:person", args=[person_id]),
            way_back=texts.OPENS_AGAIN,
            membership=membership,
            actor=request.user,
        )
        if asked:
            return asked
        accounts.revoke_access(membership=membership, actor=request.user)
        messages.success(request, "Вход закрыт.")
    return redirect("dashboard:person", person_id)


@require_safe
@requires("roles.give_access")
def accounts_list(request: PortalRequest) -> HttpResponse:
    """Who may sign in to this school, by name, and when they came last."""
    today = clock.today()
    given = request.access.rows("roles.give_access", Membership).select_related("user", "person")
    rows = given.annotate(
        post=posts_of("person", today),
        works=works_on("person", today),
    )
    page = paginate(rows, ("person__search_name", "pk"), request.GET.get("cursor"))
    outside = staff_without_access(request.access).count()
    context = {"page": page, "outside": outside, "tabs": account_tabs("roles:accounts", outside)}
    return render_page(request, "roles/accounts.html", context)


@get_or_post
@requires("roles.give_access")
def without_access(request: PortalRequest) -> HttpResponse:
    """The staff who cannot sign in, who lead and teach classes first; those who are ticked are let in at once."""
    people = list(staff_without_access(request.access).with_posts(clock.today()))
    led, taught = classes_of(request.access, people)
    groups = by_work(people, led, taught, former_addresses(people))
    error = ""
    lines = [line for group in groups for line in group.lines]
    if request.method != "POST" and (kept := aside.typed(request, request.path)):
        read_lines(lines, (), kept)
    if request.method == "POST":
        try:
            return _give_access(request, lines)
        except accounts.AccessConflict as conflict:
            error = conflict.message
            for line in lines:
                line.error = conflict.rows.get(line.person.pk, line.error)
                line.asks = isinstance(line.error, accounts.Doubt)
        except Refusal as refusal:
            error = refusal.message
    context = {
        "groups": groups,
        "tabs": account_tabs("roles:without_access", len(people)),
        "total": len(people),
        "error": error,
        "to_folder": not settings.SMTP_HOST,
    }
    return render_page(request, "roles/without_access.html", context, status=400 if error else 200)


def _give_access(request: PortalRequest, lines: list[Line]) -> HttpResponse:
    """Let in who is ticked; a Refusal where anything is wrong, told in the rows."""
    picked = set(row_numbers(request.POST.getlist("pick")))
    read_lines(lines, picked, request.POST)
    others = picked - {line.person.pk for line in lines}
    if others:
        rows: Any = request.access.rows("roles.give_access", Person)
        known = list(rows.filter(pk__in=others).order_by("search_name", "pk"))
        if len(known) != len(others):
            raise Http404
        names = ", ".join(person.short_name for person in known)
        raise Conflict(
            f"Вход никому не открыт: пока вы отмечали, из списка ушли ({names}): проверьте отметки."
        )
    ticked = [line for line in lines if line.ticked]
    if not ticked:
        raise Invalid("Никто не отмечен. Отметьте галочкой, кому открыть вход.")
    entries = [accounts.Entry(line.person, line.email, line.sure) for line in ticked if not line.error]
    if len(entries) < len(ticked):  # what else is wrong is told at once
        raise accounts.AccessConflict(accounts.refused(entries))
    users = accounts.give_access_to_many(
        organization=request.organization, entries=entries, actor=request.user
    )
    n = ru_plural(len(users), "сотруднику,сотрудникам,сотрудникам")
    messages.success(request, f"Вход открыт {n}. {accounts.letters_said(users)}")
    if typed := [line for line in lines if line.is_typed and not line.ticked]:
        aside.keep(request, request.path)
        messages.warning(request, texts.typed_unticked([line.person.short_name for line in typed]))
    return redirect("roles:without_access")
