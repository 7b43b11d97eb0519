"""The one link of a class becomes the link of each of its roles, sealed; until somebody writes others."""

from collections import defaultdict

from django.core.management.base import CommandError
from django.db import migrations
from django.utils import timezone

from core.sealing import Unreadable, fingerprint, seal, unseal

ROLES = {'staff_room': ('teacher',), 'study': ('pupil', 'parent', 'teacher')}


def to_each_role(apps, schema_editor):
    """No plain link stays behind in the column that goes."""
    classes = apps.get_model('orgstructure', 'SchoolClass')._base_manager
    links = apps.get_model('orgstructure', 'PlatformLink')
    written = classes.exclude(platform_link='').order_by('pk')
    links._base_manager.bulk_create(
        [
            links(
                organization_id=row.organization_id, school_class_id=row.pk, role=role, platform=row.platform, version=1,
                sealed=seal(row.platform_link.encode()), fingerprint=fingerprint(row.platform_link, 'platform link'),
                created_at=timezone.now(),
            )
            for row in written for role in ROLES[row.kind]
        ],
        batch_size=500,
    )
    written.update(platform_link='')


def refuse_retired(classes, retired):
    of_classes = retired.order_by().values('school_class')
    known = [f'{row.title} (№ {row.pk})' for row in classes.filter(pk__in=of_classes).order_by('pk')]
    if known:
        more = f' и ещё {len(known) - 20}' if len(known) > 20 else ''
        raise CommandError(
            f'Назад нельзя: прежняя версия не хранит заменённых и убранных ссылок на платформе, а здесь их '
            f'{retired.count()}, классы: {", ".join(known[:20])}{more}.'
        )


def to_one(apps, schema_editor):
    """The old model holds one link for all roles of a class, for the platform that the class is on, and no former ones."""
    classes = apps.get_model('orgstructure', 'SchoolClass')._base_manager
    links = apps.get_model('orgstructure', 'PlatformLink')._base_manager
    refuse_retired(classes, links.filter(retired_at__isnull=False))
    current = defaultdict(dict)
    for row in links.filter(retired_at=None):
        try:
            current[row.school_class_id][row.platform, row.role] = unseal(row.sealed).decode()
        except Unreadable:
            raise CommandError(
                'Назад нельзя: ссылку класса не открывает ни один ключ. Верните прежний ключ в конец SEALING_KEYS.'
            ) from None
    different = []
    for school_class in classes.filter(pk__in=current).order_by('pk'):
        of_class = current[school_class.pk]
        wanted = {(school_class.platform, role) for role in ROLES[school_class.kind]}
        if of_class.keys() != wanted or len(set(of_class.values())) > 1:
            different.append(f'{school_class.title} (№ {school_class.pk})')
        else:
            classes.filter(pk=school_class.pk).update(platform_link=next(iter(of_class.values())))
    if different:
        more = f' и ещё {len(different) - 20}' if len(different) > 20 else ''
        raise CommandError(
            f'Назад нельзя: у прежней версии ссылка на платформе у класса одна на все роли, а здесь они разные: '
            f'{", ".join(different[:20])}{more}.'
        )
    links.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0010_platform_links'),
    ]

    operations = [
        migrations.RunPython(to_each_role, to_one),
        migrations.RemoveField(model_name='schoolclass', name='platform_link'),
    ]
