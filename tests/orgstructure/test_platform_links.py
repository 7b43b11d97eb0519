"""A link into the platform for each class and role: versions, sealed, one current (clause 2.1)."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict, Invalid
from core.sealing import Unreadable, unseal
from orgstructure.models import PlatformLink, SchoolClass
from orgstructure.selectors import platform_links_of, with_platform_links
from orgstructure.services.platform_links import Wanted, set_platform_links
from orgstructure.services.school import edit_class
from tests import factories as f

PUPILS, PARENTS = "https://max.ru/join/secret-pupils", "https://max.ru/join/secret-parents"


def write(school_class, actor, role="pupil", link=PUPILS):
    """Write one link; the row that serves then, if one does."""
    set_platform_links(links=[Wanted(school_class, role, link)], actor=actor)
    return PlatformLink.objects.current().filter(school_class=school_class, role=role).first()


def test_each_role_has_its_own_link(school_class, administrator):
    write(school_class, administrator)
    write(school_class, administrator, "parent", PARENTS)
    assert f.platform_link_of(school_class, "pupil") == PUPILS
    assert f.platform_link_of(school_class, "parent") == PARENTS
    assert f.platform_link_of(school_class, "teacher") == ""


def test_a_new_link_retires_the_old_one_and_an_empty_one_both(school_class, administrator):
    write(school_class, administrator)
    write(school_class, administrator, link=PARENTS)
    versions = PlatformLink.objects.order_by("version")
    assert [(row.version, row.retired_at is None) for row in versions] == [(1, False), (2, True)]
    assert f.platform_link_of(school_class, "pupil") == PARENTS
    assert write(school_class, administrator, link="") is None
    assert not PlatformLink.objects.current().exists()
    assert write(school_class, administrator).version == 3


def test_the_same_link_again_leaves_no_trace(school_class, administrator, settings):
    first = write(school_class, administrator)
    settings.SEALING_KEYS = ["a new secret", *settings.SEALING_KEYS]
    assert write(school_class, administrator) == first
    assert Event.objects.filter(verb="class.link_written").count() == 1
    assert write(school_class, administrator, "parent", link="") is None
    assert not Event.objects.filter(verb="class.link_removed").exists()


def test_the_journal_says_whose_link_it_was_and_never_the_link(school_class, administrator):
    write(school_class, administrator)
    write(school_class, administrator, link="")
    for verb in ("class.link_written", "class.link_removed"):
        event = Event.objects.get(verb=verb)
        assert event.details == {"role": "ученик", "platform": "max"}
        assert str(event.object_id) == str(school_class.pk)


@pytest.mark.parametrize(
    "link", ["https://vk.cc/join", "https://max.ru.evil.example/1", "javascript:alert(1)"]
)
def test_a_link_that_is_not_the_platforms_is_refused(school_class, administrator, link):
    with pytest.raises(Invalid) as refusal:
        write(school_class, administrator, link=link)
    assert refusal.value.field == "link_pupil"


def test_lesson_c15_a_link_of_a_class_is_taken_out_of_a_pasted_message(school_class, administrator):
    write(school_class, administrator, link="Вступайте: max.ru/join/AbC-8.")
    assert f.platform_link_of(school_class, "pupil") == "https://max.ru/join/AbC-8"


def test_lesson_c16_a_link_that_browsers_read_otherwise_is_refused_and_never_shown(
    school_class, administrator
):
    with pytest.raises(Invalid, match="браузер прочтёт его иначе"):
        write(school_class, administrator, link="https://max.ru\\@evil.example/x")
    f.PlatformLinkFactory(school_class=school_class, role="pupil", link="https://max.ru\\@evil.example/x")
    row = with_platform_links(SchoolClass.objects.filter(pk=school_class.pk)).get()
    assert platform_links_of(row)["pupil"] == ""


def test_nobody_but_teachers_joins_the_staff_room(staff_room, administrator):
    with pytest.raises(Invalid, match="Ученик в «Учительская» не состоит"):
        write(staff_room, administrator)
    assert write(staff_room, administrator, "teacher").version == 1


def test_a_class_that_moves_to_another_platform_shows_its_links_there(school_class, administrator):
    write(school_class, administrator)
    edit_class(school_class=school_class, actor=administrator, platform="vk")
    assert f.platform_link_of(school_class, "pupil") == ""
    write(school_class, administrator, link="https://vk.me/join/1")
    assert f.platform_link_of(school_class, "pupil") == "https://vk.me/join/1"
    edit_class(school_class=school_class, actor=administrator, platform="max")
    assert f.platform_link_of(school_class, "pupil") == PUPILS


def test_the_database_holds_one_current_link_and_each_version_once(school_class):
    f.PlatformLinkFactory(school_class=school_class)
    with pytest.raises(IntegrityError), transaction.atomic():
        f.PlatformLinkFactory(school_class=school_class, version=2)
    PlatformLink.objects.update(retired_at=school_class.created_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        f.PlatformLinkFactory(school_class=school_class)


def test_who_writes_at_the_same_moment_is_told(school_class, administrator):
    """Another one retires what was there between the look at it and the writing."""
    row = f.PlatformLinkFactory(school_class=school_class)
    theirs = []

    def they_come_first(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and not theirs:
            theirs.append(row.pk)
            PlatformLink.objects.filter(pk=row.pk).retire(timezone.now())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(they_come_first), pytest.raises(Conflict, match="кто-то другой"):
        write(school_class, administrator, link=PARENTS)
    assert theirs == [row.pk]


def test_links_of_many_classes_cost_one_query(school_class, year, staff_room, django_assert_num_queries):
    f.PlatformLinkFactory(school_class=school_class, link=PUPILS)
    for _ in range(10):
        f.PlatformLinkFactory(school_class=f.SchoolClassFactory(year=year), role="parent")
    with django_assert_num_queries(1):
        links = {row.pk: platform_links_of(row) for row in with_platform_links(SchoolClass.objects.all())}
    assert links[school_class.pk] == {"pupil": PUPILS, "parent": "", "teacher": ""}
    assert links[staff_room.pk] == {"teacher": ""}


def whole_database():
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(
        str(bytes(value)) if isinstance(value, memoryview) else str(value) for row in rows for value in row
    )


def test_a_copy_of_the_database_opens_no_class(school_class, administrator):
    write(school_class, administrator)
    write(school_class, administrator, link=PARENTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM orgstructure_platformlink ORDER BY version")
        kept = [bytes(sealed) for (sealed,) in cursor.fetchall()]
    assert [unseal(sealed).decode() for sealed in kept] == [PUPILS, PARENTS]
    everything = whole_database()
    assert school_class.title in everything  # the search would find what is there
    assert "max.ru" not in everything
    assert "secret-p" not in everything


def test_after_a_new_key_the_links_are_read_sealed_anew_and_read_without_the_old_one(
    school_class, administrator, settings
):
    settings.SEALING_KEYS = ["old"]
    write(school_class, administrator)
    write(school_class, administrator, link=PARENTS)
    settings.SEALING_KEYS = ["new", "old"]
    assert f.platform_link_of(school_class, "pupil") == PARENTS
    call_command("reseal", verbosity=0)
    settings.SEALING_KEYS = ["new"]
    assert [unseal(row.sealed).decode() for row in PlatformLink.objects.order_by("version")] == [
        PUPILS,
        PARENTS,
    ]
    assert write(school_class, administrator, link=PARENTS).version == 2  # known by its fingerprint


def test_a_link_that_no_key_opens_counts_as_not_written_and_stops_the_resealing(
    school_class, administrator, settings
):
    settings.SEALING_KEYS = ["old"]
    row = write(school_class, administrator)
    settings.SEALING_KEYS = ["new"]
    with pytest.raises(Unreadable):
        unseal(row.sealed)
    assert f.platform_link_of(school_class, "pupil") == ""
    with pytest.raises(CommandError, match="ссылки классов на платформе"):
        call_command("reseal", verbosity=0)
    assert write(school_class, administrator).version == 2
