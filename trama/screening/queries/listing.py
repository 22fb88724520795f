"""The list of admitted and not admitted bodies: the rows to publish, and what was published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from trama.applications.models import Application
from trama.core import moments
from trama.core.glossary import Marker, vocabulary
from trama.notices.models import Notice
from trama.screening.models import (
    AdmissionList,
    AdmissionListStatus,
    CaseStatus,
    RejectionNotice,
    ScreeningCase,
)
from trama.screening.queries.board import cases_of
from trama.screening.queries.case import standing_notice

COLUMNS = ("entry", "name", "codice_fiscale", "outcome", "reasons")


def list_rows(notice: Notice) -> list[dict[str, Any]]:
    """What the list says, by name: an order that says nothing of merit."""
    cases = (
        cases_of(notice)
        .filter(status__in=[CaseStatus.ADMITTED, CaseStatus.NOT_ADMITTED])
        .order_by("application__organization__name_key", "application_id")
    )
    return [
        {
            "organization": str(case.application.organization.uid),
            "name": case.application.organization.name,
            "codice_fiscale": case.application.organization.codice_fiscale or "",
            "entry": str(case.application.entry),
            "outcome": case.status,
            # A note on an admitted body stays among the office's papers.
            "reasons": case.motivation if case.status == CaseStatus.NOT_ADMITTED else "",
        }
        for case in cases
    ]


def published_list(notice: Notice) -> AdmissionList | None:
    listed = AdmissionList.objects.filter(notice=notice, status=AdmissionListStatus.PUBLISHED)
    return listed.select_related("act", "document", "notice").first()


# ---------------------------------------------------------------- as published


@dataclass(frozen=True)
class ListView:
    """The list in words and in two tables."""

    listed: AdmissionList
    admitted: Sequence[Mapping[str, str]]
    not_admitted: Sequence[Mapping[str, str]]

    @property
    def sentence(self) -> str:
        """«41 enti ammessi e 3 non ammessi, su 44 domande.»"""
        return list_sentence(len(self.admitted), len(self.not_admitted))


def list_view(listed: AdmissionList) -> ListView:
    return ListView(
        listed,
        [row for row in listed.rows if row["outcome"] == CaseStatus.ADMITTED],
        [row for row in listed.rows if row["outcome"] != CaseStatus.ADMITTED],
    )


def list_sentence(admitted: int, not_admitted: int) -> str:
    yes = ngettext("%(n)d domanda ammessa", "%(n)d domande ammesse", admitted) % {"n": admitted}
    if not not_admitted:
        return _("%(yes)s: tutte quelle arrivate.") % {"yes": yes}
    no = ngettext("%(n)d non ammessa", "%(n)d non ammesse", not_admitted) % {"n": not_admitted}
    return _("%(yes)s e %(no)s, su %(all)d arrivate.") % {
        "yes": yes,
        "no": no,
        "all": admitted + not_admitted,
    }


def list_table(listed: AdmissionList) -> Iterator[list[str]]:
    """A header and a row for each application; the words of the columns are of the format."""
    yield list(COLUMNS)
    for row in listed.rows:
        yield [str(row[column]) for column in COLUMNS]


def list_data(listed: AdmissionList) -> dict[str, Any]:
    """The list as open data: the notice, the act, the instant, the rows."""
    act = listed.act
    return {
        "notice": listed.notice.code,
        "title": listed.notice.title,
        "published_at": listed.published_at,
        "act": {"kind": act.kind, "number": act.number, "adopted_on": act.adopted_on}
        if act
        else None,
        "rows": listed.rows,
    }


def list_paper(listed: AdmissionList) -> dict[str, Any]:
    """The list as data for its PDF: only plain lists and texts, in Italian, as the act is."""
    notice, view = listed.notice, list_view(listed)
    with override("it"):
        paper = {
            "owner": settings.PLATFORM["owner"],
            "code": notice.code,
            "kicker": _("Avviso pubblico %(code)s, %(title)s")
            % {"code": notice.code, "title": notice.title},
            "title": _("Elenco degli ammessi e dei non ammessi"),
            "sentence": view.sentence,
            "facts": [
                [_("Ufficio"), notice.office.name],
                [_("Atto"), str(listed.act or "")],
                [
                    _("Pubblicato"),
                    moments.instant(listed.published_at) if listed.published_at else "",
                ],
            ],
            "note": _("In ordine alfabetico: l’elenco non è una graduatoria."),
            "sections": [
                paper_table(
                    _("Ammessi"),
                    {_("Ente"): 3, _("Codice fiscale"): 1.2, _("Repertorio"): 1.2},
                    [[row["name"], row["codice_fiscale"], row["entry"]] for row in view.admitted],
                ),
                paper_table(
                    _("Non ammessi"),
                    {_("Ente"): 1.6, _("Repertorio"): 1, _("Motivo"): 3},
                    [[row["name"], row["entry"], row["reasons"]] for row in view.not_admitted],
                ),
                paper_text(_("Come si può ricorrere"), [remedies()]),
            ],
        }
        return explained(paper, listed.published_at)


def explained(paper: dict[str, Any], at: datetime | None) -> dict[str, Any]:
    """With its texts in pieces: the words of the glossary, as they were when it was approved."""
    words = Marker(vocabulary(at))
    opening = {name: words.runs(paper[name]) for name in ("sentence", "note")}
    sections = [
        {
            **section,
            "rows": [words.row(row) for row in section["rows"]],
            "lines": [words.runs(line) for line in section["lines"]],
        }
        for section in paper["sections"]
    ]
    return {**paper, **opening, "sections": sections, "notes": words.closing}


def paper_table(
    title: str, columns: Mapping[str, float], rows: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """A section of a paper: `columns` with their widths, one to another."""
    return {
        "title": title,
        "columns": list(columns),
        "widths": list(columns.values()),
        "rows": rows,
        "lines": [] if rows else [_("Nessuno.")],
    }


def paper_text(title: str, lines: Sequence[str]) -> dict[str, Any]:
    return {"title": title, "columns": [], "widths": [], "rows": [], "lines": lines}


def remedies() -> str:
    """What an act must say of who may challenge it (L. 241/1990, art. 3, co. 4)."""
    return _(
        "Contro questo atto si può ricorrere al Tribunale amministrativo regionale entro 60 "
        "giorni, oppure con ricorso straordinario al Presidente della Repubblica entro 120 giorni, "
        "da quando se ne ha notizia."
    )


# ---------------------------------------------------------------- for the body itself


@dataclass(frozen=True)
class Outcome:
    """What a body may know of its own case: the notice of rejection, the published outcome."""

    case: ScreeningCase
    is_published: bool
    rejection: RejectionNotice | None


def outcome_for(application: Application) -> Outcome | None:
    case = ScreeningCase.objects.filter(application=application).first()
    if case is None:
        return None
    listed = AdmissionList.objects.filter(
        notice=application.notice_id, status=AdmissionListStatus.PUBLISHED
    )
    return Outcome(case, listed.exists(), standing_notice(case))
