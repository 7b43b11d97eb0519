"""Russian words of undo: why a row stays, what the journal says."""

from typing import Any

from audit.words import Group, Kind

# Why a row stays as it is: keys of `Written.outcome`.
TAKEN, GONE = "taken", "gone"
CHANGED, REFERRED, WITH_OTHERS, TAKEN_PLACE = "changed", "referred", "with_others", "taken_place"
WITHOUT, UNDONE_SINCE = "without", "undone_since"
# A row that an earlier undo had left, gone with what it referred to.
TAKEN_ALONG = "taken_along"
REASONS = {
    CHANGED: "после этого изменилось",
    REFERRED: "на это уже опираются другие записи",
    WITH_OTHERS: "связано с тем, что остаётся",
    TAKEN_PLACE: "место уже занято другим",
    WITHOUT: "того, к чему это относилось, больше нет",
    UNDONE_SINCE: "то, чем это было сделано, уже отменили: заново оно не действует",
    "accepted": "уже вступили по ссылке",
    "mailed": "письмо уже ушло: вернуть его нельзя",
    "mail_on_its_way": "письмо отправляется прямо сейчас",
    "expired": "срок ссылки за это время закончился",
    "works_no_more": "ссылка уже не действует",
    "another_link": "у человека уже есть другая действующая ссылка",
}
# What was taken back, but somebody has seen it: keys of `Written.outcome` too.
SEEN = {
    "taken_mailed": "написали на почту: скажите, что ссылка не действует",
    "taken_told": "ссылку передали в мессенджере: скажите, что она не действует",
    "taken_printed": "ссылка напечатана: заберите лист",
    "taken_used": "по ссылке уже попросились: решите заявки",
}
TOO_LATE = "Отменить можно в течение {days} дней, а это сделано {when}."
UNDONE_ALREADY = "Это действие уже отменено. Обновите страницу."
NOT_AS_SHOWN = "Пока страница была открыта, записи изменились: отмена сделает не то, что было показано. Посмотрите ещё раз."
UNDONE_MEANWHILE = "Действие отменили, пока оно выполнялось: остальное не сделано."
MEANWHILE = "Эти записи прямо сейчас меняет кто-то другой. Обновите страницу и повторите."
UNDONE = Group("undo", "Отмена действий", place=112)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": UNDONE,
        "verbs": {
            "run.undone": "действие отменено",
            "undo.deleted": "запись удалена: действие отменено",
            "undo.restored": "запись возвращена: действие отменено",
        },
        "details": {"taken": "отменено записей", "kept": "осталось записей", "run": "действие"},
        "objects": {"undo.run": Kind("действие", "undo:run", numbered=True, right="runs.view", own=True)},
    }
]
LOOKS = {
    "undone": ("idle", "undo-2", "отменено"),
}

# «Ссылки аннулируются» is said before an undo, this after it; what stays true in the present tense is no verb of these.
_PAST = {
    "аннулируются": "аннулированы",
    "удаляются": "удалены",
    "удаляется": "удалён",
    "становятся": "стали",
    "снимаются": "сняты",
    "возвращаются": "возвращены",
    "убираются": "убраны",
    "исчезают": "исчезли",
}


def in_past(words: str) -> str:
    """«Новые ссылки аннулируются» → «Новые ссылки аннулированы»."""
    return " ".join(_PAST.get(word, word) for word in words.split(" "))
