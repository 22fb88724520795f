"""The file that is published with an outcome, so that anybody can count again.

JSON holds everything: options, ballots, method, draw, outcome; `recompute.py` reads it. CSV holds
the ballots, one a row, for who would rather use a spreadsheet. Sums are exact: «180000», «1/3».
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext as _

from trama.tables.formats.election import (
    Ballot,
    Election,
    Elector,
    InvalidElectionError,
    Kind,
    Method,
    Option,
    Utility,
)

FORMAT = "trama-ballots-1"
MAX_BYTES = 20_000_000  # 5,000 ballots among 500 options take a tenth of it

Openness = Literal["open", "pseudonymous"]
Word = TypeVar("Word", bound=str)


class UnreadableFileError(ValueError):
    """No published file, or a damaged one, with the sentence that says so."""


@dataclass(frozen=True)
class Publication:
    """What is published at the close. `closing_record` is the text whose bytes end the seed."""

    title: str
    election: Election
    method: Method
    openness: Openness
    committed: str
    secret: bytes
    closing_record: str
    chosen: tuple[str, ...]


def pseudonyms(voters: Iterable[str], key: bytes) -> dict[str, str]:
    """S-0001, S-0002… for each voter, in an order that says nothing of who it is.

    The key is random, used once and never published: the draw's secret would not do, because it
    is published and the bodies are few enough to be tried one by one.
    """
    shuffled = sorted(voters, key=lambda one: hmac.digest(key, one.encode(), sha256))
    return {one: f"S-{number:04}" for number, one in enumerate(shuffled, 1)}


def to_json(publication: Publication) -> str:
    election, method = publication.election, publication.method
    content = {
        "format": FORMAT,
        "title": publication.title,
        "method": method.kind,
        "utility": method.utility,
        "step": None if method.step is None else str(method.step),
        "budget": str(election.budget),
        "options": [
            {"id": option.id, "title": option.title, "cost": str(option.cost)}
            for option in election.options
        ],
        "openness": publication.openness,
        "ballots": [
            {
                "id": ballot.id,
                "elector": ballot.elector,
                "choices": ballot.choices,
                "name": ballot.name,
            }
            for ballot in election.ballots
        ],
        "draw": {
            "commitment": publication.committed,
            "secret": publication.secret.hex(),
            "closing_record": publication.closing_record,
        },
        "chosen": publication.chosen,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(content: bytes) -> Publication:
    """Raises `UnreadableFileError`. The draw and the outcome are read, not verified."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(_("Il file è troppo grande per essere un esito di voto."))
    try:
        return _publication(json.loads(content))
    except InvalidElectionError as error:
        raise UnreadableFileError(str(error)) from None
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        raise UnreadableFileError(
            _("Il file non è un esito di voto, oppure è rovinato: scaricalo di nuovo.")
        ) from None


def csv_rows(publication: Publication) -> Iterator[list[str]]:
    """A header, then one row a ballot; the choices as the ballot orders them."""
    yield [_("scheda"), _("chi"), _("nome"), _("scelte")]
    who = {"body": _("ente"), "administration": _("ufficio")}
    for ballot in publication.election.ballots:
        yield [ballot.id, who[ballot.elector], ballot.name, " ".join(ballot.choices)]


def _publication(found: dict[str, Any]) -> Publication:
    if found["format"] != FORMAT:
        raise ValueError(found["format"])
    kinds: tuple[Kind, ...] = ("approval", "borda", "equal_shares")
    utilities: tuple[Utility, ...] = ("cost", "cardinality")
    opennesses: tuple[Openness, ...] = ("open", "pseudonymous")
    step = found["step"]
    return Publication(
        title=_text(found["title"]),
        election=Election(
            tuple(_option(one) for one in found["options"]),
            tuple(_ballot(one) for one in found["ballots"]),
            _fraction(found["budget"]),
        ),
        method=Method(
            _one_of(kinds, found["method"]),
            _one_of(utilities, found["utility"]),
            None if step is None else _fraction(step),
        ),
        openness=_one_of(opennesses, found["openness"]),
        committed=_text(found["draw"]["commitment"]),
        secret=bytes.fromhex(found["draw"]["secret"]),
        closing_record=_text(found["draw"]["closing_record"]),
        chosen=_texts(found["chosen"]),
    )


def _option(found: dict[str, Any]) -> Option:
    return Option(_text(found["id"]), _fraction(found["cost"]), _text(found["title"]))


def _ballot(found: dict[str, Any]) -> Ballot:
    electors: tuple[Elector, ...] = ("body", "administration")
    return Ballot(
        _text(found["id"]),
        _texts(found["choices"]),
        _one_of(electors, found["elector"]),
        _text(found["name"]),
    )


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError(found)
    return tuple(_text(one) for one in found)


def _fraction(found: object) -> Fraction:
    """As `str` writes it. An exponent («1e999999999») would fill the memory: refused."""
    text = _text(found)
    if len(text) > 100 or set(text) - set("0123456789/"):
        raise ValueError(text)
    return Fraction(text)


def _one_of(words: tuple[Word, ...], found: object) -> Word:
    return words[words.index(found)]  # ValueError when it is none of them
