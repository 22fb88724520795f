"""Contributions: brought, amended, spoken upon, joined, concluded; nothing of them disappears."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused, OutdatedError
from trama.ledger.models import DocumentStatus, Event
from trama.mailbox.models import OutgoingMessage
from trama.needs.models import CardStatus, Need, Resource
from trama.needs.tests.factories import NeedFactory, ResourceFactory
from trama.programming.models import Theme
from trama.tables.lifecycle.contributions import (
    NamesSomebodyError,
    amend,
    bring,
    decide,
    decide_many,
    merge,
    take_position,
)
from trama.tables.lifecycle.paths import advance, exclude, suspend
from trama.tables.lifecycle.tied_cards import make_card, tie_cards
from trama.tables.models import (
    Contribution,
    ContributionVersion,
    Meeting,
    Participant,
    Path,
    PathStatus,
    Position,
)
from trama.tables.queries.contributions import similar, whole
from trama.tables.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    ParticipantFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "kind": "proposal",
    "title": "Aprire il doposcuola anche il sabato",
    "text": "Chi lavora il sabato non sa a chi lasciare i figli.",
}


@pytest.fixture
def brought(path: Path, his: Participant) -> Contribution:
    """What Bruno's body has brought."""
    return ContributionFactory.create(path=path, authors=[his])


# ---------------------------------------------------------------- brought


def test_a_body_brings_a_contribution_with_its_number_and_first_version(
    path: Path, his: Participant, meeting: Meeting, bruno: User
) -> None:
    first = bring(path, authors=[his], meeting=meeting, cost=Decimal(900), actor=bruno, **WORDS)
    second = bring(
        path, kind="need", title="Posti al nido", text="Mancano.", authors=[his], actor=bruno
    )
    assert (first.code, second.code) == ("C-0001", "C-0002")
    assert (first.table, first.status) == (meeting.table, "discussed")
    assert list(first.authors.all()) == [his]
    version = ContributionVersion.objects.get(contribution=first)
    assert (version.number, version.text) == (1, WORDS["text"])
    assert Event.objects.filter(verb="bring").count() == 2


def test_a_double_click_brings_it_once(path: Path, his: Participant, bruno: User) -> None:
    bring(path, authors=[his], actor=bruno, **WORDS)
    with pytest.raises(ActRefused, match="c’è già, con le stesse parole: C-0001"):
        bring(path, authors=[his], actor=bruno, **WORDS)
    assert path.contributions.count() == 1


@pytest.mark.parametrize("field", ["title", "text", "evidence_note"])
def test_what_names_a_family_is_not_saved_and_the_field_is_said(
    path: Path, his: Participant, bruno: User, field: str
) -> None:
    words = {**WORDS, field: "Lo chiede la famiglia Rossi."}
    with pytest.raises(NamesSomebodyError, match="famiglia Rossi") as refused:
        bring(path, authors=[his], actor=bruno, **words)
    assert list(refused.value.found) == [field]
    assert not Contribution.objects.exists()


def test_an_excluded_body_adds_nothing_and_what_it_said_stays(
    path: Path, his: Participant, other: Participant, brought: Contribution, anna: User, bruno: User
) -> None:
    others = ContributionFactory.create(path=path, authors=[other])
    take_position(brought, participant=other, stance="agree", reason="", actor=bruno)
    exclude(his, reason="Ha perso i requisiti.", actor=anna)
    with pytest.raises(ActRefused, match="non partecipa più"):
        bring(path, authors=[his], actor=bruno, **WORDS)
    with pytest.raises(ActRefused, match="non partecipa più"):
        take_position(others, participant=his, stance="agree", reason="", actor=bruno)
    with pytest.raises(ActRefused, match="resta com’è"):
        amend(brought, title="Altro", text="Altro", note="", version=1, actor=bruno)
    found = whole(brought)
    assert list(found.authors) == [his]
    assert len(found.positions) == 1


def test_what_it_is_tied_to_is_of_the_same_path(
    path: Path, his: Participant, brought: Contribution, bruno: User
) -> None:
    elsewhere = MeetingFactory.create()
    for stranger in (
        {"meeting": elsewhere},
        {"table": elsewhere.table},
        {"objects_to": ContributionFactory.create(), "kind": "objection"},
    ):
        with pytest.raises(ActRefused, match="altro percorso"):
            bring(path, authors=[his], actor=bruno, **{**WORDS, **stranger})
    with pytest.raises(ActRefused, match="Non partecipa"):
        bring(path, authors=[ParticipantFactory.create()], actor=bruno, **WORDS)
    with pytest.raises(ActRefused, match="Non partecipa"):
        bring(path, authors=[], actor=bruno, **WORDS)
    with pytest.raises(ActRefused, match="obiezione"):
        bring(path, authors=[his], objects_to=brought, actor=bruno, **WORDS)


def test_a_shape_that_is_wrong_is_refused_in_a_sentence(
    path: Path, his: Participant, bruno: User
) -> None:
    for wrong in ({"title": " "}, {"kind": "dream"}, {"cost": Decimal(-1)}, {"text": "x" * 8001}):
        with pytest.raises(ActRefused):
            bring(path, authors=[his], actor=bruno, **{**WORDS, **wrong})
    assert not Contribution.objects.exists()


def test_nothing_is_brought_to_a_path_that_stands_still_or_is_over(
    path: Path, his: Participant, elena: User, bruno: User
) -> None:
    suspend(path, reason="Ricorso.", actor=elena)
    with pytest.raises(ActRefused, match="sospeso"):
        bring(path, authors=[his], actor=bruno, **WORDS)
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_FINAL)
    with pytest.raises(ActRefused, match="altra fase"):
        bring(path, authors=[his], actor=bruno, **WORDS)


def test_an_attachment_is_kept_for_the_worker_to_open(
    path: Path, his: Participant, bruno: User
) -> None:
    sheet = SimpleUploadedFile("dati.csv", b"posti\n3\n", "text/csv")
    made = bring(path, authors=[his], attachment=sheet, actor=bruno, **WORDS)
    assert made.attachment is not None
    assert made.attachment.status == DocumentStatus.RECEIVED
    assert made.attachment.dossier == path.code


def test_titles_alike_are_found_before_one_says_the_same_again(path: Path) -> None:
    near = ContributionFactory.create(path=path, title="Aprire il doposcuola il sabato")
    ContributionFactory.create(path=path, title="Un furgone per i pacchi")
    ContributionFactory.create(title="Aprire il doposcuola il sabato")
    assert similar(path, "aprire i doposcuola di sabato") == [near]
    assert similar(path, " ") == []


# ---------------------------------------------------------------- amended


def test_another_version_keeps_the_first_and_tells_who_had_spoken(
    brought: Contribution, other: Participant, bruno: User
) -> None:
    silent = ParticipantFactory.create(path=brought.path, email="")
    PositionFactory.create(contribution=brought, participant=other)
    PositionFactory.create(contribution=brought, participant=silent)
    told = amend(
        brought, title=brought.title, text="Anche la domenica.", note="Sentite le scuole",
        version=1, actor=bruno,
    )  # fmt: skip
    assert told == [other]
    assert brought.version == 2
    (said,) = whole(brought).versions
    assert said.before is not None
    assert (said.before.text, said.version.text) == (
        "Le famiglie che lavorano il sabato non sanno a chi lasciare i figli.",
        "Anche la domenica.",
    )
    assert list(said.told) == [other]
    letter = OutgoingMessage.objects.get()
    assert letter.recipient == other.email
    assert "versione 2" in letter.text


def test_of_two_who_amend_the_second_is_told(brought: Contribution, bruno: User) -> None:
    amend(brought, title="Primo", text="Uno.", note="", version=1, actor=bruno)
    with pytest.raises(OutdatedError, match="è ancora qui"):
        amend(brought, title="Secondo", text="Due.", note="", version=1, actor=bruno)
    brought.refresh_from_db()
    assert brought.title == "Primo"


def test_nothing_changed_is_no_version_and_what_is_concluded_stays(
    brought: Contribution, bruno: User, anna: User
) -> None:
    with pytest.raises(ActRefused, match="una parola"):
        amend(
            brought, title=f" {brought.title}", text=brought.text, note="", version=1, actor=bruno
        )
    with pytest.raises(NamesSomebodyError):
        amend(brought, title="La famiglia Neri", text="x", note="", version=1, actor=bruno)
    decide(brought, "accepted", reason="È nelle priorità.", actor=anna)
    with pytest.raises(ActRefused, match="ha già un esito"):
        amend(brought, title="Altro", text="Altro.", note="", version=1, actor=bruno)


# ---------------------------------------------------------------- positions


def test_who_changes_position_leaves_the_first_readable(
    brought: Contribution, other: Participant, bruno: User
) -> None:
    take_position(brought, participant=other, stance="agree", reason="", actor=bruno)
    said = take_position(
        brought, participant=other, stance="disagree", reason="Costa troppo.", actor=bruno
    )
    assert Position.objects.get() == said
    assert [was.stance for was in said.earlier.all()] == ["agree"]
    assert whole(brought).sentence == "1 contrario"


def test_the_same_position_twice_is_said_once(
    brought: Contribution, other: Participant, bruno: User
) -> None:
    for _click in range(2):
        said = take_position(brought, participant=other, stance="agree", reason=" ", actor=bruno)
    assert not said.earlier.exists()
    assert Event.objects.filter(verb="take_position").count() == 1


def test_a_reserve_wants_a_reason_and_ones_own_wants_no_position(
    brought: Contribution, his: Participant, other: Participant, bruno: User
) -> None:
    for stance in ("reserve", "disagree"):
        with pytest.raises(ActRefused, match="motivo"):
            take_position(brought, participant=other, stance=stance, reason=" ", actor=bruno)
    with pytest.raises(ActRefused):
        take_position(brought, participant=other, stance="boh", reason="x", actor=bruno)
    with pytest.raises(ActRefused, match="portato voi"):
        take_position(brought, participant=his, stance="agree", reason="", actor=bruno)
    with pytest.raises(NamesSomebodyError):
        take_position(
            brought, participant=other, stance="disagree", reason="Chiama il 333 1234567",
            actor=bruno,
        )  # fmt: skip
    assert not Position.objects.exists()


# ---------------------------------------------------------------- joined and concluded


def test_what_is_joined_keeps_words_authors_and_positions(
    path: Path, brought: Contribution, other: Participant, anna: User
) -> None:
    third = ParticipantFactory.create(path=path)
    whole_one = ContributionFactory.create(path=path, authors=[third])
    small = ContributionFactory.create(path=path, authors=[other])
    PositionFactory.create(contribution=small, disagree=True)
    merge(small, brought, reason="Dicono lo stesso.", actor=anna)
    merge(brought, whole_one, reason="Anche questi.", actor=anna)
    found = whole(whole_one)
    assert {one.pk for one in found.joined} == {small.pk, brought.pk}
    assert set(found.authors) == {third, other, *brought.authors.all()}
    assert [position.reason for position, _badge in found.positions] == [
        "Toglie ore agli altri giorni."
    ]
    small.refresh_from_db()
    assert (small.status, small.merged_into) == ("merged", whole_one)


def test_nothing_is_joined_to_itself_elsewhere_or_to_what_is_gone(
    path: Path, brought: Contribution, anna: User
) -> None:
    gone = ContributionFactory.create(path=path, status="not_accepted")
    for into, why in (
        (brought, "lo stesso"),
        (gone, "non accolto"),
        (ContributionFactory.create(), "altro percorso"),
    ):
        with pytest.raises(ActRefused, match=why):
            merge(brought, into, reason="Uguali.", actor=anna)
    kept = ContributionFactory.create(path=path)
    merge(kept, brought, reason="Uguali.", actor=anna)
    with pytest.raises(ActRefused, match="unito"):
        merge(brought, kept, reason="In tondo.", actor=anna)


@pytest.mark.parametrize("outcome", ["accepted", "deferred", "not_accepted"])
def test_every_outcome_has_its_reason_and_its_authors_are_told(
    brought: Contribution, other: Participant, anna: User, outcome: str
) -> None:
    small = ContributionFactory.create(path=brought.path, authors=[other])
    merge(small, brought, reason="Uguali.", actor=anna)
    OutgoingMessage.objects.all().delete()
    with pytest.raises(ActRefused, match="perché"):
        decide(brought, outcome, reason=" ", actor=anna)
    assert decide(brought, outcome, reason="C’è la sala.", actor=anna) == 2
    assert brought.decided_at is not None
    letters = {letter.recipient: letter.text for letter in OutgoingMessage.objects.all()}
    assert set(letters) == {other.email, brought.authors.get().email}
    assert all("C’è la sala." in text for text in letters.values())


def test_deciding_twice_is_refused_and_a_deferred_one_may_come_back(
    brought: Contribution, anna: User
) -> None:
    decide(brought, "deferred", reason="Al prossimo anno.", actor=anna)
    decide(brought, "discussed", reason="Ci sono i fondi.", actor=anna)
    assert brought.decided_at is None
    decide(brought, "accepted", reason="Sì.", actor=anna)
    with pytest.raises(MoveRefused):
        decide(brought, "accepted", reason="Sì.", actor=anna)
    with pytest.raises(ActRefused, match="a quale contributo"):
        decide(brought, "merged", reason="Sì.", actor=anna)


def test_several_take_the_same_outcome_or_none_of_them_does(path: Path, anna: User) -> None:
    three = ContributionFactory.create_batch(3, path=path)
    assert decide_many(three, "not_accepted", reason="Non è compito del Comune.", actor=anna) == 3
    assert Event.objects.filter(verb="not_accepted").count() == 3
    fresh = ContributionFactory.create(path=path)
    with pytest.raises(ActRefused, match="C-0001"):
        decide_many([fresh, three[0]], "accepted", reason="Sì.", actor=anna)
    fresh.refresh_from_db()
    assert fresh.status == "discussed"
    with pytest.raises(ActRefused, match="nessun contributo"):
        decide_many([], "accepted", reason="Sì.", actor=anna)


def test_without_an_outcome_the_synthesis_is_not_final(
    path: Path, brought: Contribution, anna: User
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.CONSULTATION)
    path.refresh_from_db()
    with pytest.raises(ActRefused, match="senza esito"):
        advance(path, PathStatus.SYNTHESIS_FINAL, actor=anna)
    decide(brought, "deferred", reason="Al prossimo anno.", actor=anna)
    advance(path, PathStatus.SYNTHESIS_FINAL, actor=anna)
    with pytest.raises(ActRefused, match="altra fase"):
        decide(brought, "accepted", reason="Tardi.", actor=anna)


def test_the_database_too_wants_a_reason_and_a_whole(brought: Contribution) -> None:
    rows = Contribution.objects.filter(pk=brought.pk)
    for wrong in ({"status": "not_accepted"}, {"status": "merged"}, {"merged_into": brought}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


# ---------------------------------------------------------------- cards


def test_the_cards_it_speaks_of_are_those_that_were_chosen(
    brought: Contribution, bruno: User
) -> None:
    need, resource = NeedFactory.create(), ResourceFactory.create()
    tie_cards(brought, needs=[need], resources=[resource], actor=bruno)
    tie_cards(brought, needs=[], resources=[resource], actor=bruno)
    assert (list(brought.needs.all()), list(brought.resources.all())) == ([], [resource])


def test_a_card_is_born_of_its_words_as_a_draft(
    brought: Contribution, path: Path, his: Participant, bruno: User
) -> None:
    theme = Theme.objects.order_by("pk")[0]
    need = make_card(brought, theme=theme, organization=his.organization, actor=bruno)
    assert isinstance(need, Need)
    assert (need.title, need.status) == (brought.title, CardStatus.DRAFT)
    assert list(brought.needs.all()) == [need]
    offered = ContributionFactory.create(path=path, authors=[his], resource=True)
    space = make_card(
        offered, theme=theme, kind="space", organization=his.organization, actor=bruno
    )
    assert isinstance(space, Resource)
    assert space.kind == "space"
    assert list(offered.resources.all()) == [space]
