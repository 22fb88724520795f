"""Open data for people: what there is, how to take it, and the tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.core.ui import Link, Text
from trama.ledger.http import send_csv
from trama.notices.models import Notice
from trama.opendata import queries, rules
from trama.organizations.models import Organization
from trama.screening.models import AdmissionList, AdmissionListStatus


@dataclass(frozen=True)
class Dataset:
    """A set of data: what it holds, how many rows today, the formats it is given in."""

    key: str
    title: Text
    about: Text
    rows: int
    links: list[Link]


@login_not_required
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    context = {
        "datasets": _datasets(),
        "facts": _facts(),
        "api_url": f"{settings.BASE_URL}/api/v1",
        "version": rules.API_VERSION,
        "limit": rules.REQUESTS_PER_MINUTE,
    }
    return render(request, "opendata/datasets.html", context)


def _datasets() -> list[Dataset]:
    return [_notices(), _lists(), _register(), _coverage()]


def _notices() -> Dataset:
    return Dataset(
        "avvisi",
        _("Avvisi pubblici"),
        _("Ogni avviso pubblicato: codice, tipo, stato, date, ufficio. Nell’API anche testo, "
          "requisiti, domande del modulo e documenti richiesti."),
        Notice.objects.public().count(),
        [
            Link("CSV", reverse("tables:notices")),
            Link("JSON", reverse("api:notices")),
        ],
    )  # fmt: skip


def _lists() -> Dataset:
    published = AdmissionList.objects.filter(
        status=AdmissionListStatus.PUBLISHED, notice__in=Notice.objects.public()
    )
    return Dataset(
        "elenchi",
        _("Elenchi degli ammessi e dei non ammessi"),
        _("Come sono stati pubblicati: ente, codice fiscale, numero di repertorio, esito e "
          "motivo. In CSV, JSON e PDF dalla pagina di ogni elenco."),
        published.count(),
        [],
    )  # fmt: skip


def _register() -> Dataset:
    return Dataset(
        "enti",
        _("Registro degli enti"),
        _("Nome, codice fiscale, forma giuridica, RUNTS, attività, sede, PEC e sito. "
          "Telefoni ed e-mail non ci sono: possono essere di una persona."),
        Organization.objects.public().count(),
        [
            Link("CSV", reverse("tables:organizations")),
            Link("JSON", reverse("api:organizations")),
        ],
    )  # fmt: skip


def _coverage() -> Dataset:
    return Dataset(
        "copertura",
        _("Copertura dei bisogni"),
        _("Bisogno stimato, posti noti, scarto, accesso e fiducia, per bisogno e per zona; e "
          "l’indice di rischio. Un vuoto è «non noto»; i casi sotto cinque non ci sono."),
        queries.coverage()[1].count(),
        [
            Link("CSV", reverse("needs:coverage_csv")),
            Link("XLSX", reverse("needs:coverage_xlsx")),
            Link("JSON", reverse("api:coverage")),
        ],
    )  # fmt: skip


def _facts() -> list[tuple[Text, Text]]:
    """Under which terms, and how fresh."""
    licence = format_html(
        '<a href="{}">{}</a>',
        "https://creativecommons.org/licenses/by/4.0/deed.it",
        _("Creative Commons Attribuzione 4.0 (CC BY 4.0)"),
    )
    return [
        (_("Licenza"), licence),
        (_("Da citare"), settings.PLATFORM["owner"]),
        (_("Aggiornamento"), _("continuo: una modifica si vede entro cinque minuti")),
        (_("Formati"), _("CSV (UTF-8, virgola) e JSON; istanti in UTC, date ISO 8601")),
    ]


def _csv(rows: Iterator[list[str]], name: str) -> HttpResponse:
    response = send_csv(rows, f"{name}.csv")
    response["Cache-Control"] = f"public, max-age={rules.TABLE_FRESH_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def organizations_csv(request: HttpRequest) -> HttpResponse:
    return _csv(queries.organization_table(), "enti")


@login_not_required
@require_safe
def notices_csv(request: HttpRequest) -> HttpResponse:
    return _csv(queries.notice_table(), "avvisi")
