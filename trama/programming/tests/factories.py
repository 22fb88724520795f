"""Acts of programming for tests; strands and themes are the migration's own code lists."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from trama.ledger.models import ActKind, AdministrativeAct
from trama.programming.models import ProgrammingAct, Strand, Theme


class StrandFactory(DjangoModelFactory[Strand]):
    """A strand of the code list: the first one, unless a `code` is named."""

    class Meta:
        model = Strand
        django_get_or_create = ("code",)

    code = "accoglienza"
    label_it = "Accoglienza"
    label_en = "Reception and shelter"


class ThemeFactory(DjangoModelFactory[Theme]):
    """A theme of the code list: child poverty, unless a `code` is named."""

    class Meta:
        model = Theme
        django_get_or_create = ("code",)

    code = "child-poverty"
    label_it = "Povertà minorile"
    label_en = "Child poverty"


class AdministrativeActFactory(DjangoModelFactory[AdministrativeAct]):
    class Meta:
        model = AdministrativeAct

    kind = ActKind.DCC
    number = factory.Sequence(lambda n: str(900 + n))
    adopted_on = date(2022, 12, 19)
    organ = "Consiglio comunale"


class ProgrammingActFactory(DjangoModelFactory[ProgrammingAct]):
    """A plan adopted by the council: what a co-design notice rests on."""

    class Meta:
        model = ProgrammingAct

    code = factory.Sequence("piano-{}".format)
    title = "Piano di sviluppo del welfare"
    act = factory.SubFactory(AdministrativeActFactory)
