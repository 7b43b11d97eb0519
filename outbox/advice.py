"""What a mail server's and Python's words mean, and what is to be mended: told on «Почта» in plain Russian. Pure.

What was said is kept as it was (it is the evidence), with the server that it was said by.
"""

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


# What Python says of a talk that did not come about; the first that fits is told.
_CAUSES = [
    (r"CERTIFICATE_VERIFY_FAILED", "Сертификат почтового сервера не подошёл."),
    (r"STARTTLS extension", "Почтовый сервер не умеет STARTTLS."),
    (r"SMTP AUTH extension", "Почтовый сервер не предлагает войти по имени и паролю."),
    (r"uthenticat", "Почтовый сервер не принял ни одного способа входа, который знает портал."),
    (r"UnicodeEncodeError", "В имени или пароле для почтового сервера есть буквы, которые ему не передать."),
    (r"^TimeoutError|timed out", "Почтовый сервер не ответил вовремя."),
    (r"^gaierror", "Имя почтового сервера не нашлось в сети."),
    (r"^ConnectionRefusedError|Connection refused", "Почтовый сервер не принял соединение."),
    (
        r"SSLEOFError|Disconnected|ConnectionReset|ConnectionAborted|BrokenPipe",
        "Почтовый сервер оборвал связь.",
    ),
    (r"^SSL|TLS", "Шифрованная связь с почтовым сервером не началась."),
    (r"^FileNotFoundError", "Файла из SMTP_CA_FILE нет."),
    (r"No space left", "На диске нет места для письма."),
    (r"^PermissionError|Read-only", "Портал не может записать письмо в папку: нет прав."),
    (r"unreachable|No route", "До почтового сервера нет дороги: сеть недоступна."),
]
_OF_SERVER = re.compile(r"(?P<answer>.*) \(сервер (?P<server>\S+)\)", re.DOTALL)
_CODE, _ERROR = re.compile(r"[2-5]\d\d(?= |$)"), re.compile(r"[A-Za-z_]+: ?")


def of_server(answer: str, server: str) -> str:
    """What was said, with who said it: by tomorrow the settings may name another server."""
    return f"{answer[:380]} (сервер {server[:100]})"


def server_of(answer: str) -> str:
    """Which server an answer is of, '' where that was not written down."""
    found = _OF_SERVER.fullmatch(answer)
    return found["server"] if found else ""


def said(answer: str) -> str:
    """An answer as people read it: an error of Python by its cause, the words of a server in quotes."""
    found = _OF_SERVER.fullmatch(answer)
    words, server = (found["answer"], found["server"]) if found else (answer, "")
    if _CODE.match(words):
        return f"Почтовый сервер{f' {server}' if server else ''} ответил: «{words.strip()}»."
    error = _ERROR.match(words)
    if error:
        cause = next((cause for pattern, cause in _CAUSES if re.search(pattern, words)), "")
        rest = words[error.end() :]
        words = cause or (rest if _is_russian(rest) else f"Связь с почтовым сервером не удалась: «{words}».")
    return f"{words} Сервер: {server}." if server else words


def _is_russian(text: str) -> bool:
    return bool(re.match(r"[«А-ЯЁ]", text))
