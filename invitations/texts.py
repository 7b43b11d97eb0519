"""What the letters of this app say."""

from typing import Any

from audit.words import Group, Kind
from consents.texts import REQUESTS

ROLES_WORDS = {"teacher": "учителя", "pupil": "ученики", "parent": "родители"}
ROLE_WORDS = {"teacher": "учитель", "pupil": "ученик", "parent": "родитель"}
LINK_GONE = "Ссылка в письме уже не действует ({state})."
REFUSED_ARE_LEFT = "отказались, им не напоминают: {}."
LINK_NO_MORE = "Этой ссылки больше нет: список, для которого её сделали, отменили."
INVITE_SUBJECT = "Приглашение: {place}, {school}"
INVITE_LETTER = """Здравствуйте, {name}!

{school} приглашает вас на образовательную платформу «Сферум» ({platform}): {place}, роль «{role}».

Ваша личная ссылка, действует до {until}:
{{{{link:{pk}}}}}

{advice}
Ссылка только ваша: не пересылайте её. Секретарь и «служба поддержки» никогда не просят код из СМС.
"""
REMIND_SUBJECT = "Напоминание: приглашение скоро истечёт, {school}"
REMIND_LETTER = """Здравствуйте, {name}!

Приглашение от школы {school} ({place}, роль «{role}») действует до {until}:
{{{{link:{pk}}}}}

{advice}
"""
ADVICE = {
    "parent": "Откройте ссылку со своего телефона и вступайте из своего профиля, не из профиля ребёнка: роль потом не поменять.\n",
    "pupil": "Вступай из своего учебного профиля. Если тебе нет 14 лет, открой ссылку вместе с родителем.\n",
    "teacher": "Вступайте из своего учебного профиля: по нему подтвердят статус «учитель».\n",
}
DIGEST_SUBJECT = "Что стало с вашими ссылками: {school}"
DIGEST_LETTER = """Здравствуйте, {name}!

Ваши ссылки-приглашения за последние сутки:

{lines}

Подробно: {url}
"""
# What is shared in a messenger: by role, then of a link for a whole class.
SHARED = {
    "parent": """{hello}

Это ваша личная ссылка {place} на «Сферуме» ({platform}). Откройте её со своего телефона и вступайте из своего профиля: займёт две минуты.

{url}

Действует до {until}. Вступать не обязательно: если удобнее иначе, просто напишите мне. Ссылка только ваша, другим её не пересылайте.
{inviter}""",
    "pupil": """{hello}

Это твоя личная ссылка в {place} на «Сферуме» ({platform}). Если тебе нет 14 лет, открой её вместе с мамой или папой: согласие даёт взрослый.

{url}

Действует до {until}. Вступать не обязательно. Если что-то непонятно, спроси меня. Ссылка только твоя, другим её не пересылай.
{inviter}""",
    "teacher": """{hello}

Это ваша личная ссылка в «Учительскую» школы на «Сферуме» ({platform}). Вступайте из своего учебного профиля: по нему подтвердят статус «учитель».

{url}

Действует до {until}. Ссылка только ваша, другим её не пересылайте.
{inviter}""",
}
SHARED_OF_CLASS = {
    "parent": """Здравствуйте!

По этой ссылке можно попроситься {place} на «Сферуме» ({platform}). Откройте её со своего телефона и назовите себя: вступит тот, чью заявку примут.

{url}

Действует до {until}. Вступать не обязательно.
{inviter}""",
    "pupil": """Привет!

По этой ссылке можно попроситься в {place} на «Сферуме» ({platform}). Открой её и назови себя: вступит тот, чью заявку примут. Если тебе нет 14 лет, открой её вместе с мамой или папой.

{url}

Действует до {until}. Вступать не обязательно.
{inviter}""",
    "teacher": """Здравствуйте!

По этой ссылке можно попроситься в «Учительскую» школы на «Сферуме» ({platform}). Откройте её и назовите себя: вступит тот, чью заявку примут.

{url}

Действует до {until}.
{inviter}""",
}
REISSUED = "перевыпущена"
REFUSED = "отказ от вступления"
NO_CONSENT = "Отметьте согласие на обработку персональных данных: без него вступить нельзя. Прочитать его можно по ссылке."
NO_GIVER = "Отметьте, кто даёт согласие за ребёнка. Кого нет в списке, тот — «другой представитель»."
OTHER_GIVER = "other"  # of the page: a representative whom the school does not know
NO_PLACE = "{place}: записи «{who}, {role}» там больше нет, поэтому по ссылке не вступить. Спросите того, кто её дал: {inviter}."
UNDONE = "действие, которым ссылка сделана, отменили"
NO_KEEPER = "{name}: ни администратор, ни классный руководитель, или без входа в портал. Выберите другого."
NOT_HIS_CLASS = "{name} не ведёт {place}: такие ссылки передают тому, кто ведёт класс, или администратору."
NOTHING_TO_REASSIGN = "Передавать нечего: эти ссылки уже не действуют. Обновите страницу."
CLASS_ARCHIVED = "класс отправлен в архив"
CONSENT_WITHDRAWN = "согласие отозвано"
PLACE_ENDED = "в этом классе больше не состоит"
JOINED_BY_CLASS = "вступление принято по ссылке класса"
CLASS_HAS_REQUESTS = (
    "В {title} ещё ждёт решения {requests}. Сначала решите в «Заявках», потом отправьте класс в архив."
)
# Of the child whom somebody names who asks to join as a parent.
CHILD_IN_CLASS = "{name} — в классе, {said}"
CHILD_OF_NOBODY = "родителей в портале нет"
CHILD_OF_OTHERS = "родители уже есть: {names}"
CHILD_UNKNOWN = "такого ребёнка в списке класса нет"
CHILDREN_ALIKE = "в классе таких несколько: {names}"
NOT_ME = "открыл другой человек («это не я»)"


ASK_FOR_OWN_WISH = (
    "Среди отмеченных те, кто отказался: {names}. Приглашайте, только если человек сам попросил, и отметьте это, "
    "или снимите отметку с имени."
)


def still_on_platform(place: Any) -> str:
    """Of a place that was joined, when the consent is withdrawn: the portal cannot take anybody out of the platform."""
    where = "«Учительской»" if place.school_class.is_staff_room else str(place.school_class)
    return (
        f"В {where} на платформе место остаётся ({place.get_role_display()}): удалите человека там, портал "
        "этого не может"
    )


def link_dies(link: Any) -> str:
    """«Ссылка Елены Н. перестаёт действовать», as a decision elsewhere tells of it."""
    whose = f": {link.person.full_name}" if link.person else " класса"
    return f"Ссылка перестаёт действовать{whose}, {link.school_class} · {link.get_role_display()}"


# What the journal says of this room's verbs, and the things they are done to.
LINKS = Group("links", "Ссылки", place=70)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": REQUESTS,
        "verbs": {
            "request.accepted": "заявка на вступление принята",
            "request.made": "подана заявка на вступление",
            "request.rejected": "заявка на вступление отклонена",
            "request.withdrawn": "заявка на вступление отозвана",
        },
        "objects": {
            "invitations.joinrequest": Kind("заявка", "invitations:requests", right="requests.view"),
        },
        "people": {"invitations.joinrequest": ("person_id",)},
    },
    {
        "group": LINKS,
        "verbs": {
            "invitation.accepted": "ссылка принята",
            "invitation.annulled": "ссылка аннулирована",
            "invitation.created": "ссылка создана",
            "invitation.disowned": "открывший ссылку сказал: «это не я»",
            "invitation.expired": "ссылка истекла",
            "invitation.extended": "ссылка продлена",
            "invitation.handed": "ссылка передана",
            "invitation.not_handed": "отметка о передаче ссылки снята",
            "invitation.printed": "лист со ссылкой напечатан",
            "invitation.reassigned": "за ссылку отвечает другой сотрудник",
            "invitation.refused": "по ссылке отказались от согласия",
            "invitation.restored": "закрытая ссылка снова действует",
            "return.asked": "просят ссылку для возвращения",
            "return.closed": "ссылка для возвращения закрыта",
            "return.granted": "дана ссылка для возвращения",
            "return.used": "по ссылке для возвращения вернулись",
            "invitation.reissued": "ссылка перевыпущена",
            "invitation.reminded": "напомнили о ссылке",
            "invitation.sent": "письмо со ссылкой поставлено в очередь",
        },
        # As the page of the thing itself tells its history.
        "short": {
            "invitation.accepted": "принята",
            "invitation.annulled": "аннулирована",
            "invitation.created": "создана",
            "invitation.disowned": "открывший сообщил «это не я»",
            "invitation.expired": "истекла",
            "invitation.extended": "продлена",
            "invitation.handed": "передана",
            "invitation.not_handed": "отметка о передаче снята",
            "invitation.printed": "взята в печать",
            "invitation.reassigned": "отвечает другой сотрудник",
            "invitation.refused": "человек отказался вступать",
            "invitation.reissued": "создана взамен прежней",
            "invitation.reminded": "напоминание поставлено в очередь",
            "invitation.restored": "снова действует",
            "invitation.sent": "письмо поставлено в очередь",
            "return.asked": "просят ссылку для возвращения",
            "return.closed": "ссылка для возвращения закрыта",
            "return.granted": "дана ссылка для возвращения",
            "return.used": "по ссылке для возвращения вернулись",
        },
        "details": {
            "days": "на сколько дней",
            "expires_at": "действует до",
            "how": "как",
            "max_uses": "число вступлений",
        },
        "personal": {"keeper": "кто отвечает"},
        "objects": {
            "invitations.invitation": Kind("ссылка", "invitations:link", numbered=True),
        },
        "people": {"invitations.invitation": ("person_id",)},
    },
]

# How far a person has come in a class, as its list is narrowed by it.
PRESENCES = [
    ("not_invited", "Без ссылки"),
    ("invited", "Приглашены"),
    ("joined", "Вступили"),
    ("confirmed", "Подтверждены"),
    ("refused", "Другой способ связи"),
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "active": ("act", "link", "активна"),
    "expiring": ("warn", "clock", "истекает"),
    "accepted": ("good", "check", "принята"),
    "full": ("warn", "users", "заполнена"),
    "expired": ("idle", "clock", "истекла"),
    "annulled": ("bad", "ban", "аннулирована"),
    "new": ("act", "user-plus", "новая"),
    "rejected": ("bad", "x", "отклонена"),
    "withdrawn": ("idle", "undo-2", "отозвана"),
    "joined": ("act", "check", "вступил"),
    "invited": ("act", "link", "приглашён"),
    "not_invited": ("idle", "minus", "без ссылки"),
    "confirmed": ("good", "check", "подтверждён"),
    "refused": ("bad", "x", "отказ"),
    "asked": ("warn", "undo-2", "просят"),
    "open": ("act", "link", "дана"),
    "used": ("good", "check", "открыта"),
    "closed": ("idle", "ban", "закрыта"),
}

# The same said of a person: of a man, of a woman, of whom nobody knows.
OF_PERSON = {
    "joined": "вступил,вступила,вступление есть",
    "invited": "приглашён,приглашена,есть ссылка",
    "confirmed": "подтверждён,подтверждена,подтверждено",
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "invitation_one_open": "Действующая ссылка у этого человека уже есть. Обновите страницу.",
    "invitation_consent_once": "Это приглашение уже принято.",
    "invitation_mark_once": "Это приглашение уже принято.",
    "invitation_uses_within_cap": "По этой ссылке заявок больше не принимают: все места заняты.",
    "invitations_invitation.replaces_id": "Эту ссылку уже перевыпустили. Обновите страницу.",
    "invitations_joinrequest.consent_id": "Эта заявка уже отправлена.",
    "request_mark_once": "Эта заявка уже отправлена.",
    "return_one_of_a_link": "Ссылка для возвращения этому человеку уже есть. Обновите страницу.",
    "return_one_of_a_request": "Ссылка для возвращения этому человеку уже есть. Обновите страницу.",
}
