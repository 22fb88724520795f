"""Need cards and resource cards for tests: published by default, by an invented body."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.accounts.tests.factories import UserFactory
from trama.needs.lifecycle import finding
from trama.needs.models import (
    CardStatus,
    CoverageMeasure,
    EvidenceGrade,
    Need,
    NeedVoice,
    Resource,
    ResourceKind,
    Unit,
)
from trama.organizations.tests.factories import OrganizationFactory
from trama.programming.models import Target
from trama.programming.tests.factories import ThemeFactory
from trama.territory.models import Zone

WRITTEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


class CardFactory(DjangoModelFactory[Any]):
    """Trait `draft`: nobody but who wrote it and their body reads it; `listed`: from a list, that
    nobody of the body has confirmed."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(status=CardStatus.DRAFT, published_at=None)
        listed = factory.Trait(author=None, source_key=factory.Sequence("riga-{}".format))

    status = CardStatus.PUBLISHED
    theme = factory.SubFactory(ThemeFactory)
    organization = factory.SubFactory(OrganizationFactory)
    author = factory.SubFactory(UserFactory)
    created_at = WRITTEN
    updated_at = WRITTEN
    published_at = WRITTEN

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        """Found by its words and places, as what the verbs write is."""
        if create:
            finding.index([instance])
            finding.learn_words(instance)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def targets(self, create: bool, given: Iterable[Target] | None, **kwargs: Any) -> None:
        """`targets=[…]`: for whom."""
        if create and given:
            self.targets.set(given)


class NeedFactory(CardFactory):
    """`zones=[…]`: where it is felt."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    title = factory.Sequence("Mancano posti al doposcuola {}".format)
    evidence = EvidenceGrade.WITNESSED

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def zones(self, create: bool, given: Iterable[Zone] | None, **kwargs: Any) -> None:
        if create and given:
            self.zones.set(given)


class NeedVoiceFactory(DjangoModelFactory[NeedVoice]):
    class Meta:
        model = NeedVoice

    need = factory.SubFactory(NeedFactory)
    organization = factory.SubFactory(OrganizationFactory)
    author = factory.SubFactory(UserFactory)
    words = "Lo vediamo anche noi ogni pomeriggio."
    said_at = WRITTEN


class ResourceFactory(CardFactory):
    """A service with no capacity said. `served=[…]`: the zones it serves."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    title = factory.Sequence("Doposcuola numero {}".format)
    kind = ResourceKind.SERVICE

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def served(self, create: bool, given: Iterable[Zone] | None, **kwargs: Any) -> None:
        if create and given:
            self.served.set(given)


class CoverageMeasureFactory(DjangoModelFactory[CoverageMeasure]):
    """Places that one minor in ten looks for."""

    class Meta:
        model = CoverageMeasure
        skip_postgeneration_save = True

    code = factory.Sequence("misura-{}".format)
    label_it = factory.LazyAttribute(lambda measure: f"Posti di {measure.code}")
    label_en = factory.LazyAttribute(lambda measure: f"Places of {measure.code}")
    theme = factory.SubFactory(ThemeFactory)
    unit = Unit.PLACES
    terms = factory.LazyFunction(
        lambda: [
            {"indicator": "minors"},
            {
                "factor": "0.1",
                "label_it": "quota che lo cerca",
                "label_en": "share looking for it",
                "source": "di prova",
            },
        ]
    )
    position = 1
