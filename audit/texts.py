"""Words of the journal that no room owns: what details are called whoever gives them."""

DETAILS = {
    "after": "стало",
    "before": "было",
    "changed": "что изменено",
    "changes": "изменено",
    "count": "сколько",
    "email": "почта",
    "kind": "вид",
    "number": "номер",
    "person": "о ком",
    "reason": "причина",
    "role": "роль",
    "school_class": "класс",
    "sha256": "SHA-256",
    "size": "байт",
    "to": "кому или во что",
    "valid_from": "с",
    "valid_to": "по",
}
