"""Russian sentences of chats that are not on a page."""

from typing import Any

from audit.words import Group, Kind

EXISTS = "Чат «{title}» уже есть, второй не нужен. Откройте карту чатов и впишите ссылку в него."
EXISTS_BY_TITLE = (
    "Чат «{title}» здесь уже есть. Если это другой чат, назовите его иначе; если тот же, он уже записан."
)
CHANGED_MEANWHILE = "Чат «{title}» изменился, пока страница была открыта. Обновите страницу и повторите."
ARCHIVED = "Чат «{title}» в архиве. Сначала верните его из архива."
NOT_RESTORED = "Вернуть «{title}» нельзя: на его месте уже заведён другой чат. Сначала отправьте в архив тот."
LINK_OF_ANOTHER = (
    "Эта ссылка уже вписана у чата «{title}». Скопируйте ссылку этого чата или сначала уберите её там."
)
OF_A_CLASS = "Ссылкой чата «{title}» становится ссылка класса {place} {whom}: по ней вступают в класс. Если у чата своя ссылка, впишите её"
NO_LINK = "Впишите ссылку: без неё чат остаётся запланированным."
LINKED_AGAIN = "Вписать ссылку заново можно в любое время."
UNLINKED = (
    "Ссылка чата «{title}» убирается: войти в него отсюда будет нельзя, и он снова считается запланированным"
)
CLASS_ARCHIVED = "класс отправлен в архив"
NO_REASON = "Напишите, почему чат больше не нужен: это останется в журнале."
SAME_PERSON = "{name} уже владелец. Второй администратор — другой человек: если владелец уйдёт, чат не останется без хозяина."
NOT_STAFF = "{name} — не действующий сотрудник школы. Администратором чата бывает только сотрудник."


def archived_with_class(chat: Any) -> str:
    link = ", на платформе он остаётся: удалите его там" if chat.link else ""
    return f"Чат уходит в архив: «{chat.title}»{link}"


# What the journal says of this room's verbs, and the things they are done to.
CHATS = Group("chats", "Чаты", place=90)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": CHATS,
        "verbs": {
            "chat.archived": "чат отправлен в архив",
            "chat.created": "чат создан, ссылка вписана",
            "chat.edited": "чат изменён",
            "chat.linked": "ссылка чата заменена",
            "chat.planned": "чат запланирован",
            "chat.restored": "чат возвращён из архива",
            "chat.unlinked": "ссылка чата убрана",
        },
        # As the page of the thing itself tells its history.
        "short": {
            "chat.archived": "отправлен в архив",
            "chat.created": "создан, ссылка вписана",
            "chat.edited": "изменён",
            "chat.linked": "ссылка заменена",
            "chat.planned": "запланирован",
            "chat.restored": "возвращён из архива",
            "chat.unlinked": "ссылка убрана",
        },
        "details": {
            "platform": "платформа",
        },
        "objects": {
            "chats.chat": Kind("чат", "chats:chat", numbered=True),
        },
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "planned": ("warn", "pencil", "запланирован, ссылки нет"),
    "created": ("good", "check", "создан"),
    "archived": ("idle", "archive", "в архиве"),
    "missing": ("bad", "x", "нет"),
    "not_needed": ("idle", "minus", "не нужен"),
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "chat_one_main_of_class": "Такой чат у этого класса уже есть. Обновите страницу.",
    "chat_one_of_subject": "Чат этого предмета в этом классе уже есть. Обновите страницу.",
    "chat_one_of_leadership": "Такой чат в школе уже есть. Обновите страницу.",
}
