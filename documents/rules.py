"""Pure rules of papers."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from core.access import ActorLike, Signatory
from core.errors import Conflict, Forbidden, Invalid
from core.folding import one_line
from core.fonts import check_printed
from core.phones import show_phone
from core.russian import in_signs
from documents import texts

# A school enters an order signed on paper some days ago; a year is a slip of the pen.
OLDEST_SIGNING = timedelta(days=366)
LATEST_EFFECT = timedelta(days=366)
MAX_NUMBER = MAX_SERIES = 40
MAX_BASIS = 1500
_NUMBER = re.compile(r"^[0-9А-ЯЁа-яёA-Za-z][0-9А-ЯЁа-яёA-Za-z./\- ]*$")


def clean_number(text: str) -> str:
    """The number of an order as it goes on the paper: «112», «112-о», «01-05/12». Raises Invalid with the value."""
    text = one_line(text).removeprefix("№").strip()
    if not text:
        raise Invalid("Номер приказа: впишите, например 112 или 01-05/112.", field="number")
    if len(text) > MAX_NUMBER:
        raise Invalid(
            f"Номер «{text[:20]}…»: {in_signs(text)}, а можно не больше {MAX_NUMBER}.", field="number"
        )
    if not _NUMBER.match(text):
        raise Invalid(f"Номер «{text}»: оставьте цифры, буквы, дефис, точку и косую черту.", field="number")
    return text


def clean_series(text: str) -> str:
    """The series in which an order is numbered, as it goes on the paper: «к», «л/с»; usually none. Raises Invalid."""
    text = one_line(text).strip(' «»"')
    if len(text) > MAX_SERIES:
        raise Invalid(
            f"Серия «{text[:20]}…»: {in_signs(text)}, а можно не больше {MAX_SERIES}.", field="series"
        )
    if text and not _NUMBER.match(text):
        raise Invalid(f"Серия «{text}»: оставьте буквы, цифры, дефис, точку и косую черту.", field="series")
    return text


def clean_basis(text: str) -> str:
    """The papers that an order rests on, one paragraph; '' for none. Raises Invalid with the length."""
    text = check_printed(one_line(text), what="Основание", field="basis")
    if len(text) > MAX_BASIS:
        raise Invalid(
            f"Основание: {in_signs(text)}, а можно не больше {MAX_BASIS}. Сократите.", field="basis"
        )
    return text


def number_of_draft(pk: int) -> str:
    """A number that no signed order can have: what a signing is tried under before it is done."""
    return f"проект-{pk}"


def check_dated_on(dated_on: date, *, today: date) -> None:
    """An order is dated today or earlier, not in the future and not years ago. Raises Invalid with the date."""
    if dated_on > today:
        raise Invalid(
            f"Дата {dated_on:%d.%m.%Y} ещё не наступила. Приказ подписывают сегодняшней или прошедшей датой.",
            field="dated_on",
        )
    if dated_on < today - OLDEST_SIGNING:
        raise Invalid(
            f"Дата {dated_on:%d.%m.%Y} — больше года назад. Проверьте год.",
            field="dated_on",
        )


def check_after(dated_on: date, revoked_on: date | None) -> None:
    """An order revokes only what had its date already. Raises Invalid with both days."""
    if revoked_on is not None and dated_on < revoked_on:
        raise Invalid(
            f"Приказ от {dated_on:%d.%m.%Y} не отменит приказ от {revoked_on:%d.%m.%Y}: того ещё не было. "
            f"Укажите {revoked_on:%d.%m.%Y} или позже.",
            field="dated_on",
        )


def check_effective_on(effective_on: date, *, dated_on: date) -> None:
    """An order counts from its date or later, by a year at most. Raises Invalid with the day."""
    if effective_on < dated_on:
        raise Invalid(
            f"Приказ не действует раньше своей даты: {effective_on:%d.%m.%Y} — до {dated_on:%d.%m.%Y}.",
            field="effective_on",
        )
    if effective_on > dated_on + LATEST_EFFECT:
        raise Invalid(
            f"Приказ от {dated_on:%d.%m.%Y} не может вступить в силу больше чем через год. Проверьте год.",
            field="effective_on",
        )


def check_signer(signer: Signatory | None, actor: ActorLike, *, does: str) -> Signatory:
    """That `actor` is the one who signs today. Conflict where nobody does; else Forbidden, which says who `does` it."""
    if signer is None:
        raise Conflict(texts.NO_DIRECTOR)
    if signer.account is None or signer.account != actor:
        post = signer.post[:1].lower() + signer.post[1:]
        raise Forbidden(f"{does} {post} — {signer.person.full_name}.")
    return signer


def phones_apart(places: Iterable[tuple[str, str]], *, advice: str) -> str:
    """A sentence that shows every phone and where it stands, if two of `places` (where, E.164) differ; else «».

    A place without a phone says nothing and is passed over. `advice`: what is said after them.
    """
    filled = [(where, number) for where, number in places if number]
    if len({number for _, number in filled}) < 2:
        return ""
    listed = ", ".join(f"{where} — {show_phone(number)}" for where, number in filled)
    return f"Телефоны не совпадают: {listed}. {advice}"
