"""Paths for tests: open, with bodies admitted, a plenary, meetings in the state that is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import factory
from factory.django import DjangoModelFactory

from trama.accounts.tests.factories import UserFactory
from trama.core import clock
from trama.notices.models import NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.models import (
    AgendaItem,
    Attendance,
    Contribution,
    ContributionKind,
    ContributionStatus,
    ContributionVersion,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    ParticipantKind,
    Path,
    PathStatus,
    Position,
    Stance,
    TableKind,
    WorkingTable,
)

LONG_AGO = datetime(2024, 1, 15, 9, tzinfo=UTC)


class PathFactory(DjangoModelFactory[Path]):
    """A path with its meetings in the calendar, of a notice at the tables.

    `bodies=[…]` (or a number of them, 3 when nothing is said) are the admitted participants.
    """

    class Meta:
        model = Path
        skip_postgeneration_save = True

    status = PathStatus.CALENDARISED
    notice = factory.SubFactory(
        NoticeFactory,
        status=NoticeStatus.TABLES,
        closes_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=60)),
        opens_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=90)),
    )
    title = "Famiglie con bambini"
    purpose = "Leggere insieme che cosa manca e che cosa c’è."
    opened_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=30))

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def bodies(
        self: Any, create: bool, extracted: list[Organization] | int | None, **kwargs: Any
    ) -> None:
        if not create:
            return
        wanted = 3 if extracted is None else extracted
        if isinstance(wanted, int):
            wanted = OrganizationFactory.create_batch(wanted)
        for body in wanted:
            ParticipantFactory.create(path=self, organization=body)


class ParticipantFactory(DjangoModelFactory[Participant]):
    """A body admitted. Traits `heard` (of no register), `office`; `by_voice`: without e-mail."""

    class Meta:
        model = Participant

    class Params:
        heard = factory.Trait(
            kind=ParticipantKind.HEARD,
            organization=None,
            name=factory.Sequence("Comitato {}".format),
        )
        office = factory.Trait(
            kind=ParticipantKind.OFFICE,
            organization=None,
            name=factory.Sequence("Ufficio numero {}".format),
            size="office",
        )
        by_voice = factory.Trait(email="")

    path = factory.SubFactory(PathFactory)
    kind = ParticipantKind.ADMITTED
    organization = factory.SubFactory(OrganizationFactory)
    name = factory.LazyAttribute(lambda one: one.organization.name)
    size = "small"
    email = factory.Sequence("tavolo{}@ente.example".format)
    since = LONG_AGO


class TableFactory(DjangoModelFactory[WorkingTable]):
    """The plenary of a path, with a facilitator and a minute-taker. Trait `group`: a table of some
    (`members=[…]`) on no theme."""

    class Meta:
        model = WorkingTable
        skip_postgeneration_save = True

    class Params:
        group = factory.Trait(kind=TableKind.THEMATIC, title=factory.Sequence("Tavolo {}".format))

    path = factory.SubFactory(PathFactory)
    kind = TableKind.PLENARY
    title = "Plenaria"
    facilitator = factory.SubFactory(UserFactory)
    minute_taker = factory.SubFactory(UserFactory)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def members(
        self: Any, create: bool, extracted: list[Participant] | None, **kwargs: Any
    ) -> None:
        if create and extracted:
            self.members.set(extracted)


def _held(days: int, status: str, **more: Any) -> factory.Trait:
    """It began so many days ago."""
    return factory.Trait(
        status=status,
        starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=days)),
        held_at=factory.LazyAttribute(lambda one: one.ends_at),
        **more,
    )


def _after(days: int) -> factory.LazyAttribute:
    """So many days after it began."""
    return factory.LazyAttribute(lambda one: one.starts_at + timedelta(days=days))


OPENED = {"remarks_from": _after(3), "remarks_until": _after(10)}
CLOSED = {**OPENED, "approved_at": _after(11)}


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting of a plenary, in a week. Traits by state: `now` (begun an hour ago, still
    convened), `held`, `minutes` (in draft), `remarks` (open), `approved`, `published`, `cancelled`.

    `agenda=["…", "…"]` its points; `present=[participants]` who was in the room; `said=["…"]`
    paragraphs of its minutes. What is published is frozen: it is so when everything is in.
    """

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    class Params:
        now = factory.Trait(
            starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
        )
        held = _held(2, MeetingStatus.HELD)
        minutes = _held(3, MeetingStatus.MINUTES_DRAFT)
        remarks = _held(5, MeetingStatus.MINUTES_OPEN, **OPENED)
        approved = _held(12, MeetingStatus.MINUTES_APPROVED, **CLOSED)
        published = _held(20, MeetingStatus.PUBLISHED, **CLOSED, published_at=_after(12))
        cancelled = factory.Trait(status=MeetingStatus.CANCELLED, reason="La sala è allagata.")

    table = factory.SubFactory(TableFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence("Incontro {}".format)
    status = MeetingStatus.CONVENED
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=3))
    venue = "Casa di Quartiere"
    address = "via della Prova 1"
    is_accessible = True
    online_url = "https://incontri.example/stanza"
    attendance_code = "TELAIO 47"
    convened_at = factory.LazyAttribute(lambda one: one.starts_at - timedelta(days=15))
    updated_at = factory.SelfAttribute("convened_at")

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def agenda(self: Any, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        if create:
            for n, title in enumerate(extracted or ["Che cosa manca", "Che cosa c’è"], start=1):
                AgendaItem.objects.create(meeting=self, position=n, title=title, minutes=30)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def present(
        self: Any, create: bool, extracted: list[Participant] | None, **kwargs: Any
    ) -> None:
        for one in extracted or [] if create else []:
            AttendanceFactory.create(meeting=self, participant=one)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def said(self: Any, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        for text in extracted or [] if create else []:
            EntryFactory.create(meeting=self, text=text)

    @classmethod
    def _create(cls, model_class: type[Meeting], *args: Any, **kwargs: Any) -> Meeting:
        is_told = kwargs["status"] == MeetingStatus.PUBLISHED
        if is_told:
            kwargs["status"] = MeetingStatus.MINUTES_APPROVED
        make: Any = super()._create
        meeting: Any = make(model_class, *args, **kwargs)
        meeting.is_told = is_told  # until `_after_postgeneration`
        return cast("Meeting", meeting)

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        if create and instance.is_told:
            instance.status = MeetingStatus.PUBLISHED
            instance.save(update_fields=["status"])


class EntryFactory(DjangoModelFactory[MinutesEntry]):
    """A paragraph of minutes, on the first point of the agenda; of the opening, `item=None`."""

    class Meta:
        model = MinutesEntry

    meeting = factory.SubFactory(MeetingFactory, minutes=True)
    item = factory.LazyAttribute(lambda one: one.meeting.agenda.first())
    kind = EntryKind.NARRATIVE
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    text = "Mancano posti il sabato."
    said_at = factory.LazyAttribute(lambda one: one.meeting.starts_at)
    author = factory.SubFactory(UserFactory)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    participant = factory.SubFactory(
        ParticipantFactory, path=factory.SelfAttribute("..meeting.table.path")
    )
    recorded_at = factory.LazyAttribute(lambda one: one.meeting.starts_at)


class ContributionFactory(DjangoModelFactory[Contribution]):
    """A proposal under discussion, in its first version. `authors=[participants]` brought it (one
    new participant when nothing is said); `status=` an outcome comes with its reason.

    `path=` or `table=` says where; `themes=`, `zones=`, `needs=`, `resources=` are lists.
    """

    class Meta:
        model = Contribution
        skip_postgeneration_save = True

    class Params:
        need = factory.Trait(kind=ContributionKind.NEED)
        resource = factory.Trait(kind=ContributionKind.RESOURCE)
        objection = factory.Trait(kind=ContributionKind.OBJECTION)

    path = factory.LazyAttribute(
        lambda one: one.table.path if one.table else PathFactory.create(bodies=0)
    )
    table = None
    number = factory.LazyAttribute(lambda one: one.path.contributions.count() + 1)
    kind = ContributionKind.PROPOSAL
    title = factory.Sequence("Aprire il doposcuola anche il sabato, {}".format)
    text = "Le famiglie che lavorano il sabato non sanno a chi lasciare i figli."
    brought_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=5))
    outcome_reason = factory.LazyAttribute(
        lambda one: "" if one.status == ContributionStatus.DISCUSSED else "È nelle priorità."
    )
    decided_at = factory.LazyAttribute(
        lambda one: None if one.status == ContributionStatus.DISCUSSED else clock.now()
    )
    status = ContributionStatus.DISCUSSED

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def authors(
        self: Any, create: bool, extracted: list[Participant] | None, **kwargs: Any
    ) -> None:
        if create:
            self.authors.set(extracted or [ParticipantFactory.create(path=self.path)])
            ContributionVersion.objects.create(
                contribution=self,
                number=self.version,
                title=self.title,
                text=self.text,
                written_at=self.brought_at,
            )

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def themes(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.themes.set(extracted)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def zones(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.zones.set(extracted)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def needs(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.needs.set(extracted)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def resources(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.resources.set(extracted)


class PositionFactory(DjangoModelFactory[Position]):
    """A participant of the same path agrees. Traits `reserve`, `disagree` come with a reason."""

    class Meta:
        model = Position

    class Params:
        reserve = factory.Trait(stance=Stance.RESERVE, reason="Solo se non chiude il mercoledì.")
        disagree = factory.Trait(stance=Stance.DISAGREE, reason="Toglie ore agli altri giorni.")

    contribution = factory.SubFactory(ContributionFactory)
    participant = factory.SubFactory(
        ParticipantFactory, path=factory.SelfAttribute("..contribution.path")
    )
    stance = Stance.AGREE
    taken_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=2))
