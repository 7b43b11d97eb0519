"""Roles: who leads and teaches what, keys to the API, the status «учитель». Who may sign in: accounts.py."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.access import PortalRequest
from core.confirm import ask_first, row_to_end
from core.errors import Conflict, Invalid, Refusal
from core.folding import one_line
from core.names import search_form
from core.numbers import row_numbers
from core.once import keep_answer
from core.russian import plural_form, ru_plural
from core.web import (
    add_refusal,
    back,
    form_page,
    get_or_post,
    posted,
    refusals_as_messages,
    render_page,
    requires,
)
from orgstructure.models import Person, SchoolClass, Subject
from roles.forms import AssignForm, TokenForm
from roles.middleware import SESSION_KEY
from roles.models import ApiToken, Assignment, Verification
from roles.selectors import (
    not_joined,
    teachers_by_class,
    verification_board,
    without_order,
)
from roles.services import accounts, assignments
from roles.services.teachers import CLASSES, Row, TableConflict, set_teachers
from roles.services.verification import move_verifications
from roles.teachers import Line, Names, read_table
from undo.web import tell_done


@require_POST
@requires("portal.use")
def switch_organization(request: PortalRequest) -> HttpResponse:
    """A person of two schools goes over to the other one."""
    wanted = request.POST.get("organization", "")
    if wanted not in {str(m.organization_id) for m in request.memberships}:
        raise Http404
    request.session[SESSION_KEY] = int(wanted)
    return back(request, "dashboard:home")


@get_or_post
@requires("roles.assign")
def assign(request: PortalRequest) -> HttpResponse:
    """Class teachers, subject teachers, deputies (clauses 2.1 i, 2.4)."""
    initial = {"person": request.GET.get("person"), "school_class": request.GET.get("class")}
    form = AssignForm(posted(request), access=request.access, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decision = {"organization": request.organization, "actor": request.user, **form.cleaned_data}
            asked = ask_first(
                request,
                assignments.assign,
                title="Назначить вместо прежнего?",
                button="Назначить",
                back_url=request.get_full_path(),
                **decision,
            )
            if asked:
                return asked
            made = assignments.assign(**decision)
            messages.success(request, f"Назначено: {made}.")
            if made.school_class_id:
                return redirect("dashboard:school_class", made.school_class_id)
            return redirect("dashboard:person", made.person_id)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return form_page(request, "roles/assign.html", {"form": form})


@get_or_post
@requires("roles.assign")
def teachers(request: PortalRequest) -> HttpResponse:
    """Class × who, for the whole school: who leads the classes, or teaches one subject; saved as a whole (clauses 2.1 i, 2.4)."""
    given = request.POST if request.method == "POST" else request.GET
    subject_name = one_line(given.get("subject", ""))[:120]
    subjects = list(request.access.rows("roles.assign", Subject).order_by("name"))
    subject = next((row for row in subjects if row.search_name == search_form(subject_name)), None)
    whole, names = _table(request, subject, is_new=bool(subject_name) and subject is None)
    only = "without_order" if given.get("only") == "without_order" else ""
    lines = [line for line in whole if line.without_order] if only else whole
    if request.method == "POST":  # rows that the form did not carry are left alone
        lines = [line for line in whole if f"who-{line.school_class.pk}" in request.POST]
    context = {
        "lines": lines,
        "only": only,
        "total": len(whole),
        "labels": names.labels.values(),
        "subjects": subjects,
        "subject": subject.name if subject else subject_name,
        "led": sum(bool(line.held) for line in whole),
        "without_order": sum(line.without_order for line in whole),
        "lacking": (lacking := without_order(request.access, [line.school_class for line in whole])),
        "lacking_total": sum(n for _, n in lacking),
        "error": "",
    }
    if request.method != "POST":
        return render_page(request, "roles/teachers.html", context)
    if read_table(lines, request.POST, names, one_each=not subject_name):
        answer = _set_teachers(request, lines, context)
        if answer:
            return answer
    else:
        context["error"] = "Ничего не сохранено: исправьте отмеченное."
    return render_page(request, "roles/teachers.html", context, status=400)


def _table(request: PortalRequest, subject: Subject | None, *, is_new: bool) -> tuple[list[Line], Names]:
    """The rows as they stand, and who may be named in them: those who work here, and those who stand there already."""
    today, access = clock.today(), request.access
    classes: Any = access.rows("roles.assign", SchoolClass)
    classes = list(classes.of_today(today).filter(kind=SchoolClass.Kind.STUDY))
    held = {} if is_new else teachers_by_class(access, classes, subject)
    people: Any = access.rows("roles.assign", Person)
    staff = list(people.staff(today).with_posts(today).order_by("search_name", "pk"))
    known = {person.pk for person in staff}
    others = {
        one.person_id: one.person for rows in held.values() for one in rows if one.person_id not in known
    }
    names = Names([*staff, *others.values()])
    lines = [
        Line(
            school_class=row,
            held=held.get(row.pk, []),
            drawn=frozenset(one.person_id for one in held.get(row.pk, [])),
            typed="; ".join(names.labels[one.person_id] for one in held.get(row.pk, [])),
        )
        for row in classes
    ]
    return lines, names


def _set_teachers(request: PortalRequest, lines: list[Line], context: dict[str, Any]) -> HttpResponse | None:
    """Save the table, asking first where somebody is displaced; None where it was refused, with the rows told why."""
    decision = {
        "organization": request.organization,
        "rows": [Row(line.school_class, line.drawn, tuple(line.wanted)) for line in lines],
        "subject": context["subject"],
        "actor": request.user,
    }
    address = reverse("roles:teachers") + (
        f"?{urlencode({'subject': context['subject']})}" if context["subject"] else ""
    )
    try:
        asked = ask_first(
            request,
            set_teachers,
            title="Сохранить таблицу?",
            button="Сохранить",
            back_url=address,
            can_undo=True,
            **decision,
        )
        if asked:
            return asked
        done = set_teachers(**decision)
    except TableConflict as conflict:
        context["error"] = conflict.message
        for line in lines:
            line.error = conflict.rows.get(line.school_class.pk, "")
        return None
    except Refusal as refusal:
        context["error"] = refusal.message
        return None
    words = f"Сохранено: {ru_plural(done, CLASSES)}." if done else "Ничего не изменилось."
    tell_done(request, words, done.run)
    return redirect(address)


@require_POST
@requires("roles.assign")
def end(request: PortalRequest, pk: int) -> HttpResponse:
    rows = request.access.rows("roles.assign", Assignment).select_related("person")
    row = row_to_end(request, rows, pk)
    if row is None:
        return back(request, "dashboard:structure")
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            assignments.end_assignment,
            title="Закончить назначение?",
            button="Закончить",
            back_url=request.POST.get("next", ""),
            assignment=row,
            actor=request.user,
        )
        if asked:
            return asked
        assignments.end_assignment(assignment=row, actor=request.user)
        messages.success(request, f"{row.person.full_name}: роль «{row.get_role_display()}» закончена.")
    return back(request, "dashboard:structure")


@get_or_post
@requires("tokens.manage")
def tokens(request: PortalRequest) -> HttpResponse:
    """Keys to the API of this account in this school. A new one is shown once."""
    form = TokenForm(posted(request))
    key = ""
    if request.method == "POST" and form.is_valid():
        try:
            _, key = accounts.create_api_token(
                user=request.user, organization=request.organization, actor=request.user, **form.cleaned_data
            )
            form = TokenForm()
        except Refusal as refusal:
            add_refusal(form, refusal)
    rows = request.access.rows("tokens.manage", ApiToken)
    page = form_page(request, "roles/tokens.html", {"form": form, "rows": rows, "key": key})
    return keep_answer(page) if key else page


@require_POST
@requires("tokens.manage")
def revoke_token(request: PortalRequest, digest: str) -> HttpResponse:
    rows = request.access.rows("tokens.manage", ApiToken)
    token = row_to_end(request, rows, digest)
    if token is None:
        return redirect("roles:tokens")
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            accounts.revoke_api_token,
            title="Отозвать ключ?",
            button="Отозвать",
            back_url=reverse("roles:tokens"),
            token=token,
            actor=request.user,
        )
        if asked:
            return asked
        accounts.revoke_api_token(token=token, actor=request.user)
        messages.success(request, "Ключ отозван: он больше ничего не откроет.")
    return redirect("roles:tokens")


@require_GET
@requires("verification.view")
def verification(request: PortalRequest) -> HttpResponse:
    """Teachers by state of the confirmation (clause 2.1 k)."""
    columns = verification_board(request.access)
    context = {
        "columns": columns,
        "total": sum(len(column.rows) for column in columns),
        "may_decide": request.access.can("verification.decide"),
    }
    return render_page(request, "roles/verification.html", context)


@require_POST
@requires("verification.decide")
def verification_move(request: PortalRequest) -> HttpResponse:
    """Move the ticked teachers to a state."""
    ids = set(row_numbers(request.POST.getlist("pick")))
    people_here: Any = request.access.rows("verification.decide", Person)
    if people_here.filter(pk__in=ids).count() != len(ids):
        raise Http404
    people = list(people_here.staff(clock.today()).filter(pk__in=ids))
    with refusals_as_messages(request):
        if len(people) != len(ids):
            raise Conflict(
                "Ничего не переведено: пока вы отмечали, кто-то из отмеченных ушёл. Отметьте заново."
            )
        if not people:
            raise Invalid("Никто не отмечен. Отметьте учителей галочкой.")
        outside = not_joined(people) if request.POST.get("to") == Verification.Status.CONFIRMED else []
        if outside and {person.pk for person in outside} - set(row_numbers(request.POST.getlist("sure"))):
            context = {"people": people, "outside": outside}
            return render_page(request, "roles/verification_outside.html", context)
        n = move_verifications(
            people=people,
            to=request.POST.get("to", ""),
            reason=request.POST.get("reason", ""),
            actor=request.user,
        )
        tell_done(request, f"Переведено: {n} {plural_form(n, 'учитель', 'учителя', 'учителей')}.", n.run)
    return redirect("roles:verification")
