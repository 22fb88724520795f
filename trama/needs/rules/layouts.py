"""How the columns of a list of services are to be read: ours, and those of open data we know.

A layout is plain data: `--mapping FILE.json` gives one of the same shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Sheet, UnreadableError, column_name

# What a row may say, beside the fields of a card: where the list says that it is.
FIELDS = frozenset({
    "title", "description", "kind", "theme", "targets", "address", "longitude", "latitude", "nil",
    "municipio", "city", "served", "capacity", "unit", "starts_on", "ends_on", "hours",
    "eligibility", "application_process", "fees", "minimum_age", "maximum_age", "languages",
    "accessibility", "phone", "email", "url", "organization",
})  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """`columns`: field → column. `constants`: field → what every row says. `key`: the columns that
    tell a row from the others for ever. `also`: (words, column) added to the description."""

    name: str
    columns: Mapping[str, str]
    key: Sequence[str]
    constants: Mapping[str, str] = field(default_factory=dict)
    also: Sequence[tuple[str, str]] = ()
    title_prefix: str = ""
    decimal: str = "."
    serves_municipio: bool = False  # each row serves the Municipio that it names
    blanks: frozenset[str] = frozenset()  # what is written for «nothing», in lower case
    source: Mapping[str, str] = field(default_factory=dict)  # title, publisher, licence, url

    @property
    def needed(self) -> set[str]:
        return {self.columns["title"], *self.key}

    def fits(self, sheet: Sheet) -> bool:
        used = {*self.columns.values(), *self.key, *(column for _words, column in self.also)}
        return used <= set(sheet.columns)


def _milano(title: str, dataset: str, year: str = "") -> dict[str, str]:
    return {
        "title": " ".join(filter(None, [title, year])),
        "publisher": "Comune di Milano",
        "licence": "CC BY 4.0",
        "url": f"https://dati.comune.milano.it/dataset/{dataset}",
    }


OWN = Layout(
    name="trama",
    columns={
        "title": "titolo",
        "kind": "che_cosa_è",
        "theme": "tema",
        "description": "descrizione",
        "targets": "per_chi",
        "address": "indirizzo",
        "longitude": "longitudine",
        "latitude": "latitudine",
        "nil": "nil",
        "municipio": "municipio",
        "city": "comune",
        "served": "zone_servite",
        "capacity": "capacità",
        "unit": "unità",
        "starts_on": "dal",
        "ends_on": "fino_al",
        "hours": "orari",
        "eligibility": "chi_può_accedere",
        "application_process": "come_si_accede",
        "fees": "costo",
        "minimum_age": "età_minima",
        "maximum_age": "età_massima",
        "languages": "lingue",
        "accessibility": "accessibilità",
        "phone": "telefono",
        "email": "e-mail",
        "url": "sito",
        "organization": "codice_fiscale_ente",
    },
    key=("titolo", "indirizzo"),
)
KNOWN = (
    Layout(
        name="ds1303",
        columns={
            "title": "nome",
            "address": "indirizzo",
            "application_process": "note",
            "municipio": "municipio",
            "nil": "nil",
            "latitude": "lat",
            "longitude": "lon",
        },
        key=("nome", "indirizzo"),
        constants={"kind": "service", "theme": "rights-documents"},
        serves_municipio=True,
        source=_milano("Sedi del servizio sociale professionale", "ds1303"),
    ),
    Layout(
        name="ds3017",
        columns={
            "title": "nome",
            "address": "indirizzo",
            "municipio": "municipio",
            "latitude": "lat",
            "longitude": "lon",
        },
        key=("id",),
        constants={"kind": "space", "theme": "loneliness"},
        also=(("Bar", "bar"),),
        title_prefix="Casa di quartiere ",
        source=_milano("Case di quartiere", "ds3017", "2026"),
    ),
    Layout(
        name="ds551",
        columns={
            "title": "nome",
            "address": "indirizzo",
            "municipio": "municipio",
            "latitude": "lat",
            "longitude": "lon",
        },
        key=("nome", "indirizzo"),
        constants={"kind": "service", "theme": "language", "targets": "migrants"},
        also=(("Livelli", "livelli"), ("Gratuito", "gratuito"), ("Tipo di ente", "tipo_ente")),
        source=_milano("Scuole di italiano per stranieri", "ds551"),
    ),
    Layout(
        name="biblioteche",
        columns={
            "title": "denominazioni.ufficiale",
            "address": "indirizzo.via-piazza",
            "city": "comune",
            "latitude": "lat",
            "longitude": "long",
        },
        key=("codiceisil",),
        constants={"kind": "space", "theme": "leisure-sport-culture"},
        also=(("Ente", "ente"), ("Tipologia", "tipologia-funzionale")),
        decimal=",",
        source={
            "title": "Biblioteche, anagrafe ISIL",
            "publisher": "ICCU, via open data",
            "licence": "open data",
        },
    ),
    Layout(
        name="scuole-miur",
        columns={
            "title": "denominazionescuola",
            "address": "indirizzoscuola",
            "city": "descrizionecomune",
            "latitude": "lat",
            "longitude": "long",
            "email": "indirizzoemailscuola",
            "url": "sitowebscuola",
        },
        key=("codscuola", "ordinescuola"),
        constants={"kind": "space", "theme": "edu-support"},
        also=(
            ("Grado", "descrizionetipologiagradoistruzionescuola"),
            ("Istituto", "denominazioneistitutoriferimento"),
        ),
        decimal=",",
        blanks=frozenset({"non disponibile"}),
        source={
            "title": "Scuole, anagrafe del Ministero 2016-17",
            "publisher": "Ministero dell’istruzione",
            "licence": "open data",
        },
    ),
)


def layout_of(sheet: Sheet, mapping: Mapping[str, Any] | None = None) -> Layout:
    """The layout a mapping gives; else the first known one that fits; else ours, of which only the
    title is always there. Raises `UnreadableError` with a sentence."""
    if mapping is not None:
        return read_mapping(mapping)
    for layout in KNOWN:
        if layout.fits(sheet):
            return layout
    present = {name: column for name, column in OWN.columns.items() if column in sheet.columns}
    key = tuple(column for column in OWN.key if column in sheet.columns)
    if "title" not in present:
        sheet.require([OWN.columns["title"]])
    return Layout(OWN.name, present, key)


def read_mapping(mapping: Mapping[str, Any]) -> Layout:
    """`{"columns": {field: column}, "constants": {field: value}, "key": [column]…}`."""
    columns = mapping.get("columns")
    key = mapping.get("key")
    if (
        not isinstance(columns, dict)
        or "title" not in columns
        or not isinstance(key, list)
        or not key
    ):
        raise UnreadableError(_("La mappatura deve dire almeno «columns» con «title», e «key»."))
    constants = mapping.get("constants") or {}
    unknown = sorted({*columns, *constants} - FIELDS)
    if unknown:
        raise UnreadableError(
            _("La mappatura nomina campi che non esistono: %(names)s.")
            % {"names": ", ".join(unknown)}
        )
    return Layout(
        name=str(mapping.get("name", "mapping")),
        columns={name: column_name(str(column)) for name, column in columns.items()},
        key=[column_name(str(column)) for column in key],
        constants={name: str(value) for name, value in constants.items()},
        decimal="," if mapping.get("decimal") == "," else ".",
        serves_municipio=mapping.get("serves_municipio") is True,
    )
