"""Where a service is: by its point, its address, the zone that somebody names. Never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from trama.territory.models import Zone, ZoneKind, ZoneShare
from trama.territory.queries.places import Found, Locator, NotFound, locate
from trama.territory.queries.zones import scale_name
from trama.territory.rules.names import name_key, same_name
from trama.territory.rules.numbers import Kind, NotANumberError, parse_number


class NowhereError(ValueError):
    """The place is not known. `field`: what says it wrongly; its text is a sentence."""

    def __init__(self, field_name: str, reason: str) -> None:
        self.field = field_name
        super().__init__(reason)


@dataclass
class Place:
    """A point and its NIL, the zones served; `doubts`: (field, sentence) to be looked at."""

    nil: Zone | None = None
    longitude: float | None = None
    latitude: float | None = None
    served: list[Zone] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)


def place_of_address(address: str, nil: Zone | None) -> Place:
    """Of an address as somebody writes it, and perhaps the NIL they name beside it."""
    if not address:
        return Place(nil)
    answer = locate(address)
    if isinstance(answer, NotFound) or answer.nil is None:
        if nil:  # said by whoever writes: there is no point, and none is made up
            return Place(nil)
        raise NowhereError("address", _not_found(answer))
    if nil and nil != answer.nil:
        raise NowhereError(
            "nil",
            _("L’indirizzo «%(address)s» è nel NIL %(nil)s: correggi l’uno o l’altro.")
            % {"address": answer.address, "nil": answer.nil.name},
        )
    place = Place(answer.nil, answer.longitude, answer.latitude)
    if not answer.is_literal:
        words = _("È stato inteso come «%(address)s».") % {"address": answer.address}
        place.doubts.append(("address", words))
    return place


def _not_found(answer: Found | NotFound) -> str:
    if isinstance(answer, Found):
        return _("L’indirizzo si trova, ma non si sa in quale NIL: scegli il NIL.")
    near = ", ".join(str(address) for address in answer.nearest)
    if answer.why == "several":
        words = _("La via passa in più zone: scrivi il numero.")
    elif answer.why == "number":
        words = _("La via c’è, il numero no.")
    else:
        words = _("L’indirizzo non è tra quelli che conosciamo.")
    if not near:
        return words
    nearest = _("I più vicini: %(near)s.") % {"near": near}
    return f"{words} {nearest}"


class Atlas:
    """The zones read once, for a whole list."""

    def __init__(self) -> None:
        zones = list(Zone.objects.defer("boundary", "outline"))
        self.by_key = {(zone.kind, zone.code): zone for zone in zones}
        self.by_name = {name_key(zone.name): zone for zone in zones}
        self.locator = Locator()
        self.wholes: dict[int, set[int]] = {}
        for part, whole in ZoneShare.objects.values_list("part", "whole"):
            self.wholes.setdefault(part, set()).add(whole)

    def place(self, said: Mapping[str, str], *, decimal: str, serves_municipio: bool) -> Place:
        """Where a row of a list says that a service is. Raises `NowhereError`."""
        city = said.get("city", "")
        if city and not same_name(city, settings.CITY_NAME):
            raise NowhereError("city", _("È a %(city)s, fuori dalla città.") % {"city": city})
        municipio = self._municipio(said.get("municipio", ""), said.get("title", ""))
        place = self._at_point(said, decimal) or self._at_address(said, municipio)
        self._agrees(place, said, municipio)
        place.served += [self._zone(one) for one in _parts(said.get("served", ""))]
        if serves_municipio and municipio:
            place.served.append(municipio)
        return place

    def _municipio(self, text: str, title: str) -> Zone | None:
        if not text:
            return None
        digits = "".join(sign for sign in text if sign.isdigit())
        found = self.by_key.get((ZoneKind.MUNICIPIO, digits)) or self.by_name.get(name_key(text))
        if found is None or found.kind != ZoneKind.MUNICIPIO:
            raise NowhereError("municipio", _("Non è un Municipio della città."))
        named = re.search(rf"\b{re.escape(scale_name(ZoneKind.MUNICIPIO))} (\d+)\b", title)
        if named and named[1] != found.code:
            raise NowhereError(
                "municipio",
                _("Il nome dice %(named)s, la colonna %(said)s: quale dei due non si sa.")
                % {"named": named[0], "said": found.name},
            )
        return found

    def _zone(self, text: str) -> Zone:
        kind, _slash, code = text.partition("/")
        found = self.by_key.get((kind.lower(), code)) or self.by_name.get(name_key(text))
        if found is None:
            raise NowhereError(
                "served", _("«%(zone)s» non è una zona della città.") % {"zone": text}
            )
        return found

    def _at_point(self, said: Mapping[str, str], decimal: str) -> Place | None:
        texts = {name: said.get(name, "") for name in ("longitude", "latitude")}
        if not any(texts.values()):
            return None
        longitude, latitude = (_degrees(name, text, decimal) for name, text in texts.items())
        nil = self.locator.nil_at(longitude, latitude)
        if nil is None:
            raise NowhereError("latitude", _("Il punto è fuori dalla città."))
        return Place(nil, longitude, latitude)

    def _at_address(self, said: Mapping[str, str], municipio: Zone | None) -> Place:
        named = self.by_name.get(name_key(said.get("nil", "")))
        nil = named if named and named.kind == ZoneKind.NIL else None
        try:
            place = place_of_address(said.get("address", ""), nil)
        except NowhereError as error:
            if municipio is None:
                raise
            words = _("%(why)s La scheda conta per %(municipio)s, senza NIL.") % {
                "why": error,
                "municipio": municipio.name,
            }
            return Place(served=[municipio], doubts=[(error.field, words)])
        if said.get("address") and place.longitude is None:
            words = _("L’indirizzo non si trova: vale il NIL che la riga scrive, senza un punto.")
            place.doubts.append(("address", words))
        return place

    def _agrees(self, place: Place, said: Mapping[str, str], municipio: Zone | None) -> None:
        """What the list says of the place against where the point is."""
        if place.nil is None:
            return
        if municipio and municipio.pk not in self.wholes.get(place.nil.pk, {municipio.pk}):
            raise NowhereError(
                "municipio",
                _("Il luogo è nel NIL %(nil)s, che non è in %(municipio)s.")
                % {"nil": place.nil.name, "municipio": municipio.name},
            )
        written = said.get("nil", "")
        if written and written != place.nil.code and not same_name(written, place.nil.name):
            words = _("Il punto è nel NIL %(nil)s, con un altro nome.") % {"nil": place.nil.name}
            place.doubts.append(("nil", words))


def _degrees(name: str, text: str, decimal: str) -> float:
    try:
        return float(parse_number(text, Kind(decimal=decimal, negative=True)))
    except NotANumberError as error:
        raise NowhereError(name, str(error)) from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]
