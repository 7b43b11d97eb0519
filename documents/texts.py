"""Russian sentences of papers that are not on a page."""

from typing import Any

from audit.words import Group, Kind

NO_DIRECTOR = (
    "В школе нет действующего директора: некому подписать. Директора назначает оператор установки, "
    "обратитесь к нему."
)
CHANGED_MEANWHILE = (
    "Содержание приказа изменилось, пока страница была открыта (например, исправили карточку человека). "
    "Просмотрите приказ ещё раз и подпишите."
)
RETURN_WITHOUT_REASON = "Напишите, почему возвращаете: тот, кто готовил приказ, должен понять, что исправить."
REVOCATION_IN_WORK = "Приказ об отмене № {number} уже готовится: второй не нужен."
OPEN_ALREADY = "Такой приказ о сотруднике ({name}) уже готовится: второй не нужен."
# «Проверьте падеж»: why, by `russian.case_to_check`.
CASE_DOUBTS = {
    "noun": "Проверьте падеж: «{declined}». Фамилия совпадает с обычным словом, и семья может склонять её иначе.",
    "sex": "Проверьте падеж: «{declined}». Пол не указан, и портал не знает, как склонять это имя.",
}
CASE_OF_ANOTHER = "«{typed}» не похоже на имя «{person}». Исправьте, а если всё верно, сохраните ещё раз."
CASE_FILLED_ANEW = "«{typed}» — не этот человек: в приказе «{person}». Портал склонил имя сам: проверьте и сохраните ещё раз."
CHECK_AND_SAVE = "{doubt} Исправьте, если надо, и сохраните ещё раз."


def full_number(number: str, series: str) -> str:
    """The number as people read it: «112», or «112 (к)» in a series of its own."""
    return f"{number} ({series})" if series else number


# What the journal says of this room's verbs, and the things they are done to.
ORDERS = Group("orders", "Приказы", place=30)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": ORDERS,
        "verbs": {
            "order.cancelled": "приказ снят",
            "order.drafted": "приказ подготовлен",
            "order.dropped": "приказ снят",
            "order.edited": "приказ изменён",
            "order.returned": "приказ возвращён на доработку",
            "order.revoked": "приказ отменён другим приказом",
            "order.scan_attached": "к приказу приложен скан",
            "order.scan_replaced": "скан приказа заменён",
            "order.signed": "приказ подписан",
            "order.submitted": "приказ передан директору",
        },
        "details": {
            "dated_on": "дата",
            "docx_sha256": "SHA-256 DOCX",
            "effective_on": "действует с",
            "former_sha256": "SHA-256 прежнего файла",
            "pdf_sha256": "SHA-256 PDF",
            "revoked_by": "каким приказом",
            "series": "серия",
        },
        "objects": {
            "documents.order": Kind("приказ", "documents:order", numbered=True),
        },
        "people": {"documents.orderitem": ("person_id",)},
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "draft": ("idle", "pencil", "черновик"),
    "pending": ("warn", "clock", "ждёт решения"),
    "returned": ("bad", "undo-2", "возвращено"),
    "signed": ("good", "check", "подписан"),
    "revoked": ("bad", "ban", "отменён"),
    "dropped": ("idle", "ban", "снят"),
}

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "order_number_once_a_year": "Этот номер приказа в этом году уже занят. Возьмите следующий.",
    "order_item_in_its_place": "Строки приказа только что изменил кто-то другой. Обновите страницу.",
}
