"""Russian sentences of the outbox that are not on a page."""

KINDS = {
    "access": "доступ в портал",
    "digest": "итоги по ссылкам",
    "invitation": "приглашение",
    "registration": "заявка на регистрацию",
    "reminder": "напоминание",
}
RESENT = "Письмо «{subject}» снова в очереди: уйдёт в течение минуты."
MARKED = "Письмо «{subject}» отмечено как отправленное."
CANCELLED = "Письмо «{subject}» отменено и не уйдёт."
