"""What is written of a synthesis: paragraphs with their sources, remarks, report, act, plan."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelChoiceField, field_of
from trama.needs.models import CardStatus, Need, Resource
from trama.programming.forms import ProgrammeForm
from trama.programming.models import ProgrammingActKind, Theme
from trama.tables.lifecycle.synthesis import Sources
from trama.tables.lifecycle.synthesis.consultation import LONGEST, SHORTEST
from trama.tables.models import (
    MeetingStatus,
    MinutesEntry,
    Participant,
    ParticipantStatus,
    Path,
    PathPriority,
    SynthesisParagraph,
    SynthesisSection,
    VoteOption,
)

CODE = re.compile(r"\bC-0*(\d{1,6})\b", re.IGNORECASE)
UID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


class SourcesField(forms.CharField):
    """What a text rests on: codes of contributions, addresses of pages that contain a thing's
    identifier (a need, a resource, a paragraph of minutes, an option of a vote), one a line."""

    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Da dove viene"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _(
            "Una fonte per riga: il codice di un contributo (C-0012), oppure l’indirizzo della "
            "pagina di un bisogno, di una risorsa, di una decisione, di un’opzione votata."
        ))  # fmt: skip
        super().__init__(**kwargs)
        self.path: Path | None = None

    def clean(self, value: Any) -> Sources:
        said = super().clean(value)
        assert self.path is not None  # noqa: S101 - the form says whose sources they are
        return self._read(said, self.path)

    def _read(self, said: str, path: Path) -> Sources:
        numbers = {int(number) for number in CODE.findall(said)}
        uids = {UUID(found.lower()) for found in UID.findall(said)}
        contributions = list(path.contributions.filter(number__in=numbers).order_by("number"))
        needs = list(Need.objects.exclude(status=CardStatus.DRAFT).filter(uid__in=uids))
        resources = list(Resource.objects.exclude(status=CardStatus.DRAFT).filter(uid__in=uids))
        entries = list(
            MinutesEntry.objects.filter(
                uid__in=uids, meeting__table__path=path, meeting__status=MeetingStatus.PUBLISHED
            )
        )
        option = VoteOption.objects.filter(uid__in=uids, vote__path=path).first()
        known = {one.uid for some in (needs, resources, entries) for one in some}
        known |= {option.uid} if option else set()
        self._refuse_unknown(said, {one.number for one in contributions}, known)
        return Sources(contributions, needs, resources, entries, option)

    def _refuse_unknown(self, said: str, numbers: set[int], known: set[UUID]) -> None:
        """Every line that is not empty names something that is here."""
        for line in filter(None, map(str.strip, said.splitlines())):
            codes = {int(number) for number in CODE.findall(line)}
            uids = {UUID(found.lower()) for found in UID.findall(line)}
            named = codes & numbers or uids & known
            if not named or codes - numbers:
                raise forms.ValidationError(
                    _("«%(line)s» non si trova fra i contributi, le schede pubblicate, i verbali "
                      "pubblicati e i voti di questo percorso."), params={"line": line}
                )  # fmt: skip


def written(sources: Any, *, option: VoteOption | None = None) -> str:
    """The lines that `SourcesField` reads back as the same sources: of cards, those published."""
    drafts = {"status": CardStatus.DRAFT}
    lines = [f"{one.code} {one.title}" for one in sources.contributions.all()]
    lines += [f"{one.uid} {one.title}" for one in sources.needs.exclude(**drafts)]
    if hasattr(sources, "resources"):
        lines += [f"{one.uid} {one}" for one in sources.resources.exclude(**drafts)]
    if hasattr(sources, "entries"):
        lines += [f"{one.uid} {one}" for one in sources.entries.all()]
    if option is not None:
        lines.append(f"{option.uid} {option.title}")
    return "\n".join(" ".join(line.split()) for line in lines)


class ParagraphForm(forms.Form):
    """A paragraph, and what it rests on; `version` is the one that the writer has read."""

    text = forms.CharField(
        label=_("Testo"), max_length=8000, widget=forms.Textarea(attrs={"rows": 10})
    )
    sources = SourcesField()
    note = forms.CharField(
        label=_("Perché cambia"),
        max_length=500,
        required=False,
        help_text=_("Resta scritto nella storia del capoverso."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, path: Path, data: Any = None, paragraph: SynthesisParagraph | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if paragraph is not None:
            initial = {
                "text": paragraph.text,
                "sources": written(paragraph, option=paragraph.option),
                "version": paragraph.version,
            }
        super().__init__(data, initial=initial)
        if paragraph is None:
            del self.fields["note"], self.fields["version"]
        field_of(self, "sources", SourcesField).path = path

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "version": self.cleaned_data["version"] or 0}


class MoveForm(forms.Form):
    section = ModelChoiceField(
        label=_("Sezione"), queryset=SynthesisSection.objects.none(), to_field_name="uid",
        empty_label=None,
    )  # fmt: skip
    after = forms.IntegerField(
        label=_("Dopo quale capoverso"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Il suo numero nella sezione; vuoto o zero: per primo."),
    )
    reason = forms.CharField(label=_("Perché"), max_length=500)

    def __init__(self, paragraph: SynthesisParagraph, data: Any = None) -> None:
        super().__init__(data, initial={"section": paragraph.section.uid})
        field = field_of(self, "section", forms.ModelChoiceField)
        field.queryset = paragraph.section.path.sections.order_by("position", "pk")
        self.paragraph = paragraph

    def clean(self) -> dict[str, Any]:
        """The number that one reads on the page becomes the paragraph that it is."""
        data = super().clean() or {}
        number, section = data.get("after") or 0, data.get("section")
        data["after"] = None
        if section is not None and number:
            standing = section.paragraphs.filter(removed_at=None).order_by("position", "pk")
            others = standing.exclude(pk=self.paragraph.pk)
            found = list(others[number - 1 : number])
            if not found:
                self.add_error("after", _("Nella sezione non ce ne sono tanti."))
            else:
                data["after"] = found[0]
        return data


class SectionForm(forms.Form):
    title = forms.CharField(label=_("Titolo della sezione"), max_length=200)


class ConsultationForm(forms.Form):
    days = forms.IntegerField(
        label=_("Giorni lavorativi per leggere e rispondere"),
        initial=10,
        min_value=SHORTEST,
        max_value=LONGEST,
    )


class RemarkForm(forms.Form):
    """A remark on the draft, by who takes part."""

    text = forms.CharField(
        label=_("La vostra osservazione"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("È pubblica, con il nome dell’ente. Mai nomi di persone."),
    )  # fmt: skip
    paragraph = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, path: Path, data: Any = None, *, on: str = "") -> None:
        super().__init__(data, initial={"paragraph": on})
        self.path = path

    def clean_paragraph(self) -> SynthesisParagraph | None:
        uid = self.cleaned_data["paragraph"]
        if uid is None:
            return None
        found = SynthesisParagraph.objects.filter(uid=uid, section__path=self.path).first()
        if found is None:
            raise forms.ValidationError(_("Il capoverso non è di questa bozza."))
        return found


class RemarkForForm(RemarkForm):
    """The same, written by the office for who has no e-mail: the page says so."""

    participant = ModelChoiceField(
        label=_("Per chi"), queryset=Participant.objects.none(), to_field_name="uid",
        help_text=_("Chi non ha un’e-mail. Nelle pagine si vede che l’ha scritta l’ufficio."),
    )  # fmt: skip
    field_order = ("participant", "text")

    def __init__(self, path: Path, data: Any = None) -> None:
        super().__init__(path, data)
        del self.fields["paragraph"]
        field = field_of(self, "participant", forms.ModelChoiceField)
        unreached = path.participants.filter(status=ParticipantStatus.ACTIVE, email="")
        field.queryset = unreached.order_by("name", "pk")


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Esito"),
        choices=[("accepted", _("Accolta")), ("not_accepted", _("Non accolta"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Perché"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Chi l’ha fatta lo riceve, e si legge nella pagina della sintesi."),
    )  # fmt: skip


class PriorityForm(forms.Form):
    title = forms.CharField(label=_("Titolo"), max_length=200)
    text = forms.CharField(
        label=_("In breve"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    sources = SourcesField(label=_("A quali bisogni risponde"))

    def __init__(self, path: Path, data: Any = None, priority: PathPriority | None = None) -> None:
        initial: dict[str, Any] = {}
        if priority is not None:
            sources = written(priority)
            initial = {"title": priority.title, "text": priority.text, "sources": sources}
        super().__init__(data, initial=initial)
        field_of(self, "sources", SourcesField).path = path

    @property
    def facts(self) -> dict[str, Any]:
        sources: Sources = self.cleaned_data["sources"]
        return {
            "title": self.cleaned_data["title"],
            "text": self.cleaned_data["text"],
            "contributions": sources.contributions,
            "needs": sources.needs,
        }


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("Che cosa aggiungi tu"), max_length=20000, required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("La tua valutazione, con le ragioni. Il resto viene dai registri."),
    )  # fmt: skip


class PlanForm(ProgrammeForm):
    """How the act stands in the city's programming."""

    code = forms.SlugField(
        label=_("Codice"), max_length=50,
        help_text=_("Breve, senza spazi: sta nell’indirizzo della pagina."),
    )  # fmt: skip
    field_order = ("code", "title", "summary", "starts_on", "ends_on")

    def __init__(self, path: Path, data: Any = None) -> None:
        themes = Theme.objects.filter(contribution__priorities__path=path).distinct()
        super().__init__(
            data,
            initial={
                "code": f"{path.code}-esito".lower()[:50],
                "title": path.title,
                "summary": path.purpose,
                "programme_kind": ProgrammingActKind.COPROGRAMMING,
                "themes": [one.code for one in themes],
            },
        )
