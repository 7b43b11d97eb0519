"""What the letters of this app say, and what becomes of an assignment in a sentence."""

from typing import Any

from audit.words import Group, Kind
from core.russian import dt
from orgstructure.texts import PEOPLE

# Whom somebody becomes or ceases to be.
AS_WHOM = {
    "director": "директором",
    "acting_director": "исполняющим обязанности директора",
    "deputy": "заместителем директора",
    "administrator": "администратором",
    "additional_administrator": "дополнительным администратором",
    "class_teacher": "классным руководителем",
    "subject_teacher": "учителем-предметником",
}
ONE_PHONE = "Платформа даст права только по одному номеру: исправьте лишний."
NO_POST = "В карточке человека не указана должность, а она стоит в приказе. Впишите её в карточку."
NO_ADMINISTRATOR_LEFT = "Администратора не останется: назначьте его новым приказом"
LEFT_MEANWHILE = "Прежний администратор ({name}) в школе больше не работает и не вернётся: назначьте другого"


def typed_unticked(names: list[str]) -> str:
    """«Без галочки вход не открыт: Иванова М. П. Вписанный адрес остался в форме.»"""
    shown = ", ".join(names[:6]) + (f" и ещё {len(names) - 6}" if len(names) > 6 else "")
    left = "Вписанный адрес остался" if len(names) == 1 else "Вписанные адреса остались"
    return f"Без галочки вход не открыт: {shown}. {left} в форме."


def opened(assignment: Any, *, again: bool = False) -> str:
    """«Назначается администратором: Иванова М. П. с 22 ноября»"""
    until = f" по {dt(assignment.valid_to)}" if assignment.valid_to else ""
    begins = "Снова назначается" if again else "Назначается"
    return f"{begins} {_as_whom(assignment)}: {_who(assignment)} с {dt(assignment.valid_from)}{until}"


def ended(assignment: Any) -> str:
    """«Перестаёт быть администратором: Петрова А. И., последний день — 21 ноября»"""
    last = assignment.valid_to
    in_force = last is not None and last >= assignment.valid_from
    when = f"последний день — {dt(last)}" if in_force else "назначение не успело начаться"
    return f"Перестаёт быть {_as_whom(assignment)}: {_who(assignment)}, {when}"


def access_ends(membership: Any, keys: int) -> str:
    """«Иванова М. П. (ivanova@school.example) больше не войдёт в портал школы, её ключи API (2) перестанут работать»"""
    with_keys = f", ключи API ({keys}) перестанут работать" if keys else ""
    return f"{membership.person.short_name} ({membership.user.email}) больше не войдёт в портал этой школы{with_keys}"


def key_ends(token: Any) -> str:
    return (
        f"Ключ API «{token.name}» перестанет работать: программа, которой его дали, больше ничего не прочтёт"
    )


def account_ends(user: Any) -> str:
    return f"{user.full_name or user.email} ({user.email}) больше не войдёт ни в одну школу"


def _as_whom(assignment: Any) -> str:
    places = (assignment.subject, assignment.school_class)
    return " ".join([AS_WHOM[assignment.role], *(f"({place})" for place in places if place)])


def _who(assignment: Any) -> str:
    return assignment.person.short_name


ACCESS_SUBJECT = "Вход в Сферум-портал: {school}"
ACCESS_LETTER = """Здравствуйте, {name}!

Для вас открыт вход в Сферум-портал школы {school}.

Придумайте пароль по ссылке:
{link}

Входить — по адресу почты {email}. Ссылка живёт три дня; если она устарела, нажмите на странице входа «Забыли свой пароль?».

Никому не пересылайте это письмо. Ни портал, ни служба поддержки никогда не спрашивают пароль и код из СМС.
"""
ACCESS_AGAIN = """Здравствуйте, {name}!

Ваша учётная запись {email} открывает школу {school}. Пароль прежний:
{link}

Если школ у вас несколько, они переключаются в меню справа вверху.
"""
PASSWORD_ON_ITS_WAY = "Письмо со ссылкой на пароль уходит на {email}."
PASSWORD_TO_FOLDER = (
    "Но почта портала не настроена: письмо для {email} сложено в папку и не уйдёт. Попросите того, кто установил портал, "
    "настроить её."
)
PASSWORDS_ON_THEIR_WAY = "Со ссылкой на пароль {letters}."
LETTERS_LEAVE = "уходит {n} письмо,уходят {n} письма,уходит {n} писем"
PASSWORDS_TO_FOLDER = (
    "Но почта портала не настроена: {letters} в папку, и никто их не получит. Попросите того, кто установил портал, "
    "настроить её."
)
LETTERS_LIE = "{n} письмо сложено,{n} письма сложены,{n} писем сложено"
PASSWORDS_ARE_KEPT = "Учётная запись уже была, пароль прежний: {emails}."
# Why a row of the form «Без входа» is refused.
HAS_ACCESS = "Вход уже открыт: {email}."
WORKS_NO_MORE = "В школе больше не работает: вход открыть нельзя."
NEW_ADDRESS = "Новый адрес: на него придёт письмо со ссылкой на пароль."
NEW_ADDRESS_TO_FOLDER = (
    "Новый адрес. Почта портала не настроена: письмо со ссылкой на пароль ляжет в папку и не уйдёт."
)
NO_EMAIL = "Впишите почту: по ней входят."
EMAIL_OF_ANOTHER = "По адресу «{email}» уже входит {person}. Впишите другой."
EMAIL_TWICE = "Адрес «{email}» вписан ещё раз ({others}): у каждого должен быть свой."
OPENS_AGAIN = "Открыть вход заново можно в любое время."
ANOTHER_NAME = (
    "У {email} уже есть учётная запись на другое имя. Это тот же человек? Если нет, впишите другой адрес."
)
ANOTHER_ACCOUNT = "Раньше вход был по адресу {before}. По адресу {email} откроется вход с другой учётной записью и другим паролем."
PASSWORD_IS_KEPT = "У {email} уже есть учётная запись: пароль прежний, письмо об этом уходит на тот же адрес."
PASSWORD_IS_KEPT_TO_FOLDER = (
    "У {email} уже есть учётная запись: пароль прежний. Письмо об этом не уйдёт: почта портала не настроена."
)
PASSWORD_SUBJECT = "Новый пароль для Сферум-портала"
PASSWORD_LETTER = """Здравствуйте!

Кто-то (надеемся, вы) попросил задать новый пароль для входа в Сферум-портал с адресом {email}.
Откройте эту ссылку и задайте его:

{{{{password:{pk}}}}}

Если это были не вы, ничего не делайте: пароль останется прежним.
Ссылку никому не пересылайте: по ней можно войти вместо вас.

Сферум-портал
"""
# allauth's name of a change in an account → what is said of it.
NOTICES = {
    "account/email/password_changed": "изменён пароль",
    "account/email/password_reset": "по ссылке из письма задан новый пароль",
    "account/email/password_set": "задан пароль",
    "mfa/email/totp_activated": "включён второй фактор: коды из приложения",
    "mfa/email/totp_deactivated": "выключен второй фактор",
    "mfa/email/recovery_codes_generated": "созданы новые запасные коды; если были прежние, они больше не действуют",
}
NOTICE_SUBJECT = "Изменение в вашей учётной записи"
NOTICE_LETTER = """Здравствуйте!

В учётной записи {email} Сферум-портала {what} ({at}).

Если это сделали вы, ничего делать не нужно. Если нет, сразу задайте новый пароль («Забыли свой пароль?» на странице входа) и скажите
администратору школы.

Сферум-портал
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
            "director.restored": "оператор вернул доступ директору",
            "account.disabled": "вход закрыт",
            "account.enabled": "вход открыт",
            "token.created": "создан ключ API",
            "token.revoked": "отозван ключ API",
        },
        "objects": {
            "roles.apitoken": Kind("ключ API", "roles:tokens", right="tokens.manage"),
        },
        "people": {"roles.membership": ("person_id",)},
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
        "people": {"roles.assignment": ("person_id",)},
    },
    {
        "group": PEOPLE,
        "verbs": {
            "verification.moved": "изменено подтверждение статуса «учитель»",
        },
        "objects": {
            "roles.verification": Kind("статус «учитель»", "roles:verification"),
        },
        "choices": {"to": "status"},
        "people": {"roles.verification": ("person_id",)},
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "not_started": ("idle", "minus", "не начато"),
    "pending": ("warn", "clock", "ждёт решения"),
    "confirmed": ("good", "check", "подтверждён"),
    "refused": ("bad", "x", "отказ"),
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "membership_once": "Этот человек в школу уже входит. Обновите страницу.",
    "roles_membership.person_id": "У этого человека вход уже есть. Обновите страницу.",
    "assignment_one_director": "Директор в школе уже есть. Обновите страницу.",
    "assignment_one_administrator": "Администратор в школе уже есть: второй — дополнительный. Обновите страницу.",
    "assignment_one_class_teacher": "Классный руководитель у этого класса уже есть. Обновите страницу.",
    "assignment_subject_teacher_once": "Этот учитель этот предмет в этом классе уже ведёт.",
    "assignment_leader_once": "Эта роль у человека уже есть.",
    "roles_verification.person_id": "Статус этого учителя только что изменил кто-то другой. Обновите страницу.",
    "user_email_once": "Учётная запись с этой почтой уже есть.",
    "roles_user.email": "Учётная запись с этой почтой уже есть.",
}
