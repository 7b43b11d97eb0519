"""Verbs of chats: plan, link, edit, archive, restore (clauses 2.2 f, 2.3 c, 2.4 c).

The journal names the chat and what changed, never its link: that is a secret, and more people read the journal.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record, record_many
from chats import rules, selectors, texts
from chats.models import Chat
from core import clock
from core.access import Account, ActorLike
from core.effects import What, emit, emit_each
from core.errors import Conflict, Forbidden, Invalid
from core.folding import one_line
from core.links import check_platform_link, read_platform_link
from core.rows import Platform
from core.russian import in_signs, ru_plural
from core.states import transition, transition_many
from orgstructure.models import Organization, Person, SchoolClass, Subject
from orgstructure.selectors import works
from orgstructure.services.platform_links import places_of_link
from orgstructure.texts import FOR_WHOM
from undo.services import Counted, keep_changing, keep_made, undoable

Kind, Status = Chat.Kind, Chat.Status
MAX_REASON = 300
Allowed = Callable[[Chat], bool]


@transaction.atomic
def plan_chat(
    *,
    organization: Organization,
    kind: str,
    school_class: SchoolClass | None = None,
    subject: Subject | None = None,
    title: str = "",
    platform: str = "",
    owner: Person | None = None,
    second_admin: Person | None = None,
    actor: Account,
) -> Chat:
    """Write a chat down as planned. Empty title, platform and owner follow from the kind, the class and who leads it.

    Raises Invalid (class or subject does not fit the kind, title, owner not staff or the same as the second
    administrator); Conflict if there is such a chat already (a form sent twice).
    """
    if kind not in Kind.values:
        raise Invalid(f"Чата вида «{kind[:40]}» Положение не знает. Выберите вид из списка.", field="kind")
    rules.check_place(kind, school_class, subject)
    # The school's row is the queue: the same form sent twice is decided one after the other.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    chat = Chat(
        organization=organization,
        kind=kind,
        school_class=school_class,
        subject=subject,
        title=rules.clean_title(title) or rules.title_of(kind, school_class, subject),
        platform=_platform(platform) or (school_class or organization).platform,
        owner=owner or selectors.natural_owner(kind, school_class, subject),
        second_admin=second_admin,
        created_by=actor,
    )
    _check_admins(chat)
    # The database knows the main chats; of the others a title is all that tells one from the next.
    same = Chat.objects.filter(kind=kind, school_class=school_class, subject=subject, title=chat.title)
    if kind in (Kind.MANAGEMENT, Kind.OTHER) and same.exclude(status=Status.ARCHIVED).exists():
        raise Conflict(texts.EXISTS_BY_TITLE.format(title=chat.title), field="title")
    try:
        with transaction.atomic():
            chat.save()
    except IntegrityError:
        raise Conflict(texts.EXISTS.format(title=chat.title)) from None
    record("chat.planned", chat, actor=actor, kind=kind)
    return chat


@transaction.atomic
def create_chat(*, organization: Organization, kind: str, link: str, actor: Account, **planned: Any) -> Chat:
    """A chat that is on the platform already: planned and linked in one. Takes and raises what both of them do."""
    chat = plan_chat(organization=organization, kind=kind, actor=actor, **planned)
    return set_chat_link(chat=chat, link=link, platform=planned.get("platform", ""), actor=actor)


@transaction.atomic
def set_chat_link(*, chat: Chat, link: str, platform: str = "", actor: Account) -> Chat:
    """Write down the chat's link, taken out of whatever was pasted. An empty one takes it away again.

    The chat then lives where the link leads; a `platform` that is named must be the same. A planned chat with a link is
    created. Raises Invalid (not a link of the platform; the link of another chat, which is named); Conflict (in the
    archive, or changed by somebody meanwhile).
    """
    if chat.status == Status.ARCHIVED:
        raise Conflict(texts.ARCHIVED.format(title=chat.title))
    found = read_platform_link(link, _platform(platform))
    link, platform = (
        (found.link, str(found.platform)) if found else ("", _platform(platform) or chat.platform)
    )
    if chat.status == Status.CREATED and (link, platform) == (chat.link, chat.platform):
        return chat
    if link:
        _tell_link_of_class(chat, link)
    if not link:
        if chat.status == Status.PLANNED:
            raise Invalid(texts.NO_LINK, field="link")
        transition(chat, Status.PLANNED, only_if=Q(status=Status.CREATED), link="", platform=platform)
        emit(What.CLOSES, chat, texts.UNLINKED.format(title=chat.title))
        record("chat.unlinked", chat, actor=actor)
    elif chat.status == Status.PLANNED:
        _check_only(chat, link)
        transition(chat, Status.CREATED, only_if=Q(status=Status.PLANNED), link=link, platform=platform)
        record("chat.created", chat, actor=actor, platform=platform)
    else:
        _check_only(chat, link)
        _update(chat, only_if=Q(status=Status.CREATED, link=chat.link), link=link, platform=platform)
        record("chat.linked", chat, actor=actor, platform=platform)
    return chat


@transaction.atomic
def set_class_links(
    *, school_class: SchoolClass, links: Mapping[str, str], allowed: Allowed, actor: Account
) -> int:
    """All links of a class from one form: {slot key: link}. Missing chats are planned. Returns how many changed.

    An empty link of a slot without a chat leaves it so. Raises Forbidden for a slot that `allowed` refuses, and what
    plan_chat and set_chat_link raise, each at the field of its slot, all at once; nothing is then saved.
    """
    changed, wrong = 0, {}
    slots = {slot.key: slot for slot in selectors.link_slots(school_class)}
    if any(key not in slots or not allowed(slots[key].chat) for key in links):
        raise Forbidden("Ссылку этого чата вписывает тот, кто его ведёт.")
    for key, link in links.items():
        try:
            changed += _link_slot(slots[key].chat, link, actor)
        except (Invalid, Conflict) as refusal:
            wrong[key] = refusal.message
    if wrong:
        raise Invalid(" ".join(wrong.values()), field=next(iter(wrong)), fields=wrong)
    return changed


def _link_slot(chat: Chat, link: str, actor: Account) -> bool:
    """Write the link of a place, planning its chat if there is none; whether that changed anything."""
    if link.strip() == chat.link or check_platform_link(link) == chat.link:
        return False
    if chat.pk is None:
        chat = plan_chat(
            organization=chat.organization,
            kind=chat.kind,
            school_class=chat.school_class,
            subject=chat.subject,
            actor=actor,
        )
    set_chat_link(chat=chat, link=link, actor=actor)
    return True


def _check_only(chat: Chat, link: str) -> None:
    """Invalid where another chat of the school has this very link. The school's row is the queue of two who write it."""
    Organization.objects.select_for_update(no_key=True).get(pk=chat.organization_id)
    bare = link.rstrip("/")
    others = Chat.objects.filter(organization=chat.organization_id, link__in=[bare, f"{bare}/"]).exclude(
        pk=chat.pk
    )
    other = others.exclude(status=Status.ARCHIVED).first()
    if other is not None:
        raise Invalid(texts.LINK_OF_ANOTHER.format(title=other.title), field="link")


def _tell_link_of_class(chat: Chat, link: str) -> None:
    """The link by which a class is joined may be the chat's, too, and more often is taken for it: whoever writes it is asked."""
    emit_each(
        What.CLOSES,
        places_of_link(link)[:1],
        lambda row: texts.OF_A_CLASS.format(
            title=chat.title, place=row.school_class, whom=FOR_WHOM[row.role]
        ),
    )


@transaction.atomic
def edit_chat(
    *,
    chat: Chat,
    title: str,
    platform: str,
    owner: Person | None,
    second_admin: Person | None,
    actor: Account,
) -> Chat:
    """Change what a chat is called, where it lives and who keeps it.

    Raises Invalid (as plan_chat; or the link leads to another platform); Conflict (in the archive).
    """
    if chat.status == Status.ARCHIVED:
        raise Conflict(texts.ARCHIVED.format(title=chat.title))
    new = Chat(
        title=rules.clean_title(title) or chat.title,
        platform=_platform(platform) or chat.platform,
        owner=owner,
        second_admin=second_admin,
    )
    if new.platform != chat.platform:
        check_platform_link(chat.link, new.platform, field="platform")
    _check_admins(new)
    names = ("title", "platform", "owner_id", "second_admin_id")
    changes = {name: getattr(new, name) for name in names if getattr(new, name) != getattr(chat, name)}
    if not changes:
        return chat
    _update(chat, only_if=~Q(status=Status.ARCHIVED), **changes)
    record("chat.edited", chat, actor=actor, changed=sorted(name.removesuffix("_id") for name in changes))
    return chat


@transaction.atomic
def archive_chat(*, chat: Chat, reason: str, actor: Account) -> Chat:
    """Lay a chat aside; its link stays with it. Invalid without a reason; Conflict if it is there already."""
    reason = one_line(reason)
    if not reason:
        raise Invalid(texts.NO_REASON, field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid(
            f"Причина: {in_signs(reason)}, а можно не больше {MAX_REASON}. Напишите короче.", field="reason"
        )
    transition(chat, Status.ARCHIVED)
    record("chat.archived", chat, actor=actor, reason=reason)
    return chat


@transaction.atomic
def archive_chats_of(*, school_class: SchoolClass, actor: ActorLike) -> None:
    """The chats of a class that goes are laid aside with it; set-based, undone with the run they belong to."""
    rows = Chat.objects.filter(school_class=school_class).exclude(status=Status.ARCHIVED)
    chats = list(rows.order_by("pk").select_for_update())
    keep_changing(rows, "status")
    transition_many(Chat.objects.filter(pk__in=[chat.pk for chat in chats]), Status.ARCHIVED)
    record_many("chat.archived", chats, actor=actor, reason=texts.CLASS_ARCHIVED)
    emit_each(What.CLOSES, chats, texts.archived_with_class)


@transaction.atomic
def restore_chat(*, chat: Chat, actor: Account) -> Chat:
    """Take a chat back: created if it has a link, else planned.

    Conflict: its place is taken, or it is not archived. Invalid: another chat has its link now.
    """
    if chat.status == Status.ARCHIVED and chat.link:
        _check_only(chat, chat.link)
    to = Status.CREATED if chat.link else Status.PLANNED
    try:
        with transaction.atomic():
            transition(chat, to, only_if=Q(status=Status.ARCHIVED))
    except IntegrityError:
        raise Conflict(texts.NOT_RESTORED.format(title=chat.title)) from None
    record("chat.restored", chat, actor=actor)
    return chat


@transaction.atomic
def plan_missing(*, organization: Organization, actor: Account, allowed: Allowed | None = None) -> Counted:
    """Plan every mandatory chat that is missing (of those that `allowed` lets through). Set-based. Returns how many."""
    # The school's row is the queue: of two presses the second finds nothing missing.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    chats = [chat for chat in selectors.missing_chats(organization) if allowed is None or allowed(chat)]
    for chat in chats:
        chat.created_by = actor
    with undoable(organization=organization, kind="chats.planned", actor=actor) as keeping:
        keeping.title = f"Запланировано: {ru_plural(len(chats), 'чат,чата,чатов')}"
        try:
            with transaction.atomic():
                Chat.objects.bulk_create(chats, batch_size=1_000)
        except IntegrityError:
            raise Conflict(
                "Часть чатов только что завёл кто-то другой. Обновите страницу и повторите."
            ) from None
        keep_made(Chat, [chat.pk for chat in chats])
        return keeping.counted(record_many("chat.planned", chats, actor=actor))


def _update(chat: Chat, *, only_if: Q, **changes: Any) -> None:
    """Write columns of a chat if it still is as `only_if` says; Conflict otherwise."""
    if Chat.objects.filter(only_if, pk=chat.pk).update(**changes) != 1:
        raise Conflict(texts.CHANGED_MEANWHILE.format(title=chat.title))
    for name, value in changes.items():
        setattr(chat, name, value)


def _platform(platform: str) -> str:
    if platform and platform not in Platform.values:
        raise Invalid(
            f"Платформы «{platform[:40]}» нет. Выберите: {', '.join(Platform.labels)}.", field="platform"
        )
    return platform


def _check_admins(chat: Chat) -> None:
    for name in ("owner", "second_admin"):
        person = getattr(chat, name)
        if person is not None and not works(person, clock.today()):
            raise Invalid(texts.NOT_STAFF.format(name=person.full_name), field=name)
    if chat.second_admin is not None and chat.second_admin_id == chat.owner_id:
        raise Invalid(texts.SAME_PERSON.format(name=chat.second_admin.full_name), field="second_admin")
