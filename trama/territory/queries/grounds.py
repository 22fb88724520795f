"""The zones as people choose them: the city, the Municipi, each NIL under its Municipio."""

from collections import defaultdict

from trama.territory.models import Zone, ZoneKind, ZoneShare

Group = tuple[str, list[tuple[str, str]]]


def zone_choices() -> list[Group]:
    """Groups for a choice by primary key. A NIL is under the Municipio with most of its people."""
    return _grouped(by_code=False)


def zone_filter_choices() -> list[Group]:
    """The same by `kind/code`, for an address that says what it filters."""
    return _grouped(by_code=True)


def _grouped(*, by_code: bool) -> list[Group]:
    zones = Zone.objects.defer("boundary", "outline").order_by("number")
    by_kind: dict[str, list[Zone]] = defaultdict(list)
    for zone in zones:
        by_kind[zone.kind].append(zone)
    home = _homes()

    def choice(zone: Zone) -> tuple[str, str]:
        return (f"{zone.kind}/{zone.code}" if by_code else str(zone.pk)), zone.name

    large = [*by_kind[ZoneKind.CITY], *by_kind[ZoneKind.MUNICIPIO]]
    groups: list[Group] = [("", [choice(zone) for zone in large])] if large else []
    inside: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for nil in by_kind[ZoneKind.NIL]:
        inside[home.get(nil.pk)].append(choice(nil))
    municipi = [municipio for municipio in by_kind[ZoneKind.MUNICIPIO] if inside[municipio.pk]]
    groups += [(municipio.name, inside[municipio.pk]) for municipio in municipi]
    if inside[None]:
        groups.append(("NIL", inside[None]))
    return groups


def _homes() -> dict[int, int]:
    """NIL → the Municipio with most of its people."""
    rows = ZoneShare.objects.filter(part__kind=ZoneKind.NIL, whole__kind=ZoneKind.MUNICIPIO)
    rows = rows.order_by("people_share", "-whole__number")
    return dict(rows.values_list("part", "whole"))


def zone_named(text: str) -> Zone | None:
    """The zone of «nil/57»; None for anything else."""
    kind, _slash, code = text.partition("/")
    return Zone.objects.defer("boundary", "outline").filter(kind=kind, code=code).first()
