"""The invented city's words: some agreed, two contested, one revised, one still being discussed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trama.core.deadlines import ROME
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.learning.lifecycle.agreeing import consent, contest, define, publish, remark, revise
from trama.learning.lifecycle.exchange import load_starting
from trama.learning.lifecycle.usage import read_year
from trama.learning.models import Side, Speaker, Term, UsageReading
from trama.learning.queries.terms import current

MINUTED = 2023  # the year of the path that is over
READ = datetime(2025, 3, 1, 4, 30, tzinfo=ROME)
OPENED = datetime(2025, 2, 10, 9, 30, tzinfo=ROME)
TALKED = datetime(2025, 3, 4, 15, 0, tzinfo=ROME)
REVISED = datetime(2026, 5, 12, 10, 0, tzinfo=ROME)
STILL_OPEN = datetime(2026, 11, 5, 11, 0, tzinfo=ROME)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Word:
    """What each side means by a word; with `dispute`, what they do not agree on."""

    slug: str
    ours: str
    theirs: str
    example: str = ""
    dispute: str = ""


WORDS = (
    Word(
        "bisogno",
        "Ciò che manca a un gruppo di persone in una zona, descritto con dati e fonti, e che "
        "rientra tra i compiti del Comune o di chi lavora con lui.",
        "Ciò che le persone dicono che manca loro per vivere bene dove vivono, anche quando non "
        "c’è ancora un numero che lo provi.",
        "Trenta ragazzi delle medie non hanno dove studiare il pomeriggio.",
    ),
    Word(
        "rete-territoriale",
        "Enti e servizi di una zona che collaborano in modo stabile, con un referente.",
        "Chi in un quartiere si conosce, si fida e si aiuta: enti, gruppi, parrocchie, negozi.",
        "La rete che al giovedì si trova nella casa di quartiere.",
    ),
    Word(
        "co-programmazione",
        "Il procedimento in cui l’amministrazione individua, con gli enti del Terzo settore, i "
        "bisogni e gli interventi. La decisione resta dell’amministrazione.",
        "Il lavoro in cui si legge insieme che cosa serve, prima che sia già deciso. Chi decide "
        "dice perché ha accolto o no quello che è stato detto.",
    ),
    Word(
        "rendicontazione",
        "La prova, documento per documento, che il contributo pubblico è servito a ciò per cui è "
        "stato dato.",
        "Il racconto di che cosa è cambiato per le persone, con le spese che lo hanno reso "
        "possibile.",
        dispute="Per il Comune senza ogni giustificativo non c’è rendiconto; per gli enti i "
        "giustificativi di piccolo importo fanno perdere tempo e non dicono se il progetto è "
        "servito.",
    ),
    Word(
        "corresponsabilita",
        "Ciascuno risponde di ciò che la convenzione gli assegna.",
        "Si risponde insieme del risultato, anche quando una parte non ce la fa.",
        dispute="Se il risultato manca, chi ne risponde: chi doveva fare quella parte, o tutti?",
    ),
)


def is_there() -> bool:
    return Term.objects.exists()


def live(cast: Cast) -> None:
    with at(OPENED):
        load_starting()
    anna = Speaker(cast.people["anna"], office=cast.office)
    gelsi = Speaker(cast.representatives["gelsi"], organization=cast.bodies["gelsi"])
    for place, word in enumerate(WORDS):
        _talk(word, anna, gelsi, TALKED + place * 7 * DAY)
    _revise_network(anna, gelsi)
    _leave_open(anna, gelsi)


def _talk(word: Word, ours: Speaker, theirs: Speaker, begun: datetime) -> None:
    term = Term.objects.get(slug=word.slug)
    with at(begun):
        define(term, text=word.ours, example=word.example, seen=0, speaker=ours)
    with at(begun + 2 * DAY):
        define(term, text=word.theirs, seen=0, speaker=theirs)
    with at(begun + 5 * DAY):
        if word.dispute:
            contest(term, reason=word.dispute, speaker=theirs)
        else:
            _agree(term, ours, theirs)
        publish(term, actor=ours.actor)


def _agree(term: Term, ours: Speaker, theirs: Speaker) -> None:
    known = current(term)
    seen = (known[Side.ADMINISTRATION].number, known[Side.THIRD_SECTOR].number)
    consent(term, seen=seen, speaker=ours)
    consent(term, seen=seen, speaker=theirs)


def _revise_network(ours: Speaker, theirs: Speaker) -> None:
    term = Term.objects.get(slug="rete-territoriale")
    with at(REVISED):
        revise(term, reason="Non dice che ci sono anche i gruppi informali.", speaker=theirs)
        text = (
            "L’insieme di enti, gruppi informali e servizi di una zona che collaborano in modo "
            "stabile, con un referente."
        )
        define(term, text=text, seen=1, speaker=ours)
    with at(REVISED + 6 * DAY):
        _agree(term, ours, theirs)
        publish(term, actor=ours.actor)


def _leave_open(ours: Speaker, theirs: Speaker) -> None:
    """The table: both have spoken, and nobody has consented yet."""
    term = Term.objects.get(slug="tavolo")
    with at(STILL_OPEN):
        text = "Il luogo in cui si raccolgono proposte e pareri utili alla decisione."
        define(term, text=text, seen=0, speaker=ours)
    with at(STILL_OPEN + 3 * DAY):
        text = (
            "Il luogo in cui si ragiona insieme alla pari, e si scrive anche chi non è d’accordo."
        )
        define(term, text=text, seen=0, speaker=theirs)
        words = "«Pareri» fa pensare che qualcuno ascolti e qualcun altro parli."
        remark(term, text=words, speaker=theirs)


def is_read() -> bool:
    return UsageReading.objects.filter(year=MINUTED).exists()


def read() -> None:
    """The first reading of words: of minutes older than the glossary."""
    with at(READ):
        read_year(MINUTED)
