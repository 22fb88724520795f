"""The pages of the glossary, and its words on the pages of others."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.search import find
from trama.learning.lifecycle import agreeing
from trama.learning.lifecycle.usage import read_year
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Side, Speaker, Term, TermStatus, UsageReading
from trama.learning.queries.terms import current, listed, rows
from trama.learning.queries.vocabulary import vocabulary
from trama.learning.tests.conftest import Agree
from trama.needs.models import Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import contents
from trama.notices.queries.paper import paper
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
Assert = DjangoAssertNumQueries


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"learning:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def url(name: str, term: Term) -> str:
    return reverse(f"learning:{name}", args=[term.slug])


# ---------------------------------------------------------------- reading


def cost(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, name, *args)
    return len(asked)


@pytest.mark.parametrize("name", ["terms", "whole", "skos"])
def test_a_list_costs_the_same_with_one_term_and_with_fifty(client: Client, name: str) -> None:
    start(Entry(label="Parola 0"), text="Che cosa vuol dire.")
    one = cost(client, name)
    for n in range(1, 50):
        start(Entry(label=f"Parola {n}"), text="Che cosa vuol dire.")
    assert cost(client, name) == one


@pytest.mark.parametrize("words", ["rete", "RETI", "tèrri", "quartiere", "uffici"])
def test_a_term_is_found_by_its_words(client: Client, published: Term, words: str) -> None:
    html = client.get(reverse("learning:terms"), {"q": words}).content.decode()
    assert url("term", published) in html
    assert "le più vicine" not in html


def test_a_mistyped_word_leads_to_the_closest(client: Client, published: Term) -> None:
    html = client.get(reverse("learning:terms"), {"q": "rette teritoriale"}).content.decode()
    assert url("term", published) in html
    assert "le più vicine" in html


@pytest.mark.parametrize("words", ["\x00", "%", "zzzzzz", "x" * 190, "'; drop"])
def test_a_search_of_nothing_finds_nothing_and_breaks_nothing(
    client: Client, published: Term, words: str
) -> None:
    response = client.get(reverse("learning:terms"), {"q": words})
    assert response.status_code == 200
    assert "le più vicine" not in response.content.decode()


def test_global_search_finds_terms(published: Term) -> None:
    assert url("term", published) in [one.url for one in find("rete territoriale")]


def test_a_term_in_force_shows_both_voices_and_how_they_changed(
    client: Client, published: Term, agree: Agree, third_sector: Speaker, anna: User
) -> None:
    agreeing.revise(published, reason="Mancano i gruppi.", speaker=third_sector)
    agreeing.define(published, text="Chi si aiuta in un rione.", seen=1, speaker=third_sector)
    agree(published)
    agreeing.publish(published, actor=anna)
    html = page(client, "term", published.slug)
    assert "concordata tra le due parti" in html
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", html)
    assert "Chi si aiuta in un<del> quartiere.</del><ins> rione.</ins>" in seen
    assert "Mancano i gruppi." in html
    assert "Bruno" not in html
    assert "Anna" not in html


def test_a_term_costs_the_same_with_few_remarks_and_with_many(
    client: Client, discussed: Term, third_sector: Speaker
) -> None:
    agreeing.remark(discussed, text="Prima.", speaker=third_sector)
    one = cost(client, "term", discussed.slug)
    for n in range(30):
        agreeing.remark(discussed, text=f"Osservazione {n}", speaker=third_sector)
    assert cost(client, "term", discussed.slug) == one


# ---------------------------------------------------------------- acts


def test_a_body_proposes_a_word(enter: Enter, bruno: User) -> None:
    data = {"label": "Fiducia", "forms_written": "fiducie\n\n", "text": "Contare sull’altro."}
    response = enter(bruno).post(reverse("learning:term_new"), data)
    term = Term.objects.get()
    assert (response.status_code, response["Location"]) == (303, url("term", term))
    assert term.forms == ["fiducia", "fiducie"]
    assert current(term)[Side.THIRD_SECTOR].who == "La Corte dei Gelsi APS"


def test_a_proposal_without_a_meaning_keeps_what_was_typed(enter: Enter, bruno: User) -> None:
    response = enter(bruno).post(reverse("learning:term_new"), {"label": "Fiducia"})
    assert response.status_code == 422
    assert 'value="Fiducia"' in response.content.decode()
    assert not Term.objects.exists()


def test_a_form_that_is_too_long_is_refused(enter: Enter, bruno: User) -> None:
    data = {"label": "Fiducia", "forms_written": "x" * 121, "text": "Contare sull’altro."}
    assert enter(bruno).post(reverse("learning:term_new"), data).status_code == 422


def test_the_two_sides_agree_and_an_officer_publishes(
    enter: Enter, proposed: Term, anna: User, bruno: User, elena: User
) -> None:
    define = {"text": "La nostra.", "seen_administration": 1}
    assert enter(bruno).post(url("define", proposed), define).status_code == 303
    seen = {"seen_administration": 1, "seen_third_sector": 1}
    for person in (bruno, anna):
        enter(person).post(url("consent", proposed), seen)
    assert enter(elena).post(url("publish", proposed)).status_code == 303
    proposed.refresh_from_db()
    assert proposed.status == TermStatus.PUBLISHED


def test_publishing_asks_to_prove_who_one_is(
    enter: Enter, discussed: Term, agree: Agree, anna: User
) -> None:
    agree(discussed)
    enter(anna, recently=False).post(url("publish", discussed))
    discussed.refresh_from_db()
    assert discussed.status == TermStatus.AGREED


def test_who_speaks_for_two_says_for_whom(
    enter: Enter, discussed: Term, anna: User, organization: Organization
) -> None:
    MembershipFactory.create(user=anna, organization=organization)
    html = enter(anna).get(url("remark", discussed)).content.decode()
    assert "A nome di" in html
    enter(anna).post(
        url("remark", discussed), {"speaker": f"ente/{organization.uid}", "text": "Da fuori."}
    )
    assert discussed.remarks.get().organization == organization
    response = enter(anna).post(url("remark", discussed), {"speaker": "7", "text": "Da fuori."})
    assert response.status_code == 422


def test_a_double_click_on_consent_gives_one(enter: Enter, discussed: Term, anna: User) -> None:
    seen = {"seen_administration": 1, "seen_third_sector": 1}
    client = enter(anna)
    client.post(url("consent", discussed), seen)
    response = client.post(url("consent", discussed), seen, follow=True)
    assert "ha già dato il consenso" in response.content.decode()
    assert discussed.consents.count() == 1


def test_consent_and_its_withdrawal_from_the_page(
    enter: Enter, discussed: Term, anna: User
) -> None:
    client = enter(anna)
    html = client.get(url("term", discussed)).content.decode()
    assert url("consent", discussed) in html
    client.post(url("consent", discussed), {"seen_administration": 1, "seen_third_sector": 1})
    html = client.get(url("term", discussed)).content.decode()
    assert url("withdraw_consent", discussed) in html
    client.post(url("withdraw_consent", discussed))
    assert not discussed.consents.filter(ended_at=None).exists()


def test_no_consent_is_withdrawn_from_what_is_in_force(
    enter: Enter, published: Term, anna: User
) -> None:
    html = enter(anna).get(url("term", published)).content.decode()
    assert url("revise", published) in html
    assert url("withdraw_consent", published) not in html


def test_contested_discussed_again_revised_dropped(
    enter: Enter, discussed: Term, anna: User, bruno: User
) -> None:
    assert enter(bruno).post(url("contest", discussed), {"text": "No."}).status_code == 303
    html = page(enter(anna), "term", discussed.slug)
    assert "No." in html
    enter(bruno).post(url("discuss_again", discussed))
    enter(bruno).post(url("contest", discussed), {"text": "Ancora no."})
    enter(anna).post(url("publish", discussed))
    assert "contesa" in page(enter(anna), "term", discussed.slug)
    assert enter(bruno).post(url("revise", discussed), {"text": "Riproviamo."}).status_code == 303
    enter(anna).post(url("drop", discussed))
    discussed.refresh_from_db()
    assert discussed.status == TermStatus.PUBLISHED


def test_the_work_page_says_what_waits_for_a_side(
    enter: Enter, proposed: Term, bruno: User, anna: User
) -> None:
    assert url("term", proposed) in page(enter(bruno), "work")
    assert url("term", proposed) not in page(enter(anna), "work")


def test_a_curator_corrects_the_card(enter: Enter, published: Term, anna: User) -> None:
    client = enter(anna)
    assert "reti territoriali" in client.get(url("term_edit", published)).content.decode()
    data = {"label": "Rete territoriale", "forms_written": "rete di zona", "identifier": "network"}
    assert client.post(url("term_edit", published), data).status_code == 303
    published.refresh_from_db()
    assert (published.forms[1:], published.identifier) == (["rete di zona"], "network")


def test_two_terms_have_not_one_name_in_the_code(enter: Enter, published: Term, anna: User) -> None:
    start(Entry(label="Altra", identifier="network"), text="Altro.")
    data = {"label": "Rete territoriale", "identifier": "network"}
    response = enter(anna).post(url("term_edit", published), data)
    assert response.status_code == 422
    assert "è già di un’altra voce" in response.content.decode()


def test_a_file_is_tried_and_then_imported(enter: Enter, published: Term, anna: User) -> None:
    client = enter(anna)
    out = client.get(reverse("learning:skos"))
    assert out["Content-Type"].startswith("application/rdf+xml")
    content = out.content.replace(b"territorial", b"vicin")

    def send(button: str) -> str:
        file = SimpleUploadedFile("glossario.rdf", content)
        answer = client.post(reverse("learning:skos_import"), {"file": file, button: "1"})
        return answer.content.decode()

    assert "Prova riuscita" in send("trial")
    assert Term.objects.count() == 1
    assert "Importato" in send("import")
    assert Term.objects.filter(label="Rete vicine").exists()


def test_a_file_with_errors_is_answered_with_their_lines(enter: Enter, anna: User) -> None:
    file = SimpleUploadedFile("glossario.rdf", b"<x>\n<y>")
    response = enter(anna).post(reverse("learning:skos_import"), {"file": file, "import": "1"})
    assert response.status_code == 422
    assert "non è XML ben formato" in response.content.decode()


def test_the_year_is_shown_with_what_few_said_hidden(client: Client, published: Term) -> None:
    made = read_year(2025)
    uses = {Side.ADMINISTRATION: None, Side.THIRD_SECTOR: 12}
    term = {
        "key": published.slug,
        "label": "=Rete",
        "uses": uses,
        "around": {side: [] for side in uses},
    }
    UsageReading.objects.filter(pk=made.pk).update(content={**made.content, "terms": [term]})
    html = page(client, "usage_year", 2025)
    assert "poche volte" in html
    assert "12 volte" in html
    table = client.get(reverse("learning:usage_table", args=[2025])).content.decode()
    assert table.splitlines()[1] == "'=Rete,,12"
    assert "2025" in page(client, "usage")


# ---------------------------------------------------------------- words on other pages


def test_a_card_explains_the_first_use_of_a_word(client: Client, published: Term) -> None:
    need = NeedFactory.create(
        status="published", title="Rete territoriale", description="Serve una rete territoriale."
    )
    html = client.get(reverse("needs:need", args=[need.uid])).content.decode()
    assert 'href="#descrizione-rete-territoriale">rete territoriale</a>' in html
    assert 'id="descrizione-rete-territoriale"' in html
    assert 'href="#descrizione-rete-territoriale-uso"' in html
    assert html.count('role="doc-glossref"') == 1  # not in the title, which is no prose
    assert Need.objects.get().description == "Serve una rete territoriale."


def test_a_text_is_explained_with_the_version_of_its_time(
    published: Term, agree: Agree, third_sector: Speaker, anna: User
) -> None:
    before = clock.now()
    agreeing.revise(published, reason="Da rivedere.", speaker=third_sector)
    agreeing.define(published, text="Tutt’altra cosa.", seen=1, speaker=third_sector)
    agree(published)
    agreeing.publish(published, actor=anna)

    def said(at: object) -> str:
        (word,) = vocabulary(at).words  # type: ignore[arg-type]  # an instant, or None: now
        return word.voices[1].text

    assert said(before) == "Chi si aiuta in un quartiere."
    assert said(None) == "Tutt’altra cosa."
    assert (
        said(before - timedelta(days=900)) == "Chi si aiuta in un quartiere."
    )  # the first there is


def test_an_unchanged_glossary_is_asked_in_one_query(
    published: Term, django_assert_num_queries: Assert
) -> None:
    vocabulary()
    with django_assert_num_queries(1):
        vocabulary()
    start(Entry(label="Altra"), text="Nuova.")
    assert {word.label for word in vocabulary().words} == {"Rete territoriale", "Altra"}


def test_a_withdrawn_word_explains_nothing(anna: User) -> None:
    term = start(Entry(label="Altra"), text="Nuova.")
    agreeing.drop(term, actor=anna)
    assert list(vocabulary().words) == []
    assert rows(listed()) == []


def test_a_notice_explains_its_words_on_the_page_and_at_the_foot_of_its_paper(
    client: Client, notice: Notice
) -> None:
    start(Entry(label="documento di sintesi"), text="Il testo che chiude il percorso.")
    html = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    assert 'href="#testo-documento-di-sintesi">documento di sintesi</a>' in html
    assert "spiegazione scritta dopo questo testo" in html
    data = paper(contents(Notice.objects.filter(pk=notice.pk)).get(), {})
    blocks = [block for section in data["sections"] for block in section["blocks"]]
    runs = [run for block in blocks for item in block["items"] for run in item]
    (noted,) = [run for run in runs if run["note"]]
    assert noted["text"] == "documento di sintesi"
    assert "Il testo che chiude il percorso." in noted["note"]


def test_a_draft_that_uses_a_contested_word_tells_its_writer(
    enter: Enter, anna: User, notice: Notice, discussed: Term, third_sector: Speaker
) -> None:
    agreeing.contest(discussed, reason="No.", speaker=third_sector)
    agreeing.publish(discussed, actor=anna)
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.DRAFT, published_at=None, summary="Una rete territoriale."
    )
    desk = reverse("notices:desk", args=[notice.code])
    assert "Il testo usa parole contese" in enter(anna).get(desk).content.decode()
    Notice.objects.filter(pk=notice.pk).update(summary="Altro.")
    assert "Il testo usa parole contese" not in enter(anna).get(desk).content.decode()


def test_a_draft_card_that_uses_a_contested_word_tells_its_writer(
    enter: Enter, bruno: User, organization: Organization, discussed: Term, third_sector: Speaker
) -> None:
    agreeing.contest(discussed, reason="No.", speaker=third_sector)
    agreeing.publish(discussed, actor=bruno)
    need = NeedFactory.create(
        status="draft", organization=organization, description="Serve una rete territoriale."
    )
    address = reverse("needs:need", args=[need.uid])
    assert "Il testo usa parole contese" in enter(bruno).get(address).content.decode()
    Need.objects.update(status="published", published_at=clock.now())
    assert "Il testo usa parole contese" not in enter(bruno).get(address).content.decode()
