"""A mail address as mail servers know it: ASCII alone. Whatever stands in a header or an envelope goes through here."""


class BadAddress(ValueError):
    """No mail server could take it; the text says so to a person, with the address in it."""


def ascii_address(address: str) -> str:
    """`address` with its domain as registrars write it: «mama@школа.рф» becomes mama@xn--80atdl2c.xn--p1ai.

    BadAddress where no server could take it: no @, a domain that cannot be, or a mailbox with
    other letters than ASCII (that needs SMTPUTF8, which the mail of schools does not speak; lesson E31).
    """
    mailbox, at, domain = address.strip().rpartition("@")
    if not at or not mailbox or not domain:
        raise BadAddress(f"«{address}» — не адрес почты: нужно имя, знак @ и домен.")
    if not mailbox.isascii():
        raise BadAddress(f"Адрес «{address}»: до знака @ бывают только латинские буквы, цифры и знаки.")
    if any(not sign.isprintable() or sign in " <>,;" for sign in mailbox):
        raise BadAddress(f"Адрес «{address}»: до знака @ стоит знак, которого там быть не может.")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress(f"Адрес «{address}»: такого домена быть не может.") from None
    if any(not (sign.isalnum() or sign in "-._") for sign in ascii_domain):
        raise BadAddress(f"Адрес «{address}»: в домене стоит знак, которого там быть не может.")
    return f"{mailbox}@{ascii_domain}"
