"""Words of the journal that no room owns: what details are called whoever gives them."""

# What names nobody.
DETAILS = {
    "changed": "что изменено",
    "count": "сколько",
    "kind": "вид",
    "number": "номер",
    "role": "роль",
    "school_class": "класс",
    "sha256": "SHA-256",
    "size": "байт",
    "to": "кому или во что",
    "valid_from": "с",
    "valid_to": "по",
}

# What may name somebody: it stands in a column of its own and is emptied by `audit.services.redact`.
PERSONAL = {
    "after": "стало",
    "before": "было",
    "changes": "изменено",
    "contact_note": "как держать связь",
    "email": "почта",
    "person": "о ком",
    "reason": "причина",
}
