"""Russian sentences of the registration that are not on a page."""

from typing import Any

from audit.words import Group, Kind

NO_ORDER = (
    "Подписанного приказа о назначении администратора ещё нет. Сначала подготовьте приказ и передайте его директору: "
    "без него платформа заявку не примет."
)
OPEN_ALREADY = "Заявка уже есть, вторая не нужна. Обновите страницу."
CHANGED_MEANWHILE = (
    "Содержание заявки изменилось, пока страница была открыта. Прочитайте письмо ещё раз и решите."
)
RETURN_WITHOUT_REASON = "Напишите, почему возвращаете: администратор должен понять, что исправить."
TAKEN_BACK = "Администратор отозвал одобренную заявку для правки."
SENT_STANDS = "Заявка уже отправлена: отозвать её можно, только если сменился администратор. Дождитесь ответа платформы."
ADMINISTRATOR_CHANGED = (
    "Администратор сменился: возьмите данные приказа № {number} и передайте заявку директору заново."
)
NOT_RECEIVED = "Заявку уже отправляли, отправка № {number}: {status}. {advice}"
IN_FOLDER = "Почта тогда не была настроена: письмо сложено в папку, и платформа его не получила. Что делать дальше, сказано ниже."
ON_ITS_WAY = "Обновите страницу: что с письмом, видно на ней."
NEW_CASE_STANDS = "После этого ответа уже начата новая заявка: запись о прежнем не снять."
ANSWER_WITHDRAWN = "Запись об ответе снята: портал снова ждёт ответ платформы."
NOT_EDITABLE = "Заявка сейчас «{status}»: этого с ней не сделать. Что можно, видно на этой странице."

NO_CONSENT = (
    "Письменного согласия передать платформе телефон и почту ещё нет: {names}. Без него заявку нельзя ни одобрить, ни отправить. "
    "Согласие дают или записывают в «Регистрации», на странице «Согласия администраторов»."
)
SUBMITTED = "Заявка у директора: он одобрит её или вернёт с причиной."
SUBMITTED_UNAGREED = (
    "Заявка у директора, но одобрить её он пока не сможет: нет согласия передать платформе телефон и почту ({names}). "
    "Согласие дают или записывают на странице «Согласия администраторов»."
)
ASK_FOR_MAIL = (
    "Почта портала не настроена: попросите того, кто его установил, настроить её и отправить письмо снова"
)
LETTER_IS_BEHIND = (
    "Заявка на регистрацию одобрена с прежними сведениями и уйдёт с ними. Отзовите её для правки на странице «Регистрация», "
    "если платформе нужны новые."
)
DECIDED_MEANWHILE = "Решение не записано: заявка уже «{state}», её решили в другом окне."
ASK_FOR_PASSWORD = "Пусть администратор нажмёт «Забыли свой пароль?» на странице входа: уйдёт новое письмо"
CONSENT_TITLE = "Согласие на передачу персональных данных платформе «Сферум»"
NOT_NAMED = "Это согласие нужно от тех, чьи телефон и почту школа передаёт платформе, а вас среди администраторов школы нет."


def queued(number: int, *, to_folder: bool, again: bool = False) -> str:
    """What is said of sending `number` once it is in the queue; `to_folder`: there is no mail server."""
    if to_folder:
        return f"Отправка № {number}: почта не настроена, письмо ляжет в папку. Здесь будет сказано, что делать дальше."
    if again:
        return f"Отправка № {number} в очереди: то же письмо ещё раз."
    return f"Отправка № {number} в очереди. Здесь будет видно, когда письмо уйдёт."


def letter_without_consent(case: Any) -> str:
    """What a withdrawn consent means for a letter: one that has left stays with the platform, another one waits."""
    if case.status in (case.Status.SENT, case.Status.ANSWERED, case.Status.REGISTERED):
        return (
            "Заявка на регистрацию с этими телефоном и почтой уже ушла: отзыв её не возвращает. Попросите платформу письмом "
            "прекратить обработку"
        )
    return "Заявку на регистрацию нельзя будет ни одобрить, ни отправить, пока согласия нет"


LETTER_SUBJECT = "Заявка на регистрацию образовательной организации на ИКОП «Сферум»: {school}"
LETTER_OPENING = (
    "Здравствуйте!\n\n"
    "Просим зарегистрировать образовательную организацию на информационно-коммуникационной образовательной "
    "платформе «Сферум»."
)

# By who is next on the path.
WHOSE_TURN = {
    "администратор": "Следующий шаг — за администратором",
    "директор": "Слово за директором",
    "портал": "Портал отправляет письмо",
    "платформа": "Ждём ответ платформы",
}

# What the journal says of this room's verbs, and the things they are done to.
REGISTRATION = Group("registration", "Регистрация школы", place=40)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": REGISTRATION,
        "verbs": {
            "registration.answer_withdrawn": "запись об ответе платформы снята",
            "registration.answered": "записан ответ платформы",
            "registration.approved": "заявка на регистрацию одобрена",
            "registration.drafted": "заявка на регистрацию подготовлена",
            "registration.edited": "заявка на регистрацию изменена",
            "registration.registered": "школа зарегистрирована на платформе",
            "registration.rejected": "платформа отклонила заявку",
            "registration.returned": "заявка на регистрацию возвращена",
            "registration.sent": "заявка на регистрацию отправлена",
            "registration.submitted": "заявка на регистрацию передана директору",
            "registration.taken_back": "заявка на регистрацию забрана у директора",
        },
        "details": {
            "answered_on": "дата ответа",
            "letter_sha256": "SHA-256 одобренного письма",
            "message_id": "Message-ID",
            "order": "приказ",
            "registered_on": "дата регистрации",
        },
        "personal": {
            "to": "кому или во что",
        },
        "objects": {
            "registration.registrationcase": Kind("заявка на регистрацию", "registration:path"),
        },
        "former": {"registration.registrationrequest": "registration.registrationcase"},
        "people": {"registration.registrationcase": ("person_id",)},
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "draft": ("idle", "pencil", "черновик"),
    "pending": ("warn", "clock", "ждёт решения"),
    "returned": ("bad", "undo-2", "возвращено"),
    "approved": ("good", "check", "одобрена"),
    "sent": ("good", "check", "отправлено"),
    "answered": ("act", "mail-open", "ответ получен"),
    "registered": ("good", "check", "зарегистрирована"),
    "rejected": ("bad", "x", "отклонена"),
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "registration_one_open": "Заявка на регистрацию уже начата. Обновите страницу.",
    "sending_numbered_once": "Заявку только что отправил кто-то другой. Обновите страницу.",
}
