"""What a mail server's words mean, and what is to be mended: told on «Почта» in plain Russian. Pure."""

import re

from outbox.models import Message

Hold = Message.Hold
# The first that fits is told. The numbers are those of RFC 5321 and 4954, the words those of servers and of Python.
_MEANINGS = [
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate",
        "Сертификат сервера не подходит к его имени или никем не заверен. Впишите в SMTP_HOST имя из сертификата; "
        "если у школы свой центр сертификации, укажите его файл в SMTP_CA_FILE.",
    ),
    (
        r"STARTTLS",
        "Сервер и портал не сошлись в шифровании. Порт 587: SMTP_STARTTLS=1, SMTP_SSL=0; порт 465: SMTP_SSL=1, "
        "SMTP_STARTTLS=0.",
    ),
    (
        r"SSL|TLS",
        "Шифрованная связь не началась. Порт 465: SMTP_SSL=1, SMTP_STARTTLS=0; порт 587: SMTP_STARTTLS=1, SMTP_SSL=0.",
    ),
    (
        r"^53[458]|UnicodeEncodeError|uthenticat|SMTPNotSupportedError",
        "Сервер не принимает имя или пароль. Проверьте SMTP_USER и SMTP_PASSWORD; у многих служб для программ нужен "
        "отдельный пароль.",
    ),
    (r"^530", "Сервер требует войти. Впишите SMTP_USER и SMTP_PASSWORD."),
    (
        r"^55[0135]|^501|BadAddress",
        "Сервер не пускает отправителя. В MAIL_FROM должен стоять адрес того ящика, которым портал входит на сервер.",
    ),
    (
        r"^55[24]|^5",
        "Сервер отказывается принимать письма: исчерпан предел отправки или ящик заблокирован. Спросите у службы, "
        "которая держит почту.",
    ),
    (r"FileNotFoundError", "Файл из SMTP_CA_FILE не найден. Проверьте путь."),
    (r"gaierror", "Имя сервера не находится. Проверьте SMTP_HOST и связь машины с сетью."),
    (
        r"Refused|refused",
        "По этому адресу никто не отвечает. Проверьте SMTP_HOST и SMTP_PORT; если они верны, сервер выключен.",
    ),
    (r"^4", "Сервер просит подождать. Если это длится часами, спросите у службы, которая держит почту."),
]
_BY_HOLD = {
    Hold.SERVER: "Сервер не отвечает. Обычно это проходит само; если нет, проверьте SMTP_HOST, SMTP_PORT и сеть.",
    Hold.SETTINGS: "Проверьте раздел Mail в файле настроек портала (.env).",
    Hold.FOLDER: "На диске нет места или в папку нельзя писать. Освободите место в VAR_DIR или дайте порталу права на неё.",
}


def advice(hold: str, answer: str) -> str:
    """What whoever looks after the portal is to do, by why letters wait and what the server (or Python) said."""
    if hold == Hold.FOLDER:
        return _BY_HOLD[Hold.FOLDER]
    found = next((meaning for pattern, meaning in _MEANINGS if re.search(pattern, answer)), None)
    return found or _BY_HOLD.get(Hold(hold), "")
