"""What a person is moves from «кто», «должность», «выбыл» into rows with dates; back, as far as one column can hold it.

A member of staff works here since the first day that anything is known of; whoever has left, leaves classes and children
with it. What the old columns cannot hold stops the way back.
"""

from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Least, TruncDate
from django.utils import timezone

BATCH = 1_000
NAMED = 10


def models_of(apps):
    return [apps.get_model('orgstructure', name) for name in ('Person', 'Employment', 'Enrolment', 'Guardianship')]


def write_rows(apps, schema_editor):
    Person, Employment, Enrolment, Guardianship = models_of(apps)
    for school in apps.get_model('orgstructure', 'Organization').objects.all():
        day = TruncDate('created_at', tzinfo=ZoneInfo(school.time_zone))
        staff = Person.objects.filter(organization=school, kind='staff')
        staff = staff.annotate(day=day, first_place=Min('enrolments__valid_from')).order_by('pk')
        Employment.objects.bulk_create(
            (
                Employment(
                    organization_id=school.pk,
                    person_id=person.pk,
                    post=person.post,
                    valid_from=min(filter(None, (person.day, person.first_place, person.left_on))),
                    valid_to=person.left_on,
                )
                for person in staff.iterator(BATCH)
            ),
            batch_size=BATCH,
        )
        Guardianship.objects.filter(organization=school).update(valid_from=day)
    left_on = Subquery(Person.objects.filter(pk=OuterRef('person')).values('left_on')[:1])
    gone = Enrolment.objects.filter(person__left_on__isnull=False).filter(
        Q(valid_to=None) | Q(valid_to__gt=F('person__left_on'))
    )
    Enrolment.objects.filter(pk__in=gone.values('pk')).update(valid_to=Greatest('valid_from', left_on))
    left_on = Subquery(Person.objects.filter(pk=OuterRef('guardian')).values('left_on')[:1])
    gone = Guardianship.objects.filter(guardian__left_on__isnull=False)
    Guardianship.objects.filter(pk__in=gone.values('pk')).update(
        valid_from=Least('valid_from', left_on), valid_to=left_on
    )


def write_columns(apps, schema_editor):
    Person, Employment, Enrolment, Guardianship = models_of(apps)
    refuse_what_does_not_fit(apps)
    works = Employment.objects.filter(person=OuterRef('pk'))
    places = Enrolment.objects.filter(person=OuterRef('pk'))
    wards = Guardianship.objects.filter(guardian=OuterRef('pk'))
    parents = Exists(wards) | Exists(places.filter(role='parent'))
    Person.objects.update(kind='pupil')
    Person.objects.filter(parents).update(kind='parent')
    Person.objects.filter(Exists(works)).update(
        kind='staff', post=Subquery(works.values('post')[:1]), left_on=Subquery(works.values('valid_to')[:1])
    )
    going_on = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
    last = Subquery(places.order_by().values('person').annotate(last=Max('valid_to')).values('last'))
    pupils = Person.objects.filter(Exists(places), ~Exists(places.filter(going_on)), kind='pupil')
    pupils.update(left_on=last)
    parents = Person.objects.filter(
        ~Exists(places.filter(going_on)), ~Exists(wards.filter(going_on)), Exists(wards) | Exists(places), kind='parent'
    )
    last_ward = Subquery(wards.order_by().values('guardian').annotate(last=Max('valid_to')).values('last'))
    parents.filter(Exists(places)).update(left_on=last)
    parents.filter(Exists(wards)).update(left_on=last_ward)


def refuse_what_does_not_fit(apps):
    """Raises IrreversibleError with how many people, and whom, each reason holds."""
    Person, Employment, Enrolment, Guardianship = models_of(apps)
    me, today = OuterRef('pk'), timezone.localdate()
    works = Exists(Employment.objects.filter(person=me))
    studies = Exists(Enrolment.objects.filter(person=me, role='pupil'))
    represents = Exists(Guardianship.objects.filter(guardian=me))
    in_class = Exists(Enrolment.objects.filter(person=me, role='parent'))
    going_on = Q(valid_to=None) | Q(valid_to__gte=today)
    still = (
        Exists(Guardianship.objects.filter(going_on, guardian=me))
        | Exists(Enrolment.objects.filter(going_on, person=me, role='parent'))
    )
    ended = Exists(Guardianship.objects.filter(guardian=me, valid_to__isnull=False))
    pairs = Guardianship.objects.order_by().values('guardian', 'pupil').annotate(n=Count('pk')).filter(n__gt=1)
    several = Employment.objects.order_by().values('person').annotate(n=Count('pk')).filter(n__gt=1)
    reasons = [
        ('несколько должностей или прежняя должность', Q(pk__in=several.values('person'))),
        ('увольнение впереди', Exists(Employment.objects.filter(person=me, valid_to__gte=today))),
        ('и сотрудник, и ученик', works & studies),
        ('и сотрудник, и представитель ученика', works & represents),
        ('и ученик, и родитель', studies & (represents | in_class)),
        ('прежнее имя', Q(former_names__isnull=False)),
        ('ключ другой системы', Q(external_keys__isnull=False)),
        ('дата рождения', Q(birth_date__isnull=False)),
        ('законченное представительство', ended & still | Q(pk__in=pairs.values('guardian'))),
    ]
    sentences = []
    for words, which in reasons:
        people = Person.objects.filter(which).distinct().order_by('organization', 'search_name', 'pk')
        number = people.count()
        if number:
            names = [f'{p.last_name} {p.first_name} {p.patronymic}'.strip() for p in people[:NAMED]]
            more = f' и ещё {number - NAMED}' if number > NAMED else ''
            sentences.append(f'{words} — {number}: {", ".join(names)}{more}')
    if sentences:
        raise IrreversibleError(
            f'Вернуться нельзя: прежние столбцы «кто», «должность», «выбыл» этого не вместят: {"; ".join(sentences)}.'
        )


class Migration(migrations.Migration):
    dependencies = [('orgstructure', '0006_people_by_rows')]

    operations = [migrations.RunPython(write_rows, write_columns)]
