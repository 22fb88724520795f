"""The people of the demo city: who they are, what to try as each, and where their day begins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.accounts.queries import is_staff

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OFFICE_DOMAIN = "@comune.example"
PAST = "COP-2023-01"
AFTERNOONS = "COP-2026-01"  # at its tables
SCREENING = "COP-2026-02"
OPEN = "COP-2026-03"
READY = "COP-2026-04"
DRAFT = "COD-2026-05"


@dataclass(frozen=True)
class Character:
    """Somebody of the demo. `start`: the name and arguments of the address they begin from."""

    who: str
    name: str
    email: str
    duty: "StrPromise"
    task: "StrPromise"
    start: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse(self.start[0], args=self.start[1:])


CAST = (
    Character(
        "anna",
        "Anna Rovati",
        "anna.rovati@comune.example",
        _("responsabile del procedimento"),
        _("Guarda i termini di oggi, sistema la posta PEC, correggi la bozza che non passa."),
        ("desk:home",),
    ),
    Character(
        "elena",
        "Elena Sala",
        "elena.sala@comune.example",
        _("dirigente"),
        _("Adotta l’avviso che ha passato il controllo legale; guarda perché un altro non passa."),
        ("notices:desk", READY),
    ),
    Character(
        "dario",
        "Dario Conti",
        "dario.conti@comune.example",
        _("presidente del seggio"),
        _("Apri una domanda e giudica i punti. Una non la puoi aprire: hai dichiarato un "
          "conflitto."),
        ("screening:desk", SCREENING),
    ),
    Character(
        "lia",
        "Lia Bassi",
        "lia.bassi@comune.example",
        _("componente del seggio"),
        _("Prosegui l’istruttoria: c’è un preavviso di rigetto in attesa di risposta."),
        ("screening:desk", SCREENING),
    ),
    Character(
        "marta",
        "Marta Villa",
        "marta.villa@comune.example",
        _("cura del registro degli enti"),
        _("Conferma una rappresentante, guarda due nomi simili, importa un elenco."),
        ("organizations:desk",),
    ),
    Character(
        "viola",
        "Viola Serra",
        "viola.serra@comune.example",
        _("Welfare Community Manager, San Siro – Selinunte"),
        _("Guarda che cosa manca nella tua area, e prova che cosa cambia con un posto in più."),
        ("desk:area",),
    ),
    Character(
        "rosa",
        "Rosa Pini",
        "rosa.pini@comune.example",
        _("assistente sociale di comunità, Municipio 7"),
        _("Trova un posto libero per una famiglia, e chi c’è nelle reti del Municipio."),
        ("desk:area",),
    ),
    Character(
        "bruno",
        "Bruno Tesei",
        "bruno.tesei@gelsi.example",
        _("rappresentante legale, La Corte dei Gelsi APS"),
        _("Finisci la domanda cominciata e presentala; rileggi quella del 2023."),
        ("applications:mine",),
    ),
    Character(
        "nadia",
        "Nadia Brusa",
        "nadia.brusa@sottocasa.example",
        _("coordina la rete del Municipio 7, Officina Sottocasa APS"),
        _("Guarda chi tiene insieme la rete e chi tace, poi prepara il passaggio di consegne."),
        ("networks:desk", "municipio-7"),
    ),
    Character(
        "giovanni",
        "Giovanni Pozzi",
        "giovanni.pozzi@lumedicascina.example",
        _("rappresentante legale, Fondazione Lume di Cascina ETS, che ascolta il quartiere"),
        _("Leggi che cosa hanno detto le persone, una dopo l’altra, e di’ che cosa è stato fatto."),
        ("listening:queue",),
    ),
    Character(
        "chiara",
        "Chiara Lodi",
        "chiara.lodi@gelsi.example",
        _("operatrice, La Corte dei Gelsi APS"),
        _("Scrivi nella stessa bozza di Bruno: presentarla tocca a lui."),
        ("applications:mine",),
    ),
    Character(
        "carla",
        "Carla Neri",
        "carla.neri@passolento.example",
        _("rappresentante legale, Passo Lento ODV"),
        _("La tua domanda è presentata: sostituiscila o ritirala. Quella di Bruno non la vedi."),
        ("applications:mine",),
    ),
)  # fmt: skip


def character(who: str) -> Character | None:
    return next((one for one in CAST if one.who == who), None)


def present() -> list[Character]:
    """Those of the cast who are in the database."""
    known = set(
        User.objects.filter(email__in=[one.email for one in CAST]).values_list("email", flat=True)
    )
    return [one for one in CAST if one.email in known]


def user_of(character: Character) -> User | None:
    return User.objects.filter(email=character.email, is_active=True).first()


def start_of(character: Character, user: User) -> str:
    """Where their day begins; elsewhere for who has changed sides, as in a rehearsal."""
    is_inside = is_staff(user)
    if is_inside == character.email.endswith(OFFICE_DOMAIN):
        return character.url
    return reverse("desk:home" if is_inside else "applications:mine")
