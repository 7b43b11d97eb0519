"""Accounts: who may sign in to a school."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django_scopes import scopes_disabled

from audit.services import record, record_each, record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit, emit_each
from core.errors import Conflict, Invalid
from core.folding import one_line
from core.rows import TimeZone
from core.russian import ru_form
from core.sets import among
from orgstructure.models import Organization, Person
from orgstructure.selectors import works
from orgstructure.services.people import fill_emails
from outbox.models import Message
from outbox.services import cancel_unclaimed, draft_message, queue_message, queue_messages
from roles import texts
from roles.models import ApiToken, Assignment, Membership, User
from roles.selectors import accounts_by_email
from roles.services.doubts import Doubt, Entry, InDoubt, doubts
from roles.texts import (
    ACCESS_AGAIN,
    ACCESS_LETTER,
    ACCESS_SUBJECT,
    NOTICE_LETTER,
    NOTICE_SUBJECT,
    NOTICES,
    PASSWORD_IS_KEPT,
    PASSWORD_LETTER,
    PASSWORD_ON_ITS_WAY,
    PASSWORD_SUBJECT,
    PASSWORD_TO_FOLDER,
)

# Letters that go to an account because it belongs to the school.
LETTERS_OF_MEMBERS = ("access", "digest")


@transaction.atomic
def give_access(
    *, person: Person, email: str, actor: ActorLike, sure: bool = False, moves: bool = False
) -> User:
    """Let a member of staff sign in; a letter brings the way to choose a password. Conflict if they may already.

    An account that exists (a person of another school) joins this school with its own password. A card without an
    address gets this one. InDoubt where the account bears another name, or (unless the person `moves` to it) is not
    the one that was theirs: until somebody is `sure`.
    """
    email = email.strip().lower()
    if not works(person, clock.today()):
        raise Invalid("Вход в портал есть только у сотрудников: ученикам и родителям хватает ссылки.")
    if not email:
        raise Invalid(
            f"У {person.full_name} нет электронной почты. Впишите её: по ней входят.", field="email"
        )
    try:
        [user] = give_access_to_many(
            organization=person.organization, entries=[Entry(person, email, sure, moves)], actor=actor
        )
    except AccessConflict as conflict:
        wrong = conflict.rows[person.pk]
        raise (InDoubt if isinstance(wrong, Doubt) else Conflict)(wrong, field="email") from None
    return user


def _access_letter(membership: Membership, *, new: bool) -> dict[str, Any]:
    """The letter of who may sign in from now on, as `queue_message` takes it; `new`: a password is still to be chosen."""
    school, person, user = membership.organization, membership.person, membership.user
    return {
        "organization": school,
        "kind": "access",
        "to": user.email,
        "to_name": person.full_name,
        "subject": ACCESS_SUBJECT.format(school=school.short_name),
        "body": (ACCESS_LETTER if new else ACCESS_AGAIN).format(
            name=f"{person.first_name} {person.patronymic}".strip(),
            school=school.short_name,
            link=f"{{{{password:{user.pk}}}}}" if new else settings.PORTAL_URL,
            email=user.email,
        ),
        "about": person,
    }


class AccessConflict(Conflict):
    """Nobody was let in: {person: what is wrong with the row}."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        super().__init__("Вход никому не открыт: исправьте отмеченное.")
        self.rows = rows


@transaction.atomic
def give_access_to_many(
    *, organization: Organization, entries: Sequence[Entry], actor: ActorLike
) -> list[User]:
    """`give_access` for many members of staff: all of them or nobody. Returns their accounts.

    AccessConflict says of each refused row why. The number of statements does not grow with the rows.
    """
    # The school's row is the queue: two forms follow each other.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if wrong := refused(entries):
        raise AccessConflict(wrong)
    users = _accounts(entries)
    memberships = Membership.objects.bulk_create(
        [Membership(organization=organization, person=one.person, user=users[one.email]) for one in entries]
    )
    given = [(row, {"email": row.user.email}) for row in memberships]
    record_each("access.given", given, actor=actor)
    letters = [_access_letter(row, new=not row.user.has_usable_password()) for row in memberships]
    queue_messages(draft_message(**letter, actor=actor) for letter in letters)
    fill_emails(emails={one.person: one.email for one in entries}, actor=actor)
    return [row.user for row in memberships]


def refused(entries: Sequence[Entry]) -> dict[int, str]:
    """{person: why they cannot be let in by this address}; the number of queries does not grow."""
    people = [one.person.pk for one in entries]
    staff = Person.objects.staff(clock.today()).filter(pk__in=among(people))
    here = set(staff.values_list("pk", flat=True))
    inside = Membership.objects.filter(
        Q(person__in=among(people)) | Q(user__email__in=[one.email for one in entries])
    )
    rows = list(inside.select_related("person", "user"))
    own = {row.person_id: row for row in rows}
    held = {row.user.email: row for row in rows}
    times = Counter(one.email for one in entries)
    found = {}
    for one in entries:
        if one.person.pk in own:
            found[one.person.pk] = texts.HAS_ACCESS.format(email=own[one.person.pk].user.email)
        elif one.person.pk not in here:
            found[one.person.pk] = texts.WORKS_NO_MORE
        elif not one.email:
            found[one.person.pk] = texts.NO_EMAIL
        elif one.email in held:
            found[one.person.pk] = texts.EMAIL_OF_ANOTHER.format(
                email=one.email, person=held[one.email].person.full_name
            )
        elif times[one.email] > 1:
            others = [two.person.short_name for two in entries if two.email == one.email and two is not one]
            found[one.person.pk] = texts.EMAIL_TWICE.format(email=one.email, others=", ".join(others))
    return found | doubts([one for one in entries if one.person.pk not in found and not one.sure])


def _accounts(entries: Sequence[Entry]) -> dict[str, User]:
    """{address: its account}: those that there are, and new ones without a password; two queries."""
    known = accounts_by_email({one.email for one in entries})
    new = [User(email=one.email, full_name=one.person.full_name) for one in entries if one.email not in known]
    for user in new:
        user.set_unusable_password()
    return known | {user.email: user for user in User.objects.bulk_create(new)}


@transaction.atomic
def revoke_access(*, membership: Membership, actor: ActorLike) -> None:
    """Take the way into this school away, with the keys to its API; the account stays for other schools.

    Invalid for one's own and for the director's, Conflict when the actor has been shut out meanwhile: of two who close
    each other's way in, one stays.
    """
    # The school's row is the queue.
    Organization.objects.select_for_update(no_key=True).get(pk=membership.organization_id)
    actor_id = getattr(actor, "pk", None)
    if membership.user_id == actor_id:
        raise Invalid("Свой вход закрыть нельзя: попросите другого администратора или директора.")
    if actor_id and not Membership.objects.filter(user=actor_id).exists():
        raise Conflict("Ваш вход в эту школу только что закрыли. Обновите страницу.")
    if _is_director(membership.person_id):
        raise Invalid(
            "Вход директора не закрывают, пока он директор: без него в школе некому решать. Директора меняет оператор."
        )
    end_access(membership=membership, actor=actor)


def end_access(*, membership: Membership, actor: ActorLike) -> None:
    """Delete the way into a school with its keys, whoever's it is: for decisions that give the school another in its place."""
    record("access.revoked", membership, actor=actor)
    keys = ApiToken.objects.filter(user=membership.user, organization=membership.organization)
    emit(What.CLOSES, membership, lambda: texts.access_ends(membership, keys.count()))
    keys.delete()
    # What waits to be sent to the account concerns it no more (lesson E32).
    waiting = Message.objects.filter(
        organization=membership.organization_id, to=membership.user.email, kind__in=LETTERS_OF_MEMBERS
    )
    cancel_unclaimed(messages=waiting, actor=actor)
    membership.delete()


@transaction.atomic
def set_users_active(*, users: list[User], active: bool, actor: ActorLike) -> int:
    """An operator shuts accounts out of every school, or lets them in again. Returns how many changed.

    Invalid if the operator, the last one or a school's director is among those to be shut out: nobody would be left to
    undo it.
    """
    if not active:
        _refuse_to_shut_out(users, actor)
    changed = [user for user in users if user.is_active != active]
    if not active:
        emit_each(What.CLOSES, changed, texts.account_ends)
    User.objects.filter(pk__in=[user.pk for user in changed]).update(is_active=active)
    with scopes_disabled():
        memberships = Membership.objects.filter(user__in=changed).select_related("user", "person")
        record_many("account.enabled" if active else "account.disabled", memberships, actor=actor)
    return len(changed)


def _refuse_to_shut_out(users: list[User], actor: ActorLike) -> None:
    out = {user.pk for user in users}
    if getattr(actor, "pk", None) in out:
        raise Invalid("Себе вход закрыть нельзя: снимите отметку со своей учётной записи.")
    # All operators are locked, in one order: of two who shut each other out, the second finds the first one gone.
    operators = User.objects.filter(is_operator=True, is_active=True).order_by("pk").select_for_update()
    working = {user.pk for user in operators}
    if working and working <= out:
        raise Invalid("Это последний оператор установки: снимите с него отметку.")
    if getattr(actor, "is_operator", False) and getattr(actor, "pk", None) not in working:
        raise Conflict("Ваш вход только что закрыл другой оператор.")
    with scopes_disabled():
        kept = Membership.objects.filter(user__in=out, user__is_active=True).select_related(
            "organization", "user"
        )
        for membership in kept:
            with clock.in_school(membership.organization):
                if _is_director(membership.person_id):
                    raise Invalid(
                        f"{membership.user.email} — директор школы {membership.organization}. Сначала назначьте другого "
                        "директора: без него в школе некому решать."
                    )


def _is_director(person_id: int) -> bool:
    in_office = Assignment.objects.in_force(clock.today()).filter(role=Assignment.Role.DIRECTOR)
    return in_office.filter(person=person_id).exists()


@transaction.atomic
def create_api_token(
    *, user: User, organization: Organization, name: str, actor: ActorLike
) -> tuple[ApiToken, str]:
    """A key to the API for this account in this school. The key itself is in the answer and nowhere else."""
    name = one_line(name)
    if not name:
        raise Invalid("Напишите, для чего ключ: потом будет видно, какой отозвать.", field="name")
    token, key = ApiToken.objects.create(user, expiry=None, organization=organization, name=name[:80])  # type: ignore[call-arg]
    record("token.created", token, actor=actor, label=f"Ключ «{token.name}»")
    return token, key


@transaction.atomic
def revoke_api_token(*, token: ApiToken, actor: ActorLike) -> None:
    """The key opens nothing from now on."""
    record("token.revoked", token, actor=actor, label=f"Ключ «{token.name}»")
    emit(What.CLOSES, token, partial(texts.key_ends, token))
    token.delete()


def create_operator(*, email: str, full_name: str) -> User:
    """An account that looks after the installation. It has no password yet."""
    return User.objects.create_superuser(email, full_name=full_name)


def set_password(*, user: User, password: str) -> None:
    """The account signs in with this password from now on."""
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def send_password_link(*, email: str) -> bool:
    """Queue the way to a new password for the account with this address, if there is one that may sign in. Whether it was."""
    with scopes_disabled():
        known = User.objects.filter(Q(is_operator=True) | Q(memberships__isnull=False), is_active=True)
        user = known.filter(email=email.lower()).first()
    if user is None:
        return False
    _write_to(user, "password", PASSWORD_SUBJECT, PASSWORD_LETTER.format(email=user.email, pk=user.pk))
    return True


@transaction.atomic
def send_notice(*, user: User, about: str) -> None:
    """Tell an account's owner of a change in it; `about` is a key of NOTICES, nothing is said of any other."""
    if what := NOTICES.get(about):
        body = NOTICE_LETTER.format(email=user.email, what=what, at=_moment_for(user))
        _write_to(user, "notice", NOTICE_SUBJECT, body)


def _moment_for(user: User) -> str:
    """Now, as the clock of the account's school shows it, with whose time it is; Moscow's where there is no school."""
    first = _first_school(user)
    if first is None:
        at = clock.now().astimezone(ZoneInfo(TimeZone.MOSCOW))
        return f"{at:%d.%m.%Y, %H:%M} по московскому времени"
    at = clock.now().astimezone(clock.zone_of(first))
    return f"{at:%d.%m.%Y, %H:%M} {first.whose_time or 'по московскому времени'}"


def _first_school(user: User) -> Organization | None:
    with scopes_disabled():
        first = Membership.objects.filter(user=user).select_related("organization").order_by("pk").first()
    return first.organization if first else None


def _write_to(user: User, kind: str, subject: str, body: str) -> None:
    """The letter stands on «Почта» of the account's first school; an operator's in none.

    Nobody writes to an account that has no school any more and looks after no installation (lesson E32).
    """
    first = _first_school(user)
    if first is None and not user.is_operator:
        return
    queue_message(
        organization=first,
        kind=kind,
        to=user.email,
        to_name=user.full_name,
        subject=subject,
        body=body,
        actor=None,
    )


def letter_said(user: User) -> str:
    """What is said to whoever has just opened an account's way in: a way to a password, or that the old one holds.

    Without a mail server the letter with the way to a password reaches nobody, and that is said.
    """
    if user.has_usable_password():
        kept = PASSWORD_IS_KEPT if settings.SMTP_HOST else texts.PASSWORD_IS_KEPT_TO_FOLDER
        return kept.format(email=user.email)
    return (PASSWORD_ON_ITS_WAY if settings.SMTP_HOST else PASSWORD_TO_FOLDER).format(email=user.email)


def letters_said(users: Sequence[User]) -> str:
    """The same of many: how many wait for a letter with a way to a password, whose old one holds."""
    if len(users) == 1:
        return letter_said(users[0])
    kept = [user.email for user in users if user.has_usable_password()]
    n = len(users) - len(kept)
    words, forms = (
        (texts.PASSWORDS_ON_THEIR_WAY, texts.LETTERS_LEAVE)
        if settings.SMTP_HOST
        else (texts.PASSWORDS_TO_FOLDER, texts.LETTERS_LIE)
    )
    said = [words.format(letters=ru_form(n, forms).format(n=n))] if n else []
    if kept:
        said.append(texts.PASSWORDS_ARE_KEPT.format(emails=", ".join(kept)))
    return " ".join(said)


def address_of_account(user_id: int) -> str:
    """The only address that a password link of this account may be sent to."""
    return User.objects.get(pk=user_id).email


def password_link(user_id: int) -> str:
    """Where a new account chooses its password; for the outbox's placeholder, at the moment of delivery."""
    user = User.objects.get(pk=user_id)
    key = default_token_generator.make_token(user)
    return settings.PORTAL_URL + reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), key]
    )
