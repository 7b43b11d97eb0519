"""The letter of a case: the approved bytes, or what would be approved now."""

from django.conf import settings

from core import clock
from core.phones import show_phone
from documents.models import Order
from files.models import File
from outbox.headers import mailbox_of, message_id
from registration import texts
from registration.letter import Attachment, Letter, read_letter, stamp, write_letter
from registration.models import RegistrationCase


def letter_of(case: RegistrationCase) -> Letter:
    """The letter: once approved, the approved bytes; before that, what would be approved now."""
    if case.letter_id:
        return read_letter(File.objects.get(pk=case.letter_id).read())
    return read_letter(compose(case))


def is_behind(case: RegistrationCase) -> bool:
    """The director approved the letter, it has not left yet, and by now its words would be others."""
    if case.status != RegistrationCase.Status.APPROVED or not case.letter_id:
        return False
    return letter_of(case).text.split() != _text(case).split()


def letter_file(case: RegistrationCase) -> bytes:
    """The letter as a file that mail programs open: its bytes with a Date and a Message-ID of this very content.

    The date is the last thing that happened to it: approved, submitted or begun. Before approval nobody has sent it.
    """
    letter = letter_of(case)
    at = (case.letter_id and case.decided_at) or case.submitted_at or case.created_at
    return stamp(letter.content, message_id=message_id(letter.sha256[:32]), at=clock.local(at))


def compose(case: RegistrationCase) -> bytes:
    """The bytes of the letter by the register as it is now (clause 2.1 b)."""
    school = case.organization
    return write_letter(
        sender=(school.short_name, mailbox_of(settings.DEFAULT_FROM_EMAIL)[1]),
        to=settings.PLATFORM_SUPPORT_EMAIL,
        reply_to=(case.person.full_name, case.email),
        subject=texts.LETTER_SUBJECT.format(school=school.short_name),
        text=_text(case),
        attachments=_attachments(case.order),
    )


def _text(case: RegistrationCase) -> str:
    school, person, order = case.organization, case.person, case.order
    contents = [f"{number}. {name}" for number, name in enumerate(_attachment_names(order), 1)]
    blocks = [
        texts.LETTER_OPENING,
        _block(
            "Образовательная организация",
            ("Полное наименование", school.full_name),
            ("Краткое наименование", school.short_name),
            ("ИНН", school.inn),
            ("ОГРН", school.ogrn),
            ("Адрес", school.address),
            ("Телефон", show_phone(school.phone)),
            ("Электронная почта", school.email),
            ("Сайт", school.website),
        ),
        _block(
            f"Администратор, назначенный приказом № {order.full_number} от {order.dated_on:%d.%m.%Y}",
            ("ФИО", person.full_name),
            ("Должность", case.person_post),
            ("Электронная почта", case.email),
            ("Номер личного мобильного телефона", show_phone(case.phone)),
        ),
        case.comment.strip(),
        "\n".join(["Приложение:", *contents]),
        f"С уважением,\n{person.full_name}\n{school.short_name}",
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _block(title: str, *lines: tuple[str, str]) -> str:
    return "\n".join([title, *(f"{name}: {value}" for name, value in lines if value)])


def _attachment_names(order: Order) -> list[str]:
    return [stored.name for stored in [order.scan or order.pdf] if stored]


def _attachments(order: Order) -> list[Attachment]:
    """The order as it was signed on paper; without a scan the PDF, which nobody has signed (lesson F47)."""
    files = File.objects.filter(pk__in=[order.scan_id or order.pdf_id])
    return [Attachment(one.name, one.content_type, one.read()) for one in files]
