"""What comes of what, in a path: from the needs and the admitted bodies to the act."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from trama.core.thread import Rows, Tie
from trama.core.ui import Text
from trama.tables.models import (
    Contribution,
    EntryKind,
    Meeting,
    MinutesEntry,
    Participant,
    Path,
    PathPriority,
    SynthesisParagraph,
    VoteOption,
)

Ends = tuple[str, str]
"""A kind, and the lookup that leads to it from a row."""
Words = tuple[Text, Text]
"""Of the source, what came of it; of the target, what it comes from."""

SPOKEN_OF: Words = (_("un contributo ne parla"), _("parla di qualcosa che manca o che c’è"))
TOLD: Words = (_("la sintesi lo racconta"), _("dice da dove viene"))
RANKED: Words = (_("diventa una priorità"), _("nasce da quello che i tavoli hanno detto"))


def _tie(rows: Rows, source: Ends, target: Ends, words: Words) -> Tie:
    return Tie(
        source_kind=source[0],
        target_kind=target[0],
        rows=rows,
        source=source[1],
        target=target[1],
        ahead=words[0],
        back=words[1],
    )


def _decided() -> QuerySet[MinutesEntry]:
    return MinutesEntry.objects.filter(kind=EntryKind.DECISION)


BROUGHT = (
    _tie(
        Path.objects.all,
        ("avviso", "notice"),
        ("percorso", ""),
        (_("ha portato a un percorso"), _("nasce da un avviso")),
    ),
    _tie(
        Path.objects.all,
        ("elenco", "notice__admission_list"),
        ("percorso", ""),
        (_("gli enti ammessi si incontrano"), _("riunisce gli enti ammessi")),
    ),
    _tie(
        Participant.objects.all,
        ("percorso", "path"),
        ("ente", ""),
        (_("c’è chi partecipa"), _("partecipa al percorso")),
    ),
    _tie(
        Meeting.objects.all,
        ("percorso", "table__path"),
        ("incontro", ""),
        (_("ci si è incontrati"), _("è un incontro del percorso")),
    ),
    _tie(
        Contribution.objects.all,
        ("percorso", "path"),
        ("contributo", ""),
        (_("sono arrivati contributi"), _("portato nel percorso")),
    ),
    _tie(
        Contribution.authors.through.objects.all,
        ("ente", "participant"),
        ("contributo", "contribution"),
        (_("ha portato un contributo"), _("portato da chi partecipa")),
    ),
    _tie(
        Contribution.objects.all,
        ("incontro", "meeting"),
        ("contributo", ""),
        (_("vi è stato portato un contributo"), _("portato a un incontro")),
    ),
    _tie(
        Contribution.needs.through.objects.all,
        ("bisogno", "need"),
        ("contributo", "contribution"),
        SPOKEN_OF,
    ),
    _tie(
        Contribution.resources.through.objects.all,
        ("risorsa", "resource"),
        ("contributo", "contribution"),
        SPOKEN_OF,
    ),
)

DISCUSSED = (
    _tie(
        Contribution.objects.all,
        ("contributo", ""),
        ("contributo", "merged_into"),
        (_("unito a un altro contributo"), _("raccoglie altri contributi")),
    ),
    _tie(
        Contribution.objects.all,
        ("contributo", "objects_to"),
        ("contributo", ""),
        (_("qualcuno ha obiettato"), _("obietta a un contributo")),
    ),
    _tie(
        _decided,
        ("contributo", "contribution"),
        ("decisione", ""),
        (_("il tavolo ha deciso"), _("decide su un contributo")),
    ),
    _tie(
        _decided,
        ("incontro", "meeting"),
        ("decisione", ""),
        (_("si è deciso"), _("decisa a un incontro")),
    ),
    _tie(
        VoteOption.contributions.through.objects.all,
        ("contributo", "contribution"),
        ("opzione", "voteoption"),
        (_("messo ai voti"), _("nasce da contributi")),
    ),
)

WRITTEN = (
    *(
        _tie(rows, source, ("capoverso", "synthesisparagraph"), TOLD)
        for rows, source in (
            (SynthesisParagraph.contributions.through.objects.all, ("contributo", "contribution")),
            (SynthesisParagraph.needs.through.objects.all, ("bisogno", "need")),
            (SynthesisParagraph.resources.through.objects.all, ("risorsa", "resource")),
            (SynthesisParagraph.entries.through.objects.all, ("decisione", "minutesentry")),
        )
    ),
    _tie(SynthesisParagraph.objects.all, ("opzione", "option"), ("capoverso", ""), TOLD),
    _tie(
        PathPriority.contributions.through.objects.all,
        ("contributo", "contribution"),
        ("priorita-scelta", "pathpriority"),
        RANKED,
    ),
    _tie(
        PathPriority.needs.through.objects.all,
        ("bisogno", "need"),
        ("priorita-scelta", "pathpriority"),
        RANKED,
    ),
    _tie(PathPriority.objects.all, ("opzione", "option"), ("priorita-scelta", ""), RANKED),
    _tie(
        SynthesisParagraph.objects.all,
        ("capoverso", ""),
        ("atto", "section__path__act"),
        (_("l’Amministrazione conclude con un atto"), _("conclude la sintesi dei tavoli")),
    ),
    _tie(
        lambda: PathPriority.objects.filter(dropped_because=""),
        ("priorita-scelta", ""),
        ("atto", "path__act"),
        (_("l’Amministrazione la fa propria"), _("accoglie le priorità dei tavoli")),
    ),
    _tie(
        Path.objects.all,
        ("percorso", ""),
        ("atto", "act"),
        (_("si è concluso con un atto"), _("conclude un percorso")),
    ),
    _tie(
        Path.objects.all,
        ("atto", "act"),
        ("programmazione", "programming_act"),
        (_("è entrato nella programmazione"), _("viene da una co-programmazione")),
    ),
    _tie(
        PathPriority.objects.all,
        ("priorita-scelta", ""),
        ("priorita", "programmed"),
        (_("ora è nella programmazione"), _("scelta dai tavoli")),
    ),
)

TIES = (*BROUGHT, *DISCUSSED, *WRITTEN)
