"""What the letters of this app say."""

from typing import Any

from audit.words import Group, Kind
from orgstructure.texts import PEOPLE

ACCESS_SUBJECT = "Вход в Сферум-портал: {school}"
ACCESS_LETTER = """Здравствуйте, {name}!

Для вас открыт вход в Сферум-портал школы {school}.

Придумайте пароль по ссылке:
{link}

Входить — по адресу почты {email}. Ссылка живёт три дня; если она устарела, нажмите на странице входа «Забыли пароль?».

Никому не пересылайте это письмо. Ни портал, ни служба поддержки никогда не спрашивают пароль и код из СМС.
"""
ACCESS_AGAIN = """Здравствуйте, {name}!

Ваша учётная запись {email} теперь открывает и школу {school}. Пароль прежний:
{link}

Школы переключаются в меню справа вверху.
"""

# What the journal says of this room's verbs, and the things they are done to.
ACCESS = Group("access", "Доступ и ключи", place=10)
ASSIGNMENTS = Group("roles", "Назначения", place=20)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": ACCESS,
        "verbs": {
            "access.given": "дан доступ в портал",
            "access.revoked": "отозван доступ в портал",
            "account.disabled": "вход закрыт",
            "account.enabled": "вход открыт",
            "token.created": "создан ключ API",
            "token.revoked": "отозван ключ API",
        },
        "objects": {
            "roles.apitoken": Kind("ключ API", "roles:tokens"),
        },
    },
    {
        "group": ASSIGNMENTS,
        "verbs": {
            "assignment.ended": "назначение закончено",
            "assignment.opened": "назначение начато",
        },
        "details": {
            "order": "приказ",
        },
    },
    {
        "group": PEOPLE,
        "verbs": {
            "verification.moved": "изменено подтверждение статуса «учитель»",
        },
        "objects": {
            "roles.verification": Kind("статус «учитель»", "roles:verification"),
        },
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "not_started": ("idle", "minus", "не начато"),
    "pending": ("warn", "clock", "ждёт решения"),
    "confirmed": ("good", "check", "подтверждён"),
    "refused": ("bad", "x", "отказ"),
}
