"""A workshop's sheet: every fault with its cell, all of it or nothing, the same one once."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from conftest import Enter
from tests.costs import questions_of
from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.formats.sheets.sheet import Row, Sheet
from trama.ledger.queries import read_document
from trama.programming.models import Theme
from trama.tables.lifecycle.contributions import bring
from trama.tables.lifecycle.sheets import confirm_sheet, receive_sheet
from trama.tables.models import (
    Contribution,
    ContributionSheet,
    Meeting,
    Participant,
    Path,
    SheetTemplate,
)
from trama.tables.rules.contribution_sheet import COLUMNS, Lists, folded, read_lines
from trama.tables.tasks.sheets import read_sheet, write_template
from trama.tables.tests.factories import ParticipantFactory, TableFactory
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
TITLES = ["cosa", "titolo", "testo", "ente"]
GOOD = ["proposta", "Sabato aperto", "Aprire il sabato.", "La Corte dei Gelsi APS"]


def book(rows: Sequence[Sequence[object]], merged: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


class Hand:
    """Hands a sheet in, and has the job read it."""

    def __init__(self, path: Path, actor: User) -> None:
        self.path, self.actor = path, actor

    def __call__(
        self,
        rows: Sequence[Sequence[object]] | bytes,
        *,
        merged: str = "",
        meeting: Meeting | None = None,
    ) -> ContributionSheet:
        content = rows if isinstance(rows, bytes) else book(rows, merged)
        upload = SimpleUploadedFile("laboratorio.xlsx", content)
        received = receive_sheet(self.path, upload, meeting=meeting, actor=self.actor)
        return self.read(received)

    def read(self, sheet: ContributionSheet) -> ContributionSheet:
        read_sheet(str(sheet.uid))
        return ContributionSheet.objects.select_related("path", "document", "meeting").get(
            pk=sheet.pk
        )

    def apply(self, sheet: ContributionSheet) -> ContributionSheet:
        confirm_sheet(sheet, actor=self.actor)
        return self.read(sheet)


@pytest.fixture
def hand(path: Path, his: Participant, anna: User) -> Hand:
    return Hand(path, anna)


def wrong(sheet: ContributionSheet) -> list[tuple[int, str]]:
    return [(remark["row"], remark["column"]) for remark in sheet.report["wrong"]]


def reasons(sheet: ContributionSheet) -> str:
    return " ".join(remark["reason"] for remark in sheet.report["wrong"])


# ---------------------------------------------------------------- what is right


def test_a_good_sheet_is_tried_first_and_then_adds_every_row(
    hand: Hand, path: Path, his: Participant, anna: User
) -> None:
    table = TableFactory.create(path=path, group=True, title="Spazi e tempi")
    zone = ZoneFactory.create(name="Bovisa")
    theme = Theme.objects.filter(retired=False).first() or Theme.objects.create(
        code="scuola", label_it="Scuola", label_en="School"
    )
    other = ParticipantFactory.create(path=path, organization__name="Il Ponte ODV")
    titles = [column.replace("_", " ").title() for column in COLUMNS.values()]
    whole = [
        "Proposta", "Doposcuola", "Riga uno.\nRiga due.", "il ponte odv; LA CORTE DEI GELSI APS",
        "spazi e tempi", theme.label_it, "bovisa", "contato", "Il registro dello sportello",
        "1.500,50 €", "",
    ]  # fmt: skip
    tried = hand([titles, whole, [*GOOD, *[""] * 7]])
    assert (tried.status, tried.report["rows"]) == ("checked", 2)
    assert not Contribution.objects.exists()
    assert hand.apply(tried).status == "applied"
    made = Contribution.objects.get(title="Doposcuola")
    assert (made.channel, made.acted_for, made.user) == ("sheet", True, anna)
    assert (made.table, made.cost, made.evidence) == (table, Decimal("1500.50"), "counted")
    assert set(made.authors.all()) == {his, other}
    assert list(made.zones.all()) == [zone]
    assert list(made.themes.all()) == [theme]
    assert made.text == "Riga uno.\nRiga due."
    assert Contribution.objects.count() == 2


def test_a_csv_will_do_and_a_meeting_gives_its_table(hand: Hand, meeting: Meeting) -> None:
    text = "cosa;titolo;testo;ente\nbisogno;Spazi;Mancano spazi;La Corte dei Gelsi APS\n"
    applied = hand.apply(hand(text.encode("cp1252"), meeting=meeting))
    assert applied.status == "applied"
    made = Contribution.objects.get()
    assert (made.meeting, made.table) == (meeting, meeting.table)


def test_the_job_twice_adds_once_and_so_do_two_clicks(hand: Hand, anna: User) -> None:
    tried = hand([TITLES, GOOD])
    stale = ContributionSheet.objects.get(pk=tried.pk)
    applied = hand.apply(tried)
    hand.read(applied)
    with pytest.raises(ActRefused):
        confirm_sheet(stale, actor=anna)
    assert Contribution.objects.count() == 1


def test_the_same_sheet_is_not_taken_twice(hand: Hand) -> None:
    content = book([TITLES, GOOD])
    hand.apply(hand(content))
    with pytest.raises(ActRefused, match="Questo stesso foglio è già"):
        hand(content)


# ---------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["", *GOOD[1:]], "cosa", "È vuota"),
        (["desiderio", *GOOD[1:]], "cosa", "non è nell’elenco"),
        ([*GOOD[:1], "x" * 201, *GOOD[2:]], "titolo", "201 caratteri: al massimo 200"),
        ([*GOOD[:2], "y" * 32_000, GOOD[3]], "testo", "al massimo 8000"),
        ([*GOOD[:2], "Chiamare Sara al 333 1234567", GOOD[3]], "testo", "numero di telefono"),
        ([*GOOD[:1], "La famiglia Rossi aspetta", *GOOD[2:]], "titolo", "famiglia Rossi"),
        ([*GOOD[:3], "Un ente mai visto"], "ente", "non è nell’elenco"),
        ([*GOOD[:3], " ; ;"], "ente", "Ha solo segni"),
        ([*GOOD[:1], "=A1", *GOOD[2:]], "titolo", "È vuota"),  # never computed: it holds nothing
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_stops_the_whole_sheet(
    hand: Hand, row: list[str], column: str, reason: str
) -> None:
    tried = hand([TITLES, [*GOOD[:1], "Un’altra", *GOOD[2:]], row])
    assert tried.status == "faulty"
    assert wrong(tried) == [(3, column)]
    assert reason in reasons(tried)
    with pytest.raises(MoveRefused):
        hand.apply(tried)
    assert not Contribution.objects.exists()


def test_merged_cells_are_named(hand: Hand) -> None:
    rows: list[Sequence[object]] = [TITLES, GOOD, ["proposta", "Altro", "Altro testo.", None]]
    tried = hand(rows, merged="D2:D3")
    assert wrong(tried) == [(3, "ente")]
    assert "unita alla cella" in reasons(tried)


def test_the_same_contribution_twice_in_the_sheet_or_in_the_path_is_wrong(
    hand: Hand, path: Path, his: Participant, anna: User
) -> None:
    tried = hand([TITLES, GOOD, [*GOOD[:1], "SABATO APERTO", "Con altre parole.", GOOD[3]]])
    assert wrong(tried) == [(3, "titolo")]
    assert "riga 2" in reasons(tried)
    bring(
        path, kind="proposal", title="Sabato aperto", text="Già detto.", authors=[his], actor=anna
    )
    assert "C-0001" in reasons(hand([TITLES, GOOD, [*GOOD[:1], "Altra", *GOOD[2:]]]))


def test_the_same_title_by_others_is_a_doubt_and_stops_nothing(
    hand: Hand, path: Path, anna: User
) -> None:
    other = ParticipantFactory.create(path=path)
    bring(path, kind="proposal", title="Sabato aperto", text="Sì.", authors=[other], actor=anna)
    tried = hand([TITLES, GOOD])
    assert tried.status == "checked"
    assert [(one["row"], one["column"]) for one in tried.report["doubts"]] == [(2, "titolo")]


def test_two_bodies_of_one_name_are_told_apart_by_their_code(hand: Hand, path: Path) -> None:
    twin = ParticipantFactory.create(path=path, organization__name="La Corte dei Gelsi APS")
    assert twin.organization is not None
    tried = hand([TITLES, GOOD])
    assert "codice fiscale" in reasons(tried)
    told = hand([TITLES, [*GOOD[:3], twin.organization.codice_fiscale]])
    assert told.status == "checked"


def test_what_has_changed_since_the_dry_run_stops_all_of_it(hand: Hand, his: Participant) -> None:
    tried = hand([TITLES, GOOD, [*GOOD[:1], "Altra", *GOOD[2:]]])
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    applied = hand.apply(tried)
    assert applied.status == "faulty"
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "È un PDF"),
        (b"\xd0\xcf\x11\xe0old", "vecchio file .xls"),
        (b"PK\x03\x04 broken", "non si apre"),
        (b"a,b\n1,2\n", "mancano le colonne: cosa, titolo, testo, ente"),
        (b"cosa,titolo,testo,ente\n", "nessun contributo"),
        (b"cosa,titolo,testo,ente,ente\nproposta,a,b,c,d\n", "due volte"),
        (b"cosa,titolo,testo,ente\n" + b"proposta,a,b,c\n" * 501, "più di 500"),
        (b"cosa,titolo,testo,ente\nproposta,a," + b"x" * 2_000_000 + b",c\n", "cella troppo lunga"),
    ],
)
def test_what_is_no_sheet_of_contributions_is_refused_with_a_sentence(
    hand: Hand, content: bytes, said: str
) -> None:
    tried = hand(content)
    assert (tried.status, said in tried.problem) == ("unreadable", True)


def test_a_zip_that_would_fill_the_memory_is_refused(hand: Hand) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    assert "troppo grande" in hand(content.getvalue()).problem


NOTHING = Lists({}, {}, {}, {}, {}, {}, {}, [])


@given(
    some.lists(some.dictionaries(some.sampled_from([*COLUMNS.values()]), some.text()), max_size=5)
)
def test_any_cells_are_read_and_what_is_in_no_list_is_wrong(rows: list[dict[str, str]]) -> None:
    full = [dict.fromkeys(COLUMNS.values(), "") | row for row in rows]
    sheet = Sheet([*COLUMNS.values()], [Row(n, row) for n, row in enumerate(full, 2)] or [])
    if sheet.rows:
        lines = read_lines(sheet, NOTHING, None)
        assert all(line.wrong for line in lines)


def test_a_name_of_two_things_means_neither() -> None:
    assert folded([("Il Ponte", 1), ("IL PONTE!", 2), ("Altro", 3)]) == {
        "ilponte": None,
        "altro": 3,
    }


# ---------------------------------------------------------------- the empty one, and the pages


def test_the_template_offers_the_paths_own_lists_and_fills_in_as_it_is(
    hand: Hand, path: Path, his: Participant
) -> None:
    TableFactory.create(path=path, group=True, title="=Spazi e tempi")
    write_template(str(path.uid))
    write_template(str(path.uid))
    with read_document(SheetTemplate.objects.get().document) as content:
        made = load_workbook(io.BytesIO(content.read()))
    form, lists = made.worksheets
    assert [cell.value for cell in form[1]] == [one.replace("_", " ") for one in COLUMNS.values()]
    assert his.name in [cell.value for cell in lists["B"]]
    assert "'=Spazi e tempi" in [cell.value for cell in lists["C"]]
    assert {str(one.sqref) for one in form.data_validations.dataValidation} >= {"A2:A501"}
    form.append(GOOD)
    filled = io.BytesIO()
    made.save(filled)
    assert hand(filled.getvalue()).status == "checked"


def test_the_office_hands_in_reads_what_is_wrong_and_confirms(
    path: Path, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    url = reverse("paths:sheets", args=[path.code])
    assert enter(bruno).get(url).status_code == 403
    client = enter(anna)

    def give(rows: list[list[str]]) -> str:
        upload = SimpleUploadedFile("foglio.xlsx", book(rows))
        answer = client.post(url, {"upload": upload})
        assert answer.status_code == 303
        sheet = ContributionSheet.objects.latest("pk")
        assert "Ci stiamo lavorando" in client.get(answer["Location"]).content.decode()
        read_sheet(str(sheet.uid))
        return str(answer["Location"])

    assert client.post(url, {}).status_code == 422
    faulty = client.get(give([TITLES, ["boh", *GOOD[1:]]])).content.decode()
    assert "Una cella non va." in faulty
    assert "«boh» non è nell’elenco" in faulty
    where = give([TITLES, GOOD])
    assert "porta un contributo" in client.get(where).content.decode()
    client.post(f"{where}conferma/")
    read_sheet(str(ContributionSheet.objects.latest("pk").uid))
    assert "Un contributo aggiunto." in client.get(where).content.decode()
    again = SimpleUploadedFile("foglio.xlsx", book([TITLES, GOOD]))
    assert client.post(url, {"upload": again}).status_code in {303, 422}
    assert Contribution.objects.count() == 1


def test_the_template_is_there_once_it_is_asked_for(
    path: Path, his: Participant, anna: User, enter: Enter
) -> None:
    client = enter(anna)
    workbook = reverse("paths:sheet_workbook", args=[path.code])
    assert client.get(workbook).status_code == 404
    client.post(reverse("paths:sheet_prepare", args=[path.code]))
    write_template(str(path.uid))
    assert client.get(workbook).status_code == 200
    text = client.get(reverse("paths:sheet_csv", args=[path.code])).content.decode("utf-8-sig")
    assert text.strip() == ",".join(COLUMNS.values())


def test_the_list_asks_the_same_of_the_database_for_1_sheet_and_for_15(
    hand: Hand, path: Path, anna: User, enter: Enter
) -> None:
    client, url = enter(anna), reverse("paths:sheets", args=[path.code])
    hand([TITLES, GOOD])
    client.get(url)

    few = questions_of(client, url)
    for n in range(14):
        hand([TITLES, [*GOOD[:1], f"Titolo {n}", *GOOD[2:]]])
    assert questions_of(client, url) == few
