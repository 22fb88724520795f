"""The draft page as a list of parts: what is done, what is missing, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.applications import rules
from trama.applications.models import Application, ApplicationStatus
from trama.applications.queries import Content, MonthsOn, asked
from trama.applications.rules import Asked, Missing
from trama.core.ui import Badge, Task, Tone

DONE: Tone = "done"
DUE: Tone = "due"
WAIT: Tone = "wait"


def badge_of(application: Application) -> Badge:
    status = ApplicationStatus(application.status)
    if status == ApplicationStatus.SUBMITTED:
        return Badge(_("Presentata"), "done")
    if status == ApplicationStatus.LATE:
        return Badge(_("Arrivata in ritardo"), "stop")
    if status == ApplicationStatus.DRAFT:
        return Badge(_("Da finire"), "due")
    label = _("Ritirata") if status == ApplicationStatus.WITHDRAWN else _("Sostituita")
    return Badge(label, "wait")


@dataclass(frozen=True)
class Progress:
    """How far a draft is: its parts in order, and what stops it from being sent."""

    parts: list[Task]
    sending: list[Task]
    missing: list[tuple[Missing, str]]  # with the address that takes it
    next_part: Task | None

    @property
    def done(self) -> int:
        return sum(part.badge.tone == DONE for part in self.parts)

    @property
    def total(self) -> int:
        return len(self.parts)


def progress(
    application: Application, found: Content, months: Sequence[MonthsOn], *, may_sign: bool
) -> Progress:
    items = asked(found)
    lacking = rules.missing(items)
    parts = [_who(application), _answers(application, items, lacking)]
    if found.experience_question is not None or months:
        parts.append(_experiences(application, found, months, lacking))
    if found.slots:
        parts.append(_documents(application, found, lacking))
    open_parts = [part for part in parts if part.badge.tone == DUE]
    return Progress(
        parts=parts,
        sending=_sending(application, is_ready=not lacking, may_sign=may_sign),
        missing=[(item, where(application, item)) for item in lacking],
        next_part=open_parts[0] if open_parts else None,
    )


def where(application: Application, item: Missing) -> str:
    """The address of the part that takes what is missing, at the right place in it."""
    name = "sign" if item.part == "signature" else item.part
    address = reverse(f"applications:{name}", args=[application.uid])
    return f"{address}#{item.anchor}" if item.anchor else address


def _badge(lacking: int) -> Badge:
    if not lacking:
        return Badge(_("Fatto"), DONE)
    text = ngettext("Manca una cosa", "Mancano %(n)d cose", lacking)
    return Badge(text % {"n": lacking}, DUE)


def _who(application: Application) -> Task:
    organization = application.organization
    lacks = [
        label
        for label, value in (
            (_("il codice fiscale"), organization.codice_fiscale),
            (_("la PEC o un’e-mail"), organization.pec or organization.email),
        )
        if not value
    ]
    note = _("%(name)s, dal registro degli enti.") % {"name": organization.name}
    if lacks:
        note = _("Nel registro manca %(what)s: aggiungilo prima di presentare.") % {
            "what": _(" e ").join(lacks)
        }
    # What the register lacks stops nobody from applying: screening asks for what it needs.
    badge = Badge(_("Da completare"), "wait") if lacks else Badge(_("Fatto"), DONE)
    url = reverse("organizations:detail", args=[organization.uid])
    return Task(_("Chi siete"), note, badge, url)


def _answers(application: Application, items: list[Asked], lacking: list[Missing]) -> Task:
    mine = [item for item in items if item.part == "answers"]
    given = sum(item.given for item in mine)
    note = ngettext("%(given)d risposta su %(n)d.", "%(given)d risposte su %(n)d.", len(mine))
    return Task(
        _("Risposte"),
        note % {"given": given, "n": len(mine)},
        _badge(_count(lacking, "answers")),
        reverse("applications:answers", args=[application.uid]),
    )


def _experiences(
    application: Application, found: Content, months: Sequence[MonthsOn], lacking: list[Missing]
) -> Task:
    number = len(found.experiences)
    notes = [ngettext("%(n)d esperienza.", "%(n)d esperienze.", number) % {"n": number}]
    notes += [
        _("%(theme)s: %(covered)d mesi, richiesti %(required)d.")
        % {"theme": row.theme, "covered": row.covered, "required": row.required}
        for row in months
    ]
    badge = _badge(_count(lacking, "experiences"))
    if badge.tone == DONE and not all(row.enough for row in months):
        # It can be sent: whether the requirement is met is for screening to say.
        badge = Badge(_("Meno mesi del richiesto"), "wait", "it-warning-circle")
    url = reverse("applications:experiences", args=[application.uid])
    return Task(_("Esperienze"), " ".join(notes), badge, url)


def _documents(application: Application, found: Content, lacking: list[Missing]) -> Task:
    filled = sum(bool(found.in_slot(slot)) for slot in found.slots)
    note = ngettext("%(given)d su %(n)d.", "%(given)d su %(n)d.", len(found.slots))
    return Task(
        _("Documenti"),
        note % {"given": filled, "n": len(found.slots)},
        _badge(_count(lacking, "documents")),
        reverse("applications:documents", args=[application.uid]),
    )


def _count(lacking: Sequence[Missing], part: str) -> int:
    return sum(item.part == part for item in lacking)


def _sending(application: Application, *, is_ready: bool, may_sign: bool) -> list[Task]:
    sign = reverse("applications:sign", args=[application.uid])
    if not may_sign:
        note = _("Firma e presenta chi rappresenta legalmente l’ente; tu puoi preparare tutto.")
        return [Task(_("Firma e invio"), note, Badge(_("Del rappresentante"), WAIT, "it-locked"))]
    if not is_ready:
        note = _("Dichiarazioni, firma e invio: ricevi subito numero di repertorio e ricevuta.")
        badge = Badge(_("Quando è tutto pronto"), WAIT, "it-locked")
        return [Task(_("Firma e invio"), note, badge, sign)]
    note = _("È tutto pronto: leggi, dichiara, firma e presenta.")
    return [Task(_("Firma e invio"), note, Badge(_("Da fare"), DUE), sign)]
