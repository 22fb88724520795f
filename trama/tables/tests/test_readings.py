"""What is read and published of the answers: figures that hide the few, rows that bear no name."""

from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from trama.accounts.models import User
from trama.core import clock
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.lifecycle.ground import add_statement
from trama.tables.models import OpinionReading, Path, StatementVote
from trama.tables.queries.ground import board
from trama.tables.queries.ground_paper import ground_blocks
from trama.tables.rules.opinion import Answer, Counts, common_ground
from trama.tables.rules.readings import CHOICES, VALUES, Gathered, published
from trama.tables.tasks.ground import contents, opinions, read_ground
from trama.tables.tests.factories import PathFactory

STATEMENTS = [str(n) for n in range(1, 16)]


def two_camps(voters: int) -> Gathered:
    """Half agree with everything, half with nothing; the kinds follow the halves."""
    answers: dict[str, dict[str, Answer]] = {}
    kinds = {}
    for n in range(voters):
        first = n % 2 == 0
        answers[f"ente-{n}"] = dict.fromkeys(STATEMENTS, "agree" if first else "disagree")
        answers[f"ente-{n}"][STATEMENTS[n % 15]] = "pass"
        kinds[f"ente-{n}"] = "ODV" if first else "APS"
    return Gathered(STATEMENTS, answers, kinds)


def test_below_forty_voters_there_are_counts_and_no_rows() -> None:
    content = contents(two_camps(39))
    assert content["mapped"] == 39
    assert not {"matrix", "clusters"} & content.keys()
    assert content["statements"][0]["groups"].keys() == {"ODV", "APS"}


def test_from_forty_on_groups_are_found_again_from_the_published_rows() -> None:
    content = contents(two_camps(40))
    assert content["clusters"]["sizes"] == {"A": 20, "B": 20}
    header, *rows = content["matrix"]
    statements = [name.removeprefix("statement_") for name in header[1:]]
    read = {row[0]: {n: a for n, a in zip(statements, row[1:], strict=True) if a} for row in rows}
    assert opinions(statements, read) == content["clusters"]


Voters = dict[str, tuple[dict[str, Answer], str]]
VOTERS = some.dictionaries(
    some.uuids().map(str),
    some.tuples(
        some.dictionaries(some.sampled_from(STATEMENTS), some.sampled_from(CHOICES)),
        some.sampled_from(["ODV", "APS", "heard"]),
    ),
    max_size=25,
)


def answered_by(voters: Voters) -> Gathered:
    answers = {name: given for name, (given, _kind) in voters.items()}
    return Gathered(STATEMENTS, answers, {name: kind for name, (_given, kind) in voters.items()})


@given(VOTERS, some.randoms(use_true_random=False))
def test_rows_are_the_same_whoever_answered_and_in_whatever_order(
    voters: Voters, random: Random
) -> None:
    shuffled = list(voters.values())
    random.shuffle(shuffled)
    others = {f"altro-{n}": one for n, one in enumerate(shuffled)}
    assert published(answered_by(voters)) == published(answered_by(others))


@given(VOTERS)
def test_rows_hold_what_the_page_counts_and_nothing_that_it_leaves_out(voters: Voters) -> None:
    gathered = answered_by(voters)
    rows = published(gathered)
    for ground in common_ground(*gathered):
        told = [given[ground.statement] for given in rows.values() if ground.statement in given]
        counted = ground.counts or Counts()
        assert (told.count("agree"), told.count("pass"), told.count("disagree")) == (
            counted.agree,
            counted.passed,
            counted.disagree,
        )


def test_a_school_alone_has_no_row() -> None:
    gathered = two_camps(41)
    alone = Gathered(STATEMENTS, gathered.answers, {**gathered.kinds, "ente-0": "SCUOLA"})
    header, *rows = contents(alone)["matrix"]
    assert (len(rows), header[:2]) == (40, ["voter", "statement_1"])


# ---------------------------------------------------------------- on the page


@pytest.fixture
def answered(anna: User) -> Path:
    """Ten volunteer bodies and ten cooperatives: they agree on the first, not on the second; a
    school and its answer."""
    bodies = [
        OrganizationFactory.create(legal_type=kind)
        for kind in ["ODV"] * 10 + ["COOP_SOCIALE"] * 10 + ["SCUOLA"]
    ]
    path = PathFactory.create(bodies=bodies)
    first = add_statement(path, text="Mancano spazi", actor=anna)
    second = add_statement(path, text="Basta un solo sportello", actor=anna)
    for who in path.participants.select_related("organization"):
        assert who.organization is not None
        against = who.organization.legal_type == "COOP_SOCIALE"
        for statement, choice in ((first, "agree"), (second, "disagree" if against else "agree")):
            StatementVote.objects.create(
                statement=statement,
                participant=who,
                value=VALUES[choice],  # type: ignore[index]  # one of the three
                voted_at=clock.now(),
            )
    read_ground(path)
    return path


@pytest.mark.django_db
def test_the_page_tells_what_unites_and_what_divides_and_hides_the_few(
    client: Client, answered: Path
) -> None:
    shown = board(answered)
    assert [one.statement.number for one in shown.unite] == [1]
    assert [one.statement.number for one in shown.divide] == [2]
    assert {group.label for group in shown.statements[0].groups} == {
        "organizzazione di volontariato",
        "cooperativa sociale",
    }
    assert [bar.value for bar in shown.statements[0].bars] == [20, 0, 0]  # the school's is left out
    assert shown.divide[0].sides == (
        "D’accordo: organizzazione di volontariato. Contrari: cooperativa sociale."
    )
    assert not shown.unite[0].sides
    text = client.get(reverse("paths:ground", args=[answered.code])).content.decode()
    assert "Una risposta resta fuori dal totale" in text
    assert "Gruppi di opinione si cercano da 40 votanti" in text
    assert "scuola" not in text


@pytest.mark.django_db
def test_where_no_kind_is_large_enough_the_page_says_so(client: Client, answered: Path) -> None:
    few = "un tipo di ente si mostra da cinque risposte in su, e nessuno ci arriva"
    address = reverse("paths:ground", args=[answered.code])
    assert few not in client.get(address).content.decode()
    empty = PathFactory.create()
    assert few in client.get(reverse("paths:ground", args=[empty.code])).content.decode()


@pytest.mark.django_db
def test_the_page_of_the_path_says_how_many_unite_and_how_many_divide(
    client: Client, answered: Path
) -> None:
    address = reverse("paths:path", args=[answered.code])
    text = client.get(address).content.decode()
    assert "Uniscono enti di tipo diverso: 1. Li dividono: 1." in text


@pytest.mark.django_db
def test_who_answered_too_little_to_be_in_a_group_is_told_in_number(answered: Path) -> None:
    camps = two_camps(40)
    silent: dict[str, Answer] = {STATEMENTS[0]: "agree"}
    with_one_more = Gathered(
        STATEMENTS, {**camps.answers, "ente-40": silent}, {**camps.kinds, "ente-40": "ODV"}
    )
    OpinionReading.objects.create(
        path=answered, computed_at=clock.now(), content=contents(with_one_more)
    )
    assert board(answered).unplaced == 1


@pytest.mark.django_db
def test_the_rows_are_there_to_take_only_once_they_are_published(
    client: Client, answered: Path
) -> None:
    url = reverse("paths:ground_votes", args=[answered.code])
    assert client.get(url).status_code == 404
    OpinionReading.objects.create(
        path=answered, computed_at=clock.now(), content=contents(two_camps(40))
    )
    answer = client.get(url)
    lines = answer.content.decode().splitlines()
    assert len(lines) == 41
    assert lines[0].startswith("voter,statement_1,")
    page = client.get(reverse("paths:ground", args=[answered.code])).content.decode()
    assert url in page
    assert "seme 2021" in page


@pytest.mark.django_db
def test_the_page_says_what_sets_each_group_of_opinion_apart(
    client: Client, answered: Path, anna: User
) -> None:
    for number in range(3, 16):
        add_statement(answered, text=f"Affermazione di prova {number}", actor=anna)
    OpinionReading.objects.create(
        path=answered, computed_at=clock.now(), content=contents(two_camps(40))
    )
    opinions = board(answered).opinions
    assert opinions is not None
    assert [label for label, _told in opinions.apart] == ["gruppo A", "gruppo B"]
    said = {label: {one.words.split()[0] for one in told} for label, told in opinions.apart}
    assert sorted(said.values()) == [{"contrari"}, {"d’accordo"}]
    text = client.get(reverse("paths:ground", args=[answered.code])).content.decode()
    assert "Che cosa distingue ogni gruppo" in text
    assert "fra gli altri 0 su 20" in text


# ---------------------------------------------------------------- on paper


@pytest.mark.django_db
def test_synthesis_and_report_say_what_unites_what_divides_and_where_it_is_counted(
    answered: Path,
) -> None:
    first, *blocks = ground_blocks(answered)
    assert first["title"] == "21 enti hanno detto che cosa pensano di 2 affermazioni"
    assert first["url"] == reverse("paths:ground", args=[answered.code])
    assert [(one["title"], one["lines"]) for one in blocks] == [
        (
            "In ogni tipo di ente con almeno cinque risposte i più sono d’accordo",
            ["«Mancano spazi»"],
        ),
        (
            "Un tipo di ente è d’accordo e un altro contrario",
            [
                "«Basta un solo sportello» D’accordo: organizzazione di volontariato. "
                "Contrari: cooperativa sociale."
            ],
        ),
    ]


@pytest.mark.django_db
def test_where_no_kind_has_five_answers_the_papers_say_that_there_are_counts_alone(
    answered: Path,
) -> None:
    few = StatementVote.objects.filter(participant__organization__legal_type="SCUOLA")
    StatementVote.objects.exclude(pk__in=few).delete()
    read_ground(answered)
    [block] = ground_blocks(answered)
    assert block["title"] == "Un ente ha detto che cosa pensa di 2 affermazioni"
    assert "Nessun tipo di ente ha abbastanza risposte" in block["lines"][0]


@pytest.mark.django_db
def test_of_a_path_where_nobody_answered_the_papers_say_nothing(anna: User) -> None:
    path = PathFactory.create()
    assert list(ground_blocks(path)) == []
    add_statement(path, text="Mancano spazi", actor=anna)
    read_ground(path)
    assert list(ground_blocks(path)) == []
