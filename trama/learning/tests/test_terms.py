"""A term from its proposal to its versions: who may say what, when, and what the database holds."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import agreeing, writing
from trama.learning.lifecycle.writing import Entry
from trama.learning.models import (
    Basis,
    Consent,
    Definition,
    Side,
    Speaker,
    Term,
    TermStatus,
    TermVersion,
)
from trama.learning.queries.terms import consents, current
from trama.learning.tests.conftest import Agree
from trama.ledger.models import Event
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db


def verbs(term: Term) -> list[str]:
    mine = Event.objects.filter(subject_label="learning.term", subject_id=term.pk)
    return list(mine.order_by("occurred_at").values_list("verb", flat=True))


# ---------------------------------------------------------------- proposing


def test_a_proposal_waits_for_the_other_side(proposed: Term) -> None:
    assert proposed.status == TermStatus.PROPOSED
    assert proposed.slug == "rete-territoriale"
    assert proposed.forms == ["rete territoriale", "reti territoriali"]
    assert list(current(proposed)) == [Side.ADMINISTRATION]
    assert not proposed.versions.exists()
    assert verbs(proposed) == ["propose"]


def test_the_same_word_is_not_proposed_twice(proposed: Term, third_sector: Speaker) -> None:
    with pytest.raises(ActRefused, match="già nel glossario"):
        writing.propose(Entry(label="Rete territoriale"), text="Altro.", speaker=third_sector)
    assert Term.objects.count() == 1


def test_a_form_leads_to_one_term_alone(proposed: Term, third_sector: Speaker) -> None:
    entry = Entry(label="Legame", forms=["Reti  Territoriali", "reti territoriali"])
    with pytest.raises(
        ActRefused, match="«reti territoriali» è già della voce «Rete territoriale»"
    ):
        writing.propose(entry, text="Altro.", speaker=third_sector)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_definition_says_something(text: str, administration: Speaker) -> None:
    with pytest.raises(ActRefused, match="Scrivi la definizione"):
        writing.propose(Entry(label="Bisogno"), text=text, speaker=administration)
    assert not Term.objects.exists()


def test_a_word_without_letters_is_refused(administration: Speaker) -> None:
    with pytest.raises(ActRefused, match="almeno una lettera"):
        writing.propose(Entry(label="…"), text="Nulla.", speaker=administration)


def test_a_definition_names_no_person(administration: Speaker) -> None:
    with pytest.raises(ActRefused, match="fiscale"):
        writing.propose(
            Entry(label="Bisogno"), text="Come quello di RSSMRA85T10A562S.", speaker=administration
        )


# ---------------------------------------------------------------- both sides


def test_with_both_definitions_it_is_discussed(discussed: Term) -> None:
    assert discussed.status == TermStatus.DISCUSSED
    assert {one.who for one in current(discussed).values()} >= {"La Corte dei Gelsi APS"}


def test_a_definition_written_meanwhile_is_not_overwritten(
    discussed: Term, administration: Speaker
) -> None:
    agreeing.define(discussed, text="Prima.", seen=1, speaker=administration)
    with pytest.raises(ActRefused, match="Mentre scrivevi"):
        agreeing.define(discussed, text="Seconda.", seen=1, speaker=administration)
    assert current(discussed)[Side.ADMINISTRATION].text == "Prima."


def test_one_consent_is_not_enough(discussed: Term, administration: Speaker) -> None:
    agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    assert discussed.status == TermStatus.DISCUSSED
    with pytest.raises(ActRefused, match="Si pubblica"):
        agreeing.publish(discussed, actor=administration.actor)


def test_with_both_consents_it_is_agreed(discussed: Term, agree: Agree) -> None:
    agree(discussed)
    assert discussed.status == TermStatus.AGREED
    assert verbs(discussed)[-2:] == ["consent", "agree"]


def test_consenting_twice_is_refused(discussed: Term, administration: Speaker) -> None:
    agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    with pytest.raises(ActRefused, match="ha già dato il consenso"):
        agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    assert discussed.consents.count() == 1


def test_one_consents_to_what_one_has_read(
    discussed: Term, administration: Speaker, third_sector: Speaker
) -> None:
    agreeing.define(discussed, text="Un’altra cosa.", seen=1, speaker=third_sector)
    with pytest.raises(ActRefused, match="è cambiata mentre leggevi"):
        agreeing.consent(discussed, seen=(1, 1), speaker=administration)


def test_consent_before_both_have_spoken_is_refused(
    proposed: Term, administration: Speaker
) -> None:
    with pytest.raises(ActRefused, match="Si acconsente quando"):
        agreeing.consent(proposed, seen=(1, 0), speaker=administration)


def test_who_spoke_for_a_side_does_not_speak_for_the_other(
    discussed: Term, anna: User, organization: Organization
) -> None:
    both = Speaker(anna, organization=organization)
    for act in (
        lambda: agreeing.define(discussed, text="Io.", seen=1, speaker=both),
        lambda: agreeing.consent(discussed, seen=(1, 1), speaker=both),
        lambda: agreeing.contest(discussed, reason="Io.", speaker=both),
        lambda: agreeing.withdraw_consent(discussed, speaker=both),
    ):
        with pytest.raises(ActRefused, match="già parlato per l’altra parte"):
            act()
    assert discussed.status == TermStatus.DISCUSSED


def test_a_new_definition_ends_the_consents(
    discussed: Term, agree: Agree, administration: Speaker
) -> None:
    agree(discussed)
    agreeing.define(discussed, text="Meglio così.", seen=1, speaker=administration)
    assert discussed.status == TermStatus.DISCUSSED
    assert consents(discussed) == {}


def test_a_consent_is_withdrawn_before_publication(
    discussed: Term, agree: Agree, third_sector: Speaker
) -> None:
    agree(discussed)
    agreeing.withdraw_consent(discussed, speaker=third_sector)
    assert discussed.status == TermStatus.DISCUSSED
    assert list(consents(discussed)) == [Side.ADMINISTRATION]
    with pytest.raises(ActRefused, match="Non c’è un consenso"):
        agreeing.withdraw_consent(discussed, speaker=third_sector)


def test_a_consent_is_not_withdrawn_after_publication(
    published: Term, third_sector: Speaker
) -> None:
    with pytest.raises(ActRefused, match="Non c’è un consenso"):
        agreeing.withdraw_consent(published, speaker=third_sector)


# ---------------------------------------------------------------- in force


def test_what_is_agreed_is_put_in_force(published: Term) -> None:
    version = published.versions.get()
    assert published.status == TermStatus.PUBLISHED
    assert (version.number, version.basis) == (1, Basis.AGREED)
    assert [one.text for one in version.voices] == [
        "Enti e uffici di una zona.",
        "Chi si aiuta in un quartiere.",
    ]


def test_publishing_twice_makes_one_version(published: Term, anna: User) -> None:
    with pytest.raises(ActRefused):
        agreeing.publish(published, actor=anna)
    assert published.versions.count() == 1


def test_a_contested_term_is_put_in_force_with_both_meanings(
    discussed: Term, third_sector: Speaker, anna: User
) -> None:
    agreeing.contest(
        discussed, reason="Per noi conta chi abita, non chi firma.", speaker=third_sector
    )
    version = agreeing.publish(discussed, actor=anna)
    assert version.basis == Basis.CONTESTED
    assert version.contest_reason == "Per noi conta chi abita, non chi firma."
    assert len(version.voices) == 2


def test_who_contests_says_why(discussed: Term, third_sector: Speaker) -> None:
    with pytest.raises(ActRefused, match="su che cosa"):
        agreeing.contest(discussed, reason=" ", speaker=third_sector)


def test_what_one_side_alone_has_defined_is_not_contested(
    proposed: Term, third_sector: Speaker
) -> None:
    with pytest.raises(MoveRefused):
        agreeing.contest(proposed, reason="No.", speaker=third_sector)


def test_a_contested_term_may_be_discussed_again(discussed: Term, third_sector: Speaker) -> None:
    agreeing.contest(discussed, reason="No.", speaker=third_sector)
    agreeing.discuss_again(discussed, speaker=third_sector)
    assert (discussed.status, discussed.contest_reason) == (TermStatus.DISCUSSED, "")


# ---------------------------------------------------------------- revising


def test_while_it_is_revised_the_old_version_stays(
    published: Term, third_sector: Speaker, administration: Speaker
) -> None:
    agreeing.revise(published, reason="Mancano i gruppi informali.", speaker=third_sector)
    agreeing.define(published, text="Tutt’altro.", seen=1, speaker=administration)
    assert published.status == TermStatus.REVISED
    assert published.versions.get().voices[0].text == "Enti e uffici di una zona."
    assert published.remarks.get().text == "Mancano i gruppi informali."


def test_a_revision_that_both_accept_makes_a_second_version(
    published: Term, agree: Agree, third_sector: Speaker, anna: User
) -> None:
    agreeing.revise(published, reason="Mancano i gruppi informali.", speaker=third_sector)
    agreeing.define(published, text="Anche i gruppi.", seen=1, speaker=third_sector)
    agree(published)
    assert published.status == TermStatus.AGREED
    agreeing.publish(published, actor=anna)
    assert [one.number for one in published.versions.all()] == [1, 2]


def test_thinking_again_during_a_revision_is_still_a_revision(
    published: Term, agree: Agree, third_sector: Speaker
) -> None:
    agreeing.revise(published, reason="Da rivedere.", speaker=third_sector)
    agree(published)
    agreeing.withdraw_consent(published, speaker=third_sector)
    assert published.status == TermStatus.REVISED


def test_a_revision_that_leads_nowhere_leaves_what_was(
    published: Term, third_sector: Speaker, anna: User
) -> None:
    agreeing.revise(published, reason="Da rivedere.", speaker=third_sector)
    agreeing.drop(published, actor=anna)
    assert published.status == TermStatus.PUBLISHED
    assert published.versions.count() == 1


def test_what_is_not_published_is_not_revised(discussed: Term, third_sector: Speaker) -> None:
    with pytest.raises(MoveRefused):
        agreeing.revise(discussed, reason="Da rivedere.", speaker=third_sector)
    assert not discussed.remarks.exists()


def test_a_published_term_is_defined_only_in_a_revision(
    published: Term, administration: Speaker
) -> None:
    with pytest.raises(ActRefused, match="aprine la revisione"):
        agreeing.define(published, text="Altro.", seen=1, speaker=administration)


def test_a_proposal_may_be_withdrawn_and_is_discussed_no_more(
    proposed: Term, anna: User, third_sector: Speaker
) -> None:
    agreeing.drop(proposed, actor=anna)
    assert proposed.status == TermStatus.WITHDRAWN
    with pytest.raises(ActRefused, match="ritirata"):
        agreeing.remark(proposed, text="Peccato.", speaker=third_sector)


def test_what_is_in_force_is_not_withdrawn(published: Term, anna: User) -> None:
    with pytest.raises(MoveRefused):
        agreeing.drop(published, actor=anna)


# ---------------------------------------------------------------- a starting point


def test_a_starting_point_explains_at_once_and_is_of_neither_side() -> None:
    term = writing.start(Entry(label="PEC"), text="Posta con valore di raccomandata.")
    version = term.versions.get()
    assert term.status == TermStatus.PROPOSED
    assert version.basis == Basis.STARTING
    assert version.starting is not None
    assert version.starting.who == ""


def test_the_sides_own_words_replace_it_only_once_published(
    agree: Agree, administration: Speaker, third_sector: Speaker, anna: User
) -> None:
    term = writing.start(Entry(label="PEC"), text="Posta con valore di raccomandata.")
    agreeing.define(term, text="La nostra.", seen=0, speaker=administration)
    agreeing.define(term, text="E la nostra.", seen=0, speaker=third_sector)
    agree(term)
    assert [one.basis for one in term.versions.all()] == [Basis.STARTING]
    agreeing.publish(term, actor=anna)
    assert [one.basis for one in term.versions.all()] == [Basis.STARTING, Basis.AGREED]


def test_describing_changes_forms_at_once_and_the_version_not_at_all(
    published: Term, anna: User
) -> None:
    entry = Entry(label="Rete di quartiere", forms=["reti di quartiere"])
    writing.describe(published, entry, actor=anna)
    assert published.forms == ["rete di quartiere", "reti di quartiere"]
    assert published.versions.get().label == "Rete territoriale"
    assert "quartiere" in published.words


# ---------------------------------------------------------------- the database holds it too


def test_the_database_agrees_to_nothing_without_both_sides(
    discussed: Term, administration: Speaker
) -> None:
    agreeing.consent(discussed, seen=(1, 1), speaker=administration)
    with pytest.raises(DatabaseError, match="consent of both sides"), transaction.atomic():
        Term.objects.filter(pk=discussed.pk).update(status=TermStatus.AGREED)
    known = current(discussed)
    with pytest.raises(DatabaseError, match="consent of both sides"), transaction.atomic():
        TermVersion.objects.create(
            term=discussed,
            number=1,
            basis=Basis.AGREED,
            administration=known[Side.ADMINISTRATION],
            third_sector=known[Side.THIRD_SECTOR],
            label="x",
            in_force_at=clock.now(),
        )


def test_the_database_lets_nobody_consent_for_both(
    discussed: Term, anna: User, office: Office, organization: Organization
) -> None:
    known = current(discussed)
    pair = {
        "administration": known[Side.ADMINISTRATION],
        "third_sector": known[Side.THIRD_SECTOR],
        "given_at": clock.now(),
    }
    Consent.objects.create(term=discussed, **Speaker(anna, office=office).columns, **pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            term=discussed, **Speaker(anna, organization=organization).columns, **pair
        )


def test_what_was_said_is_not_rewritten(published: Term) -> None:
    for rows, change in (
        (Definition.objects.all(), {"text": "Altro."}),
        (TermVersion.objects.all(), {"label": "Altro"}),
        (Consent.objects.all(), {"given_at": clock.now()}),
    ):
        with pytest.raises(DatabaseError, match="what was said stays"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="what was said stays"), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.parametrize(
    ("label", "forms", "expected"),
    [
        ("Fiducia", [], ["fiducia"]),  # a capital by habit
        ("Direzione", ["Direzione", "Direzioni"], ["Direzione", "Direzioni"]),  # one that is meant
        ("PEF", [], ["PEF"]),
        ("Welfare Community Manager", [], ["Welfare Community Manager"]),
        ("rete", ["reti", " ", "reti"], ["rete", "reti"]),
    ],
)
def test_a_name_is_a_form_too(label: str, forms: list[str], expected: list[str]) -> None:
    assert Entry(label=label, forms=forms).columns["forms"] == expected
