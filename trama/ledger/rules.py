"""What the worker's findings mean, in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Why a document does not open. The sentence goes on from «ma non si apre:».
PROBLEMS: Mapping[str, Promise] = {
    "bad_names": gettext_lazy("l’archivio contiene nomi di file che escono dalla sua cartella"),
    "bomb": gettext_lazy("una volta aperto diventa enorme, come fanno i file ostili"),
    "broken": gettext_lazy("è danneggiato o incompleto"),
    "encrypted": gettext_lazy("è protetto da una password"),
    "entities": gettext_lazy("contiene dichiarazioni XML che non apriamo per sicurezza"),
    "no_pages": gettext_lazy("non ha nemmeno una pagina"),
    "polyglot": gettext_lazy("è insieme un documento e un archivio ZIP, come fanno i file ostili"),
    "too_deep": gettext_lazy("contiene troppi livelli, uno dentro l’altro"),
    "too_heavy": gettext_lazy("chiede troppa memoria o troppo tempo per aprirsi"),
    "too_many_entries": gettext_lazy("contiene più di %(limit)s parti"),
    "too_many_pixels": gettext_lazy("l’immagine supera %(millions)s milioni di punti"),
    "unknown": gettext_lazy(
        "non è un formato che leggiamo (PDF, ODT, DOCX, ODS, XLSX, immagini, ZIP, P7M, EML, testo)"
    ),
    "virus": gettext_lazy("l’antivirus vi ha trovato «%(name)s»"),
}

# What is worth a person's eye in a document that opens.
FINDINGS: Mapping[str, Promise] = {
    "attachments": gettext_lazy("Il messaggio ha allegati."),
    "detached": gettext_lazy("C’è solo la firma: il documento firmato è in un altro file."),
    "embedded": gettext_lazy("Contiene altri file al suo interno."),
    "extension": gettext_lazy("Il nome dice un formato, il contenuto è di un altro."),
    "javascript": gettext_lazy(
        "Contiene programmi (JavaScript): le pagine mostrate qui ne sono prive."
    ),
    "launch": gettext_lazy("Contiene comandi che avviano programmi o leggono dati."),
    "macros": gettext_lazy("Contiene macro: aprilo senza attivarle."),
    "more_pages": gettext_lazy("Qui si vedono solo le prime pagine: le altre sono nell’originale."),
    "signed": gettext_lazy("Contiene una firma digitale, che qui non è verificata."),
    "undrawn": gettext_lazy("Alcune pagine non si possono mostrare qui: apri l’originale."),
    "xfa": gettext_lazy("È un modulo XFA: qui può non vedersi ciò che vi è scritto."),
}


def problem_words(code: str, facts: Mapping[str, str | int]) -> str:
    """The whole sentence: what was kept, why it does not open, what to do."""
    reason = str(PROBLEMS.get(code, PROBLEMS["broken"]))
    if "%(" in reason:
        reason %= {"limit": "", "millions": "", "name": "", **facts}
    return _(
        "Il file è conservato com’è arrivato, ma non si apre: %(reason)s. "
        "Prova a esportarlo di nuovo in PDF."
    ) % {"reason": reason}


def findings_words(codes: Sequence[str]) -> list[str]:
    return [str(FINDINGS[code]) for code in codes if code in FINDINGS]
