"""The draft of a synthesis: composed from the records, written by people, never overwritten."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from trama.accounts.models import User
from trama.core.workflow import ActRefused, OutdatedError
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.contributions import NamesSomebodyError
from trama.tables.lifecycle.paths import close_without_act, suspend
from trama.tables.models import (
    Contribution,
    ParagraphVersion,
    Participant,
    Path,
    PathPriority,
    PathStatus,
    Position,
    SynthesisParagraph,
    SynthesisSection,
)
from trama.tables.queries.synthesis import history_of, standing_paragraphs, unreferenced
from trama.tables.rules.synthesis import Fact, Records, proposals
from trama.tables.tasks import synthesis as jobs
from trama.tables.tests.factories import ContributionFactory, PathFactory
from trama.tables.tests.synthesis_factories import (
    accepted,
    drafted,
    final,
    paragraph,
    told,
    voted,
)

pytestmark = pytest.mark.django_db
NOTHING = acts.Sources()


@pytest.fixture
def said(path: Path) -> Path:
    """What was said at the tables is there, nothing is composed."""
    told(path)
    return path


def texts(path: Path) -> str:
    return "\n".join(standing_paragraphs(path).values_list("text", flat=True))


# ---------------------------------------------------------------- composed


def test_the_draft_tells_what_was_accepted_decided_and_who_does_not_agree(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    assert said.status == PathStatus.SYNTHESIS_DRAFT
    kinds = {one.kind: one for one in said.sections.all()}
    assert set(kinds) == {"areas", "needs_resources", "networking"}
    need = paragraph(said, "theme:needs_resources:housing:need")
    assert "Casa, bisogni riconosciuti: «Mancano case»" in need.text
    assert need.needs.get().title == "Case per chi ha lo sfratto"
    assert paragraph(said, "theme:areas").section == kinds["areas"]
    assert paragraph(said, "theme:networking").text.startswith("Reti e coordinamento")
    decision = paragraph(said, "decision:")
    assert "Decisione 1.1" in decision.text
    assert decision.entries.get().text == "Si apre uno sportello unico."
    assert "Si comincia alle dieci" not in texts(said)


def test_dissent_stands_word_for_word_and_names_nobody_who_did_not_agree_to_be_named(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    dissent = paragraph(said, "dissent:")
    second = said.participants.filter(kind="admitted").order_by("pk")[1]
    assert dissent.is_dissent
    assert "«Lo sportello toglie tempo alle famiglie.»" in dissent.text
    assert second.name not in dissent.text
    objection = paragraph(said, "objection:")
    assert "«Prima viene il lavoro.»" in objection.text
    assert second.name in objection.text
    held = paragraph(said, "positions:")
    assert "con riserva: «Costa troppo.»" in held.text
    assert all(one.is_dissent for one in (objection, held))


def test_dissent_on_what_was_refused_is_of_the_annex_alone(said: Path, anna: User) -> None:
    Contribution.objects.filter(positions__isnull=False).update(
        status="not_accepted", outcome_reason="No."
    )
    drafted(said, anna)
    assert "Costa troppo" not in texts(said)


def test_what_a_vote_chose_becomes_a_priority_with_its_reason_and_its_needs(
    said: Path, anna: User
) -> None:
    voted(said)
    drafted(said, anna)
    chosen = paragraph(said, "option:")
    assert "Priorità: «Sportello unico»" in chosen.text
    assert "Scelta nel voto «Che cosa viene prima»" in chosen.text
    assert chosen.option is not None
    priority = PathPriority.objects.get()
    assert (priority.title, priority.option) == ("Sportello unico", chosen.option)
    assert priority.contributions.count() == 1


def test_what_was_joined_is_cited_with_what_it_joined(said: Path, anna: User) -> None:
    whole = said.contributions.get(title="Una porta sola")
    part = ContributionFactory.create(
        path=said, status="merged", merged_into=whole, title="Un solo sportello"
    )
    author = part.authors.get()
    drafted(said, anna)
    cited = paragraph(said, "theme:areas")
    assert author.name in cited.text
    assert part in cited.contributions.all()


def test_composing_twice_and_a_job_that_runs_twice_add_nothing(said: Path, anna: User) -> None:
    drafted(said, anna)
    before = texts(said)
    jobs.compose(str(said.uid))
    acts.ask_composition(said, actor=anna)
    with pytest.raises(ActRefused, match="si sta già componendo"):
        acts.ask_composition(said, actor=anna)
    jobs.compose(str(said.uid))
    assert texts(said) == before
    assert not ParagraphVersion.objects.exists()


def test_without_published_minutes_nothing_is_composed(path: Path, anna: User) -> None:
    with pytest.raises(ActRefused, match="verbale pubblicato"):
        acts.ask_composition(path, actor=anna)
    path.refresh_from_db()
    assert path.status == PathStatus.CALENDARISED


def test_a_path_that_stopped_is_not_composed_nor_written(
    said: Path, anna: User, elena: User
) -> None:
    drafted(said, anna)
    suspend(said, reason="Ricorso.", actor=elena)
    for act in (
        lambda: acts.ask_composition(said, actor=anna),
        lambda: acts.add_section(said, title="Altro", actor=anna),
        lambda: acts.remove_paragraph(paragraph(said, "theme:"), reason="x", actor=anna),
    ):
        with pytest.raises(ActRefused, match="sospeso"):
            act()
    close_without_act(said, reason="Il bisogno è cambiato.", actor=elena)
    with pytest.raises(ActRefused, match="altra fase"):
        acts.add_section(said, title="Altro", actor=anna)


# ---------------------------------------------------------------- composed again


def test_composing_again_follows_the_records_and_keeps_what_it_said(said: Path, anna: User) -> None:
    drafted(said, anna)
    first = said.participants.order_by("pk").first()
    assert first is not None
    theme = said.contributions.get(title="Mancano case").themes.get()
    accepted(said, first, kind="need", title="Mancano letti", themes=[theme])
    drafted(said, anna)
    now = paragraph(said, "theme:needs_resources:housing:need")
    assert "Mancano letti" in now.text
    assert now.version == 2
    assert "Mancano letti" not in ParagraphVersion.objects.get(paragraph=now).text
    assert [one.number for one in history_of(now)] == [2, 1]


def test_composing_again_never_overwrites_what_a_person_wrote_or_took_away(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    written = paragraph(said, "theme:needs_resources:housing:need")
    cited = list(written.contributions.all())
    acts.write_paragraph(
        written, text="Servono case.", sources=acts.Sources(cited), version=1, actor=anna
    )
    gone = paragraph(said, "decision:")
    acts.remove_paragraph(gone, reason="È superata.", actor=anna)
    first = said.participants.order_by("pk").first()
    assert first is not None
    accepted(said, first, kind="need", title="Mancano letti", themes=list(cited[0].themes.all()))
    drafted(said, anna)
    written.refresh_from_db()
    gone.refresh_from_db()
    assert written.text == "Servono case."
    assert gone.removed_because == "È superata."
    new = paragraph(said, "theme:needs_resources:housing:need:2")
    assert "Mancano letti" in new.text
    assert "Mancano case" not in new.text


def test_who_changes_their_mind_is_no_longer_a_dissent_and_it_shows(said: Path, anna: User) -> None:
    drafted(said, anna)
    held = paragraph(said, "positions:")
    Position.objects.update(stance="agree", reason="")
    drafted(said, anna)
    held.refresh_from_db()
    assert held.removed_at
    assert held.removed_by is None
    Position.objects.update(stance="disagree", reason="No, ancora.")
    drafted(said, anna)
    assert paragraph(said, "positions:") == held
    held.refresh_from_db()
    assert "contrario: «No, ancora.»" in held.text


# ---------------------------------------------------------------- written by people


def test_of_two_who_write_at_once_the_second_is_refused_and_told_what_is_there(
    said: Path, anna: User, elena: User
) -> None:
    drafted(said, anna)
    one = paragraph(said, "theme:areas")
    acts.write_paragraph(one, text="Prima.", sources=NOTHING, version=1, actor=elena)
    with pytest.raises(OutdatedError):
        acts.write_paragraph(one, text="Seconda.", sources=NOTHING, version=1, actor=anna)
    one.refresh_from_db()
    assert (one.text, one.version, one.author) == ("Prima.", 2, elena)


def test_dissent_is_nobodys_to_write_or_take_away_only_its_place_may_change(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    dissent = paragraph(said, "dissent:")
    with pytest.raises(ActRefused, match="come è stata detta"):
        acts.write_paragraph(dissent, text="Meno.", sources=NOTHING, version=1, actor=anna)
    with pytest.raises(ActRefused, match="nella sintesi resta"):
        acts.remove_paragraph(dissent, reason="Stona.", actor=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        SynthesisParagraph.objects.filter(pk=dissent.pk).update(author=anna)
    elsewhere = said.sections.get(kind="networking")
    acts.move_paragraph(dissent, section=elsewhere, after=None, reason="È di qui.", actor=anna)
    assert dissent.section == elsewhere
    assert dissent.position == 1


def test_a_paragraph_without_a_source_is_found_and_a_family_is_never_named(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    section = said.sections.get(kind="areas")
    assert not unreferenced(standing_paragraphs(said)).exists()
    made = acts.add_paragraph(section, text="Tutto bene.", sources=NOTHING, actor=anna)
    assert unreferenced(standing_paragraphs(said)).get() == made
    with pytest.raises(ActRefused, match="già un capoverso uguale"):
        acts.add_paragraph(section, text="Tutto bene.", sources=NOTHING, actor=anna)
    with pytest.raises(NamesSomebodyError):
        acts.add_paragraph(section, text="Aiutare la famiglia Rossi.", sources=NOTHING, actor=anna)


def test_what_is_taken_away_comes_back_and_each_step_says_why(said: Path, anna: User) -> None:
    drafted(said, anna)
    one = paragraph(said, "theme:areas")
    with pytest.raises(ActRefused, match="Scrivi perché"):
        acts.remove_paragraph(one, reason=" ", actor=anna)
    acts.remove_paragraph(one, reason="Ripete.", actor=anna)
    with pytest.raises(ActRefused, match="è stato tolto"):
        acts.remove_paragraph(one, reason="Ripete.", actor=anna)
    acts.restore_paragraph(one, actor=anna)
    with pytest.raises(ActRefused, match="già nella sintesi"):
        acts.restore_paragraph(one, actor=anna)
    assert one.removed_at is None


def test_own_sections_come_from_earlier_paths_and_go_only_when_empty(
    said: Path, anna: User
) -> None:
    earlier = PathFactory.create(bodies=0)
    SynthesisSection.objects.create(path=earlier, kind="other", title="Il quartiere", position=4)
    drafted(said, anna)
    assert acts.copy_sections(said, earlier, actor=anna) == 1
    assert acts.copy_sections(said, earlier, actor=anna) == 0
    own = said.sections.get(title="Il quartiere")
    acts.add_paragraph(own, text="Qui.", sources=NOTHING, actor=anna)
    with pytest.raises(ActRefused, match="prima si sposta"):
        acts.remove_section(own, actor=anna)
    with pytest.raises(ActRefused, match="obiettivi dell’avviso"):
        acts.remove_section(said.sections.get(kind="areas"), actor=anna)
    acts.remove_section(acts.add_section(said, title="Vuota", actor=anna), actor=anna)
    assert not said.sections.filter(title="Vuota").exists()
    with pytest.raises(ActRefused, match="già una sezione"):
        acts.add_section(said, title="il quartiere", actor=anna)


# ---------------------------------------------------------------- how much it costs


def test_composing_costs_as_many_questions_with_few_and_with_many(
    said: Path, anna: User, his: Participant
) -> None:
    few = _composing(said, anna)
    other = PathFactory.create(notice__code="ALTRO", bodies=3)
    told(other)
    author = other.participants.order_by("pk").first()
    assert author is not None
    for n in range(20):
        accepted(other, author, kind="need", title=f"Bisogno {n}")
    assert _composing(other, anna) == few


def _composing(path: Path, anna: User) -> int:
    acts.ask_composition(path, actor=anna)
    with CaptureQueriesContext(connection) as found:
        acts.compose(path)
    return len(found)


kinds = st.sampled_from(["need", "resource", "proposal", "data", "objection"])
facts = st.lists(
    st.builds(
        lambda number, kind, theme: Fact(
            number, f"C-{number:04d}", kind, f"Titolo {number}", "", ("A", "B"), theme
        ),
        st.integers(1, 10_000),
        kinds,
        st.sampled_from([(), (("housing", "Casa"),), (("networking-coordination", "Reti"),)]),
    ),
    max_size=60,
    unique_by=lambda one: one.key,
)


@given(facts, st.data())
def test_every_accepted_contribution_is_told_once_and_only_once(
    accepted_ones: list[Fact], data: st.DataObject
) -> None:
    settled = {
        one.key
        for one in accepted_ones
        if data.draw(st.booleans(), label=f"{one.code} told by somebody")
    }
    kept = {"theme:areas:housing:proposal:1"}
    records = Records(accepted=accepted_ones)
    made = list(proposals(records, kept=kept, settled=settled))
    cited = [key for one in made for key in one.contributions]
    assert sorted(cited) == sorted(one.key for one in accepted_ones if one.key not in settled)
    origins = [one.origin for one in made]
    assert len(set(origins)) == len(origins)
    assert not kept & set(origins)


def test_a_final_synthesis_is_frozen_for_the_database_too(said: Path, anna: User) -> None:
    final(said, anna)
    one = paragraph(said, "theme:areas")
    for change in (
        lambda: SynthesisParagraph.objects.filter(pk=one.pk).update(text="Altro."),
        one.contributions.clear,
        one.delete,
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
