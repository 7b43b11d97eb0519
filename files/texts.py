"""Russian sentences of stored files and of long work that are not on a page."""

from typing import Any

from audit.words import Group, Kind

BROKEN = "Работа не выполнена: в портале случилась ошибка. Начните её ещё раз, а если не поможет, скажите администратору."
ABANDONED = "Работу начинали {times} раза, и каждый раз она обрывалась на середине. Начните её ещё раз позже."
PURGED = "Срок хранения файла «{name}» закончился {day:%d.%m.%Y}: его содержимое удалено."
OVER = "Работа уже закончена: отменить её нельзя. Обновите страницу."

# What the journal says of this room's verbs, and the things they are done to.
JOBS = Group("jobs", "Долгие работы", place=110)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": JOBS,
        "verbs": {
            "job.started": "начата долгая работа",
            "job.cancelled": "долгая работа отменена",
            "job.done": "долгая работа выполнена",
            "job.failed": "долгая работа не выполнена",
        },
        "objects": {
            "files.job": Kind("долгая работа", "files:job", numbered=True, right="jobs.view", own=True),
        },
    },
    {
        "group": Group("files", "Файлы", place=115),
        "verbs": {"file.purged": "содержимое файла удалено: срок хранения закончился"},
        "details": {"expires_on": "срок хранения"},
        "objects": {"files.file": Kind("файл")},
    },
]

# How this room's states look as chips: tone, icon, word.
LOOKS = {
    "queued": ("act", "clock", "в очереди"),
    "running": ("act", "hourglass", "выполняется"),
    "done": ("good", "check", "готово"),
    "failed": ("bad", "circle-alert", "ошибка"),
    "cancelled": ("idle", "ban", "отменено"),
}
