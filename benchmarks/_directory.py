"""A directory of invented resources, as large as asked, with the words that a real one has."""

from benchmarks._installation import VAR  # sets Django up, which what follows needs

# isort: split
import itertools
import random
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from trama.needs.lifecycle import finding
from trama.needs.models import CardStatus, Resource, ResourceKind
from trama.organizations.models import Organization
from trama.programming.models import Target, Theme
from trama.territory.models import Zone, ZoneKind, ZoneShare

assert str(settings.VAR_DIR) == str(VAR), "the benchmarks run on an installation of their own"

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMES = [
    "Duomo", "Brera", "Guastalla", "Stazione Centrale", "Isola", "Maciachini", "Greco", "Niguarda",
    "Bicocca", "Gorla", "Adriano", "Cimiano", "Padova", "Loreto", "Buenos Aires", "Città Studi",
    "Lambrate", "Corsica", "XXII Marzo", "Porta Romana", "Molise", "Ortomercato", "Forlanini",
    "Ponte Lambro", "Rogoredo", "Corvetto", "Vigentino", "Gratosoglio", "Stadera", "Tibaldi",
    "Navigli", "Barona", "Giambellino", "Bande Nere", "Lorenteggio", "Muggiano", "Baggio",
    "Forze Armate", "San Siro", "Figino", "Gallaratese", "Portello", "Ghisolfa", "Villapizzone",
    "Certosa", "Roserio", "Quarto Oggiaro", "Bovisa", "Dergano", "Affori", "Comasina", "Bruzzano",
]  # fmt: skip
WHAT = [
    "Doposcuola", "Sportello di ascolto", "Corso di italiano", "Mensa", "Emporio solidale",
    "Centro diurno", "Centro anziani", "Spazio giochi", "Sportello lavoro",
    "Assistenza domiciliare", "Housing sociale", "Centro di aggregazione giovanile",
    "Consultorio familiare", "Biblioteca",
    "Sportello antiviolenza", "Gruppo di mutuo aiuto", "Distribuzione di vestiti", "Orto condiviso",
    "Patronato", "Accompagnamento ai servizi", "Laboratorio teatrale", "Palestra popolare",
    "Sportello psicologico", "Ciclofficina", "Educativa di strada", "Dormitorio",
    "Banco alimentare", "Alfabetizzazione digitale", "Trasporto sociale", "Musicoterapia",
]  # fmt: skip
WHOM = [
    "per ragazzi", "per famiglie", "per anziani", "per donne", "per persone con disabilità",
    "per stranieri", "per bambini", "per adolescenti", "per chi cerca lavoro", "per tutti",
]  # fmt: skip
WORDS = """
    gratuito aperto volontari educatori quartiere iscrizione pomeriggio mattina sera accoglienza
    sostegno compiti lingua cibo spesa casa affitto bollette documenti permesso salute visite cura
    gioco sport musica cultura lettura incontro ascolto orientamento formazione lavoro computer
    telefono internet autonomia comunità vicinato cucina cena pranzo colazione raccolta consegna
    domicilio trasporto visita memoria demenza disagio psichico dipendenze carcere strada notte
"""
MORE = WORDS.split()
STEMS = ["gels", "nod", "filand", "cort", "pont", "sogl", "semin", "alber", "tett", "vel", "bott"]
ENDINGS = ["o", "a", "i", "ino", "ella", "one", "ario", "aia", "etto", "uccia", "olo", "anza"]


SYLLABLES = ["ba", "co", "di", "fe", "ga", "lo", "mi", "nu", "pe", "ri", "sa", "to", "ve", "zu"]
# Words that few cards use: what makes a vocabulary as large as a real one.
RARE = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=4)][:30_000]


def ground() -> list[Zone]:
    """A city of squares with names; NIL in nine Municipi."""
    municipi = [
        Zone(kind=ZoneKind.MUNICIPIO, code=str(n), number=n, name=f"Municipio {n}")
        for n in range(1, 10)
    ]
    nils = [
        Zone(kind=ZoneKind.NIL, code=str(n), number=n, name=name)
        for n, name in enumerate(NAMES, start=1)
    ]
    Zone.objects.bulk_create([*municipi, *nils])
    ZoneShare.objects.bulk_create(
        ZoneShare(part=nil, whole=municipi[n % 9], area_share=1, people_share=1)
        for n, nil in enumerate(nils)
    )
    Organization.objects.bulk_create(
        Organization(name=f"Associazione {stem}{ending} {n}")
        for n, (stem, ending) in enumerate(itertools.product(STEMS, ENDINGS))
    )
    return nils


def resources(start: int, size: int, nils: list[Zone]) -> None:
    """From `start` to `size` in all: the same ones whatever the size, one after the other."""
    themes, targets = list(Theme.objects.all()), list(Target.objects.all())
    bodies = list(Organization.objects.order_by("pk"))
    for first in range(start, size, 5_000):
        numbers = range(first, min(first + 5_000, size))
        rows = [_resource(random.Random(n), n, nils, themes, bodies) for n in numbers]
        Resource.objects.bulk_create(rows, batch_size=1_000)
        Resource.targets.through.objects.bulk_create(
            Resource.targets.through(resource=row, target=targets[n % len(targets)])
            for n, row in enumerate(rows)
        )
        finding.index(rows)
    finding.count_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE needs_resource")
        cursor.execute("VACUUM ANALYZE needs_cardword")


def _resource(
    chance: random.Random, n: int, nils: list[Zone], themes: list[Theme], bodies: list[Organization]
) -> Resource:
    nil = chance.choice(nils)
    what = chance.choice(WHAT)
    name = f"{chance.choice(STEMS)}{chance.choice(ENDINGS)}"
    words = " ".join([*chance.choices(MORE, k=32), *chance.choices(RARE, k=3)])
    return Resource(
        status=CardStatus.PUBLISHED,
        title=f"{what} {name.capitalize()} {chance.choice(WHOM)}",
        description=f"{what} {chance.choice(WHOM)}. {words.capitalize()}.",
        theme=chance.choice(themes),
        kind=chance.choice(ResourceKind.values),
        organization=chance.choice(bodies),
        address=f"Via {name.capitalize()} {n % 200 + 1}",
        nil=nil,
        longitude=9.1 + chance.random() / 10,
        latitude=45.4 + chance.random() / 10,
        created_at=AT,
        updated_at=AT,
        published_at=AT,
        verified_at=AT,
    )
