"""Questions about groups: who is to be placed, who is where, what a change would cost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trama.learning.models import (
    Acquaintance,
    Course,
    Enrolment,
    Grouping,
    GroupingStatus,
    GroupSeat,
)
from trama.learning.queries.courses import active
from trama.learning.rules.groups import Family, Limits, Pair, Person, costs, spreads


@dataclass(frozen=True)
class Cohort:
    """Who has accepted, as the rules see them; `names` of Direzioni and bodies by their key."""

    people: Sequence[Person]
    known: Sequence[Pair]
    names: Mapping[str, str]


def cohort(course: Course) -> Cohort:
    rows = list(active(course).prefetch_related("strands").order_by("pk"))
    people, names = [], {}
    for one in rows:
        sender = f"office-{one.office_id}" if one.office_id else f"body-{one.organization_id}"
        names[sender] = one.sender
        strands = tuple(sorted(strand.code for strand in one.strands.all()))
        people.append(Person(str(one.uid), one.side, sender, strands))
    keys = {one.pk: str(one.uid) for one in rows}
    pairs = Acquaintance.objects.filter(course=course).values_list("first", "second")
    known = [(keys[a], keys[b]) for a, b in pairs if a in keys and b in keys]
    return Cohort(people, sorted(known), names)


def adopted(course: Course) -> Grouping | None:
    return Grouping.objects.filter(course=course, status=GroupingStatus.ADOPTED).first()


def group_of(enrolment: Enrolment) -> int | None:
    """In the groups that are in force."""
    seats = GroupSeat.objects.filter(enrolment=enrolment, grouping__status=GroupingStatus.ADOPTED)
    return seats.values_list("number", flat=True).first()


def companions(enrolment: Enrolment) -> list[Enrolment]:
    """Who is in the same group, oneself too."""
    number = group_of(enrolment)
    if number is None:
        return []
    seats = GroupSeat.objects.filter(
        grouping__status=GroupingStatus.ADOPTED,
        grouping__course=enrolment.course_id,
        number=number,
        enrolment__in=active(enrolment.course),
    ).select_related("enrolment__office", "enrolment__organization")
    return [seat.enrolment for seat in seats.order_by("enrolment__person_name", "pk")]


@dataclass(frozen=True)
class Group:
    number: int
    seats: Sequence[GroupSeat]

    @property
    def sides(self) -> tuple[int, int]:
        """People of the Third Sector and of the administration."""
        ours = sum(seat.enrolment.office_id is not None for seat in self.seats)
        return len(self.seats) - ours, ours


def groups_of(grouping: Grouping) -> list[Group]:
    """Who left the course is no longer in them."""
    found: dict[int, list[GroupSeat]] = defaultdict(list)
    seats = grouping.seats.filter(enrolment__in=active(grouping.course)).select_related(
        "enrolment__office", "enrolment__organization"
    )
    for seat in seats.order_by("number", "enrolment__person_name", "pk"):
        found[seat.number].append(seat)
    return [Group(number, found[number]) for number in sorted(found)]


@dataclass(frozen=True)
class Priced:
    """What a division costs, in all and by reason."""

    by_family: Mapping[Family, int]

    @property
    def total(self) -> int:
        return sum(self.by_family.values())


@dataclass(frozen=True)
class Prices:
    """Of one grouping: its cost now, and what it would be with somebody elsewhere."""

    cohort: Cohort
    limits: Limits
    places: Mapping[str, int]

    def now(self) -> Priced:
        return self._of(self.places)

    def after(self, person: Enrolment, to: int, swap_with: Enrolment | None = None) -> Priced:
        places = dict(self.places)
        mine = places[str(person.uid)]
        places[str(person.uid)] = places[str(swap_with.uid)] if swap_with else to - 1
        if swap_with:
            places[str(swap_with.uid)] = mine
        return self._of(places)

    def _of(self, places: Mapping[str, int]) -> Priced:
        people = [one for one in self.cohort.people if one.key in places]
        here = {one.key for one in people}
        known = [pair for pair in self.cohort.known if here.issuperset(pair)]
        rows = spreads(people, known, self.limits)
        return Priced(costs(rows, places, self.limits.groups))


def prices_of(grouping: Grouping) -> Prices:
    seats = grouping.seats.select_related("enrolment")
    places = {str(seat.enrolment.uid): seat.number - 1 for seat in seats}
    return Prices(cohort(grouping.course), Limits.read(grouping.limits), places)
