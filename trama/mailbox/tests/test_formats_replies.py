"""A reply: which letter it answers, whether a program wrote it, which words are new."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from trama.mailbox.formats.replies import new_words, read_reply

NEW = "Buongiorno,\n\nproponiamo di aprire il doposcuola anche il sabato."

AFTER = {
    "gmail": "Il giorno mar 3 mar 2026 alle ore 10:12 Trama <noreply@trama.example> ha scritto:\n"
    "\n> Siete invitati\n> all’incontro",
    "gmail, folded": "Il giorno mar 3 mar 2026 alle ore 10:12 Percorso famiglie\n"
    "<noreply@trama.example>\nha scritto:\n\n> Siete invitati",
    "thunderbird": "Il 03/03/26 10:12, Trama ha scritto:\n> Siete invitati",
    "apple": "On 3 Mar 2026, at 10:12, Trama <noreply@trama.example> wrote:\n\nYou are invited",
    "outlook": "Da: Trama <noreply@trama.example>\nInviato: martedì 3 marzo 2026 10:12\n"
    "A: Ente\nOggetto: Invito\n\nSiete invitati",
    "outlook on the web": "________________________________\nDa: Trama\nInviato: martedì\n\nInvito",
    "older outlook": "-----Messaggio originale-----\nDa: Trama\n\nSiete invitati",
    "signature": "-- \nMario, La Corte dei Gelsi\nvia Gelsi 3",
    "telephone": "Inviato da iPhone",
}


@pytest.mark.parametrize("program", AFTER)
def test_what_is_quoted_and_signed_is_cut(program: str) -> None:
    assert new_words(f"{NEW}\n\n{AFTER[program]}") == NEW


def test_who_answers_between_the_lines_loses_none_of_their_own() -> None:
    text = "> Che cosa manca?\nSpazi aperti il sabato.\n> Che cosa c’è?\nUna palestra."
    assert new_words(text) == "Spazi aperti il sabato.\nUna palestra."


@pytest.mark.parametrize(
    "text",
    [
        "Da: quando abbiamo aperto vengono in trenta.",
        "Il Comune ha scritto: servono spazi. Noi siamo d’accordo, e aggiungiamo altro.",
        "Inviato da chi? Non si sa: lo sportello non risponde a nessuno, e lo diciamo da anni, con "
        "lettere e telefonate.",
        "Tre - due -- uno",
    ],
)
def test_in_doubt_the_text_stays(text: str) -> None:
    assert new_words(text) == text


def mail(*headers: str, body: str = NEW) -> bytes:
    return "\r\n".join([*headers, "From: ente@x.example", "", body]).encode()


def test_the_nearest_letter_answered_comes_first() -> None:
    reply = read_reply(
        mail("References: <a@x> <b@x>", "In-Reply-To: <b@x>", body=f"{NEW}\n\nInviato da iPhone")
    )
    assert reply.answered == ("<b@x>", "<a@x>")
    assert (reply.words, reply.is_cut, reply.is_automatic) == (NEW, True, False)
    assert reply.text.endswith("iPhone")


def test_when_nothing_new_is_left_the_whole_text_is_kept() -> None:
    reply = read_reply(mail(body="> Siete invitati\n> all’incontro"))
    assert (reply.words, reply.is_cut) == ("> Siete invitati\n> all’incontro", False)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: Auto-Generated; owner-email=x@x.example",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    ],
)
def test_what_a_program_writes_is_known(header: str) -> None:
    assert read_reply(mail(header)).is_automatic


def test_a_person_may_say_that_no_program_wrote_it() -> None:
    assert not read_reply(mail("Auto-Submitted: no", "Precedence: normal")).is_automatic


@given(some.binary(max_size=2000))
def test_any_bytes_are_read(content: bytes) -> None:
    reply = read_reply(content)
    assert len(reply.words) <= len(reply.text)


@given(some.text(max_size=400))
def test_the_new_words_are_words_of_the_text_in_their_order(text: str) -> None:
    rest = iter(text)
    assert all(sign in rest for sign in new_words(text))
