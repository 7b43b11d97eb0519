"""Russian sentences of what all rooms share."""

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "once_mark": "Это уже отправлено. Обновите страницу: что получилось, видно на ней.",
}
