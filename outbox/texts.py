"""Russian sentences of the outbox that are not on a page."""

from typing import Any

from audit.words import Group, Kind

KINDS = {
    "access": "доступ в портал",
    "digest": "итоги по ссылкам",
    "invitation": "приглашение",
    "notice": "о вашей учётной записи",
    "password": "новый пароль",
    "registration": "заявка на регистрацию",
    "reminder": "напоминание",
}
NOT_COMPOSED = "Письмо не составлено и не ушло: {error}."
ANOTHER_SERVER = "С последней попытки в настройках назвали другой сервер, его портал ещё не пробовал."
TOO_LATE = "Письмо не ушло вовремя: пока оно ждало, его срок вышел."
NOTHING_TO_BRING = (
    "Это письмо уже ни к чему: его ссылка закончилась, пароль выбран или ушло другое письмо вместо него. Если человеку "
    "нужна ссылка, сделайте новую и отправьте её новым письмом."
)
NOTHING_TO_DROP = "Отменять нечего: писем, которые уже ни к чему, нет."
DROPPED = "Отменено, потому что уже ни к чему: {letters}."
NOTHING_TO_RESEND = "Отправлять заново нечего: писем с ошибкой и ждущих писем нет."
RESENT = "Письмо «{subject}» снова в очереди: уйдёт в течение минуты."
ALL_RESENT = "Снова в очереди: {letters}. Уйдут в течение минуты, если почта работает."
RESENT_TO_FOLDER = (
    "Письмо «{subject}» снова в очереди, но почтовый сервер не настроен: оно ляжет в папку и не уйдёт."
)
ALL_RESENT_TO_FOLDER = (
    "Снова в очереди: {letters}. Почтовый сервер не настроен: они лягут в папку и не уйдут."
)
LETTERS = "письмо,письма,писем"
MARKED = "Письмо «{subject}» отмечено как отправленное."
CANCELLED = "Письмо «{subject}» отменено и не уйдёт."

# What the journal says of this room's verbs, and the things they are done to.
MAIL = Group("mail", "Почта", place=100)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": MAIL,
        "verbs": {
            "message.cancelled": "письмо отменено",
            "message.marked_sent": "письмо отмечено отправленным",
            "message.resent": "письмо отправлено ещё раз",
        },
        "objects": {
            "outbox.message": Kind("письмо", "outbox:message", numbered=True),
        },
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "queued": ("act", "clock", "в очереди"),
    "sending": ("act", "send", "отправляется"),
    "sent": ("good", "check", "отправлено"),
    "folder": ("warn", "folder", "сложено в папку"),
    "failed": ("bad", "circle-alert", "ошибка"),
    "uncertain": ("warn", "circle-question-mark", "возможно, ушло"),
    "cancelled": ("idle", "ban", "отменено"),
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "attempt_numbered_once": "Это письмо сейчас отправляется. Подождите минуту и обновите страницу.",
}
