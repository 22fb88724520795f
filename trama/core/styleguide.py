"""The style guide at /stile/: every component in every state, for whoever draws or checks a page.

Served only by a demo or in debug, in Italian: its words are samples. People and bodies are
invented; the day is 18 November 2026.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.core import glossary
from trama.core.deadlines import ROME
from trama.core.forms import DayField, InstantField
from trama.core.ui import (
    Badge,
    Bar,
    Check,
    Document,
    Due,
    Evidence,
    Figure,
    Link,
    Step,
    Task,
    Timeline,
    Tone,
)
from trama.core.vocabulary import Vocabulary, Voice, Word

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ROME)
CLOSES_AT = datetime(2026, 11, 27, 12, 0, tzinfo=ROME)
VERDICTS = [("ok", "Conforme"), ("no", "Manca"), ("na", "Non si applica")]


def _password() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password"})


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nome dell’ente", help_text="Come è scritto nello statuto.")
    email = forms.EmailField(label="E-mail", required=False)
    password = forms.CharField(label="Password", widget=_password())
    months = forms.IntegerField(label="Mesi di esperienza", min_value=0)
    founded_on = DayField(label="Costituito il")
    closes_at = InstantField(label="Scadenza", help_text="Ora di Roma.")
    section = forms.ChoiceField(label="Sezione", choices=VERDICTS)
    reasons = forms.CharField(
        label="Motivo", widget=forms.Textarea(attrs={"rows": 3}), min_length=40
    )
    verdict = forms.ChoiceField(
        label="Giudizio",
        choices=VERDICTS,
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )
    themes = forms.MultipleChoiceField(
        label="Temi", choices=VERDICTS, widget=forms.CheckboxSelectMultiple, required=False
    )
    statute = forms.FileField(label="Statuto", help_text="PDF o P7M, fino a 20 MB.")
    privacy = forms.BooleanField(label="Ho letto come sono trattati i dati")


class SampleFilters(forms.Form):
    hide_optional = True
    q = forms.CharField(label="Nome o codice fiscale", required=False)
    section = forms.ChoiceField(label="Sezione", choices=VERDICTS, required=False)


def _timeline() -> Timeline:
    return Timeline(
        "Fasi di Famiglie con bambini",
        [
            Step("Avviso", "28 ott", "done"),
            Step("Domande", "30 nov", "done"),
            Step("Istruttoria", "fino al 15 dic", "now"),
            Step("Elenco", "28 dic"),
            Step("Tavoli", "gen – mar"),
            Step("Sintesi", "aprile"),
            Step("Atto", "mag 2027"),
        ],
    )


def _badges() -> list[Badge]:
    samples: list[tuple[str, Tone, str]] = [
        ("Pubblicato", "done", ""),
        ("Aperto fino al 27 novembre", "due", ""),
        ("Non ammesso", "stop", ""),
        ("Adesso", "now", ""),
        ("Non ancora", "wait", ""),
        ("In istruttoria", "", "it-search"),
    ]
    return [Badge(*sample) for sample in samples]


def _due() -> list[Due]:
    return [
        Due(date(2026, 11, 17), "Rispondere al quesito n. 11", "Avviso, punto 9: 3 giorni.",
            "#", "Rispondi", badge=Badge("1 giorno di ritardo", "stop"), state="late"),
        Due(date(2026, 11, 18), "Pubblicare il verbale", "D.Lgs. 33/2013, art. 8.", "#", "Pubblica",
            badge=Badge("entro le 24:00", "due"), state="today"),
        Due(date(2026, 11, 27), "Scadenza delle domande", "Ore 12:00. Il seggio si nomina dopo.",
            "#", left="fra 7 giorni lavorativi"),
        Due(date(2026, 11, 17), "Avviso non riconosciuto", "L’oggetto non ha codice.", "#",
            "Collega a COP-2026-02", at=datetime(2026, 11, 17, 18, 3, tzinfo=ROME)),
    ]  # fmt: skip


def _checks() -> list[Check]:
    return [
        Check(1, "Arrivata in tempo", "17 minuti e 52 secondi prima delle 12:00.",
              Badge("Conforme", "done"), "Calcolato",
              [Evidence("Busta PEC, firma valida", "#"), Evidence("Ricevuta", "#")]),
        Check(2, "Patto di integrità firmato", "Il file c’è ma non contiene alcuna firma.",
              Badge("In soccorso", "due"), "Giudicato da A. Rovati", is_open=True),
        Check(3, "La proposta riguarda il tema", "Lo decide una persona. Serve un motivo.",
              Badge("Da giudicare", "wait", "it-user")),
    ]  # fmt: skip


def _passage() -> str:
    """A text with two words explained: one agreed, one contested."""
    agreed = (
        Voice("Amministrazione", "Quello che manca a chi abita in una zona, contato da una fonte."),
        Voice("Terzo settore", "Quello che manca, detto da chi lo vive.", "Il sabato senza bus."),
    )
    contested = (Voice("Amministrazione", "Il NIL."), Voice("Terzo settore", "Dove ci si conosce."))
    since = datetime(2026, 3, 2, 9, 0, tzinfo=ROME)
    words = [
        Word("bisogno", "bisogno", ("bisogno", "bisogni"), agreed, "concordata", since, "#"),
        Word("quartiere", "quartiere", ("quartiere", "quartieri"), contested, "contesa", since, "#",
             "neighbourhood", is_contested=True),
    ]  # fmt: skip
    text = "<p>I bisogni di un quartiere si leggono insieme: ogni bisogno con la sua prova.</p>"
    return glossary.with_notes(Vocabulary(words), text, "campione", NOW, when_asked=False)


def _samples() -> dict[str, Any]:
    rows = [f"Ente numero {n}" for n in range(1, 231)]
    return {
        "now": NOW,
        "closes_at": CLOSES_AT,
        "timeline": _timeline(),
        "passage": _passage(),
        "badges": _badges(),
        "due": _due(),
        "checks": _checks(),
        "evidence": [Evidence("Statuto, art. 4", "#", "it-file-pdf"), Evidence("Copia del RUNTS")],
        "tasks": [
            Task("Chi siete", "Dal registro: 14 dati su 14.", Badge("Fatto", "done"), "#"),
            Task("Documenti", "2 su 3.", Badge("Manca un documento", "due"), "#"),
            Task("Invio", "Ricevi subito il numero.", Badge("Dopo la firma", "wait", "it-locked")),
        ],
        "facts": [("Avviso", "Famiglie con bambini"), ("Codice fiscale", "99900010010")],
        "figures": [
            Figure("312", "bisogni descritti dagli enti", "#", "Quali e dove"),
            Figure("47", "domande arrivate in tempo"),
        ],
        "bars": [Bar("Accolti", 911, 100), Bar("Non accolti", 184, 20.2)],
        "tabs": [
            Link("Tutte", "#", current=True, count=47),
            Link("Da decidere", "#", count=14),
        ],
        "sections": [Link("Segni e parole", "#segni"), Link("Moduli", "#moduli")],
        "documents": [
            Document("Domanda, firmata", "#", "2 pagine", Badge("Firma valida", "done")),
            Document("Patto di integrità", "#", "", Badge("Senza firma", "due"), is_current=True),
        ],
        "rows": rows[:3],
        "page": Paginator(rows, 20).page(4),
        "form": SampleForm(),
        "wrong": SampleForm({"months": "-1", "verdict": "ok"}, auto_id="wrong_%s"),
        "filters": SampleFilters({"q": "gelsi"}, auto_id="filter_%s"),
    }


@login_not_required
@require_safe
def styleguide(request: HttpRequest, layout: str = "base.html") -> HttpResponse:
    """Every component; `layout` is the citizens' page or the office's."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    messages.success(request, "Tutto salvato alle 21:14. Puoi chiudere: si riprende da qui.")
    return render(request, "core/styleguide.html", {"layout": layout, **_samples()})
