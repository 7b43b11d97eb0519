"""`manage.py create_school`: a school with its director, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refusal
from core.rows import Platform, TimeZone
from orgstructure.forms import OrganizationForm
from roles.forms import DirectorForm
from roles.services.accounts import letter_said
from roles.services.school import create_school

ZONES = ", ".join(f"{zone} ({zone.label})" for zone in TimeZone)
NAME_PARTS = ("last_name", "first_name", "patronymic")


class Command(BaseCommand):
    help = "Заводит школу, её «Учительскую», директора и его вход; письмо с паролем уходит директору."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, text in [
            ("full-name", "полное наименование"),
            ("short-name", "краткое наименование: МКОУ «ООШ № 19»"),
            ("mark", "знак вместо эмблемы, до трёх букв или цифр: 19"),
            ("locality", "населённый пункт, где издают приказы"),
            ("address", "адрес"),
            ("director", "«Фамилия Имя Отчество» директора"),
            ("director-email", "почта директора: на неё придёт письмо"),
        ]:
            parser.add_argument(f"--{name}", required=True, help=text)
        for name in ("inn", "ogrn", "phone", "email", "website", "director-phone"):
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--platform", choices=Platform.values, default=Platform.MAX)
        parser.add_argument("--paper-size", type=int, default=13, help="кегль приказов: 12, 13 или 14")
        parser.add_argument(
            "--same-name",
            action="store_true",
            help="это другая школа, хотя название и населённый пункт те же",
        )
        parser.add_argument("--time-zone", help=f"часовой пояс школы, впишите обязательно: {ZONES}")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["time_zone"] not in TimeZone.values:
            given = options["time_zone"] or "не указан"
            raise CommandError(f"Часовой пояс школы (--time-zone): {given}. Возможные: {ZONES}.")
        names = zip(NAME_PARTS, options["director"].split(maxsplit=2), strict=False)
        contacts = {"email": options["director_email"], "phone": options["director_phone"]}
        school = OrganizationForm({name: options[name] for name in OrganizationForm.base_fields})
        director = DirectorForm(dict(names) | contacts)
        errors = [
            _told(str(form.fields[name].label), error["message"]) if name in form.fields else error["message"]
            for form in (school, director)
            for name, found in form.errors.get_json_data().items()
            for error in found
        ]
        if errors:
            raise CommandError("\n".join(errors))
        try:
            organization, user = create_school(
                profile=school.cleaned_data | {"same_name": options["same_name"]},
                director=director.cleaned_data,
                actor=None,
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"Школа заведена: {organization}. {letter_said(user)}")


def _told(label: str, words: str) -> str:
    """«Адрес: Обязательное поле.»; the label is not said twice."""
    return words if words.startswith(f"{label} ") else f"{label}: {words}"
