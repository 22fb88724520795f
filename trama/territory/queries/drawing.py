"""Maps of zones, drawn on the server: what the template `territory/_map.html` needs, in few rows.

Whoever draws says what each zone is worth (`Fill`) and where it leads; shapes, borders, labels,
legend and what must be said of the boundaries are found here.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trama.territory.formats.drawing import Box, Point, Projection, bounds
from trama.territory.models import Zone, ZoneKind, ZoneShare
from trama.territory.queries.zones import scale_name

Text = str | Promise

SCALE = ("g1", "g2", "g3", "g4", "g5")
"""Classes of a fill, from the lightest to the darkest; and the two that hide a figure."""
UNKNOWN, HIDDEN = "unknown", "hidden"
CLOSE = 0.08  # margin around the Municipio that a small screen is brought to
NEIGHBOURS = 1.2  # margin around a chosen zone, in its own size
FIELDS = (
    "kind", "code", "number", "name", "outline", "precision", "label_longitude", "label_latitude",
    "longitude", "latitude", "edition", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Fill:
    """How a zone is filled (`g1`…`g5`, `unknown`, `hidden`), and its value in words."""

    css: str
    value_words: Text


@dataclass(frozen=True)
class Shape:
    """A zone as a link: its path, its fill, what it says and where it leads."""

    path: str
    css: str
    words: str
    url: str
    is_selected: bool
    box: Box

    @property
    def is_hatched(self) -> bool:
        return self.css in {UNKNOWN, HIDDEN}


@dataclass(frozen=True)
class Border:
    """The outline of a larger zone; `is_on`: the one that is spoken of."""

    path: str
    is_on: bool


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    number: int
    is_large: bool


@dataclass(frozen=True)
class View:
    """One picture: the whole city, or (for small screens) the part that is spoken of."""

    key: str
    box: Box
    shapes: Sequence[Shape]
    labels: Sequence[Label]
    digits: int = 38  # how many would fill its width

    @property
    def small_text(self) -> str:
        return f"{self.box.width / self.digits:.0f}"

    @property
    def large_text(self) -> str:
        return f"{1.35 * self.box.width / self.digits:.0f}"

    @property
    def hatch(self) -> str:
        """How much the ten units of a pattern grow, to be alike at every scale."""
        return f"{self.box.width / 600:.2f}"


@dataclass(frozen=True)
class LegendRow:
    css: str
    words: Text
    count: int


@dataclass(frozen=True)
class Drawing:
    """A map with everything it must say. Without shapes it is empty: say so instead."""

    key: str
    title: Text
    description: Text
    views: Sequence[View]
    borders: Sequence[Border]
    legend: Sequence[LegendRow]
    counted: str  # what the legend counts: «NIL»
    notes: Sequence[str] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.views)


def draw(
    kind: str,
    *,
    fills: Mapping[str, Fill],
    link: Callable[[Zone], str],
    title: Text,
    description: Text = "",
    legend: Mapping[str, Text],
    outlined: Collection[str] = (),
    selected: Collection[str] = (),
    key: str = "mappa",
) -> Drawing:
    """A map of all the zones of one scale.

    `fills`: zone's code → fill; a zone without one is «non noto», never a zero. `legend`: class →
    words, in the order to be read. `outlined`: codes of Municipi with a black outline; `selected`:
    codes of the zones themselves. `key`: the picture's id, where a page has two.
    """
    zones, larger = _drawn(kind)
    found = {one.code: _shape(one, fills.get(one.code), link, selected) for one in zones}
    shapes = {code: shape for code, shape in found.items() if shape}
    boundary = Box.around(shape.box for shape in shapes.values())
    if boundary is None:
        return Drawing(key, title, description, (), (), (), "")
    numbered = _numbered(kind, outlined, selected)
    others = [zone for zone in larger if zone.code not in outlined]  # their parts are numbered
    labels = [*_labels(others, is_large=True), *_labels(zones, only=numbered)]
    views = [View(key, boundary.wider(0.015), list(shapes.values()), labels)]
    if near := _near(larger, shapes, outlined, selected):
        views.append(_close_up(f"{key}-vicino", near, shapes.values(), labels))
    return Drawing(
        key,
        title,
        description,
        views,
        [Border(zone.outline, zone.code in outlined) for zone in _last(larger, outlined)],
        _legend(legend, shapes.values()),
        scale_name(kind, many=True),
        _notes(zones, larger, outlined),
    )


def _drawn(kind: str) -> tuple[list[Zone], list[Zone]]:
    """The zones of the scale and, over them, the Municipi: those that have a shape."""
    rows = (
        Zone.objects.exclude(outline="")
        .select_related("source")
        .only(*FIELDS, "source__code", "source__title", "source__publisher", "source__licence")
    )
    drawn = list(rows.filter(kind__in={kind, ZoneKind.MUNICIPIO}).order_by("kind", "number"))
    zones = [zone for zone in drawn if zone.kind == kind]
    return zones, [zone for zone in drawn if zone.kind != kind]


def _shape(
    zone: Zone, fill: Fill | None, link: Callable[[Zone], str], selected: Collection[str]
) -> Shape | None:
    box = bounds(zone.outline)
    if box is None:
        return None
    shown = fill or Fill(UNKNOWN, _("non noto"))
    words = f"{zone.number} {zone.name}: {shown.value_words}"
    return Shape(zone.outline, shown.css, words, link(zone), zone.code in selected, box)


def _numbered(kind: str, outlined: Collection[str], selected: Collection[str]) -> set[str] | None:
    """The codes of the zones whose number is written: those spoken of. None: all of them."""
    if kind != ZoneKind.NIL:
        return None
    rows = ZoneShare.objects.filter(part__kind=kind, whole__code__in=outlined)
    inside = rows.values_list("part__code", flat=True) if outlined else []
    return {*inside, *selected}


def _labels(
    zones: Iterable[Zone], *, only: set[str] | None = None, is_large: bool = False
) -> list[Label]:
    projection = Projection(*settings.CITY_CENTER)
    return [
        Label(f"{x:.0f}", f"{y:.0f}", zone.number, is_large)
        for zone in zones
        if (only is None or zone.code in only) and (point := _label_point(zone, projection))
        for x, y in [point]
    ]


def _label_point(zone: Zone, projection: Projection) -> Point | None:
    if zone.label_longitude is None or zone.label_latitude is None:
        return None
    return projection.drawn(zone.label_longitude, zone.label_latitude)


def _near(
    larger: Iterable[Zone],
    shapes: Mapping[str, Shape],
    outlined: Collection[str],
    selected: Collection[str],
) -> Box | None:
    """What a small screen shows, when something is spoken of in particular."""
    outlines = (bounds(zone.outline) for zone in larger if zone.code in outlined)
    if box := Box.around(box for box in outlines if box):
        return box.wider(CLOSE)
    box = Box.around(shape.box for code, shape in shapes.items() if code in selected)
    return box.wider(NEIGHBOURS) if box else None


def _close_up(key: str, box: Box, shapes: Iterable[Shape], labels: Iterable[Label]) -> View:
    return View(
        key,
        box,
        [shape for shape in shapes if shape.box.meets(box)],
        [label for label in labels if box.holds((float(label.x), float(label.y)))],
        digits=22,
    )


def _last(zones: Iterable[Zone], outlined: Collection[str]) -> list[Zone]:
    """Those spoken of are drawn above the others."""
    return sorted(zones, key=lambda zone: zone.code in outlined)


def _legend(legend: Mapping[str, Text], shapes: Iterable[Shape]) -> list[LegendRow]:
    counts = Counter(shape.css for shape in shapes)
    words: dict[str, Text] = dict(legend)
    for css, meaning in ((UNKNOWN, _("non noto")), (HIDDEN, _("protetto"))):
        if counts[css]:
            words.setdefault(css, meaning)
    return [LegendRow(css, meaning, counts[css]) for css, meaning in words.items()]


def _notes(zones: list[Zone], larger: list[Zone], outlined: Collection[str]) -> list[str]:
    """What is outlined, how true the shapes are, and whose they are."""
    names = [zone.name for zone in larger if zone.code in outlined]
    notes = [_("Contorno nero: %(names)s.") % {"names": ", ".join(names)}] if names else []
    for group in (zones, larger):
        notes += [_precision(zone) for zone in group if zone.precision != "official"][:1]
    sources = dict.fromkeys(str(zone.source) for zone in (*zones, *larger) if zone.source)
    if sources:
        notes.append(_("Fonti dei confini: %(sources)s.") % {"sources": "; ".join(sources)})
    return notes


def _precision(zone: Zone) -> str:
    scale = {"scale": scale_name(zone.kind, many=True)}
    if zone.precision == "schematic":
        return (
            _("%(scale)s: forme schematiche, servono solo a distinguerli: non sono confini.")
            % scale
        )
    return _("%(scale)s: confini approssimati, non ufficiali.") % scale
