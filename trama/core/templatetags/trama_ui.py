"""The components of the interface: every tag takes what it shows as explicit parameters.

A builtin library of the platform's templates: no `{% load %}` is needed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, cast
from uuid import UUID

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trama.core import glossary, moments, navigation, panels
from trama.core.differences import differences
from trama.core.keeping import kept
from trama.core.navigation import Menu
from trama.core.ui import (
    SYMBOLS,
    Badge,
    Bar,
    Check,
    Document,
    Due,
    Evidence,
    Figure,
    Link,
    SheetImage,
    Task,
    Text,
    Timeline,
    Tone,
)

register = template.Library()

LONG_PAST = timedelta(days=60)
LEAD_SECONDS = 60
"""How late the opening sentence of a page may show that a word is explained otherwise."""

for _name in (
    "instant", "instant_seconds", "short_instant", "day", "long_day", "short_day", "weekday",
    "short_weekday", "day_number", "month", "hour",
):  # fmt: skip
    register.filter(_name, getattr(moments, _name))


@register.filter
def distance(target: datetime, now: datetime) -> str:
    """`{{ notice.closes_at|distance:now }}` where `now` is the page's one reading of the clock."""
    return moments.distance(target, now)


@register.filter
def duration(length: timedelta, parts: int = 2) -> str:
    return moments.duration(length, parts)


@register.simple_tag(takes_context=True)
def moment(context: Context, value: date | datetime, form: str = "instant") -> str:
    """A `<time>` that machines read too: `{% moment notice.closes_at "short_instant" %}`. In plain
    text, which is what a template that escapes nothing writes, the words alone."""
    words: str = getattr(moments, form)(value)
    if not context.autoescape:
        return words
    machine = (
        moments.local(value).isoformat(timespec="seconds")
        if isinstance(value, datetime)
        else value.isoformat()
    )
    return format_html('<time datetime="{}">{}</time>', machine, words)


# ---------------------------------------------------------------- frame


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """A sign from the sprite. Without a label it only repeats the word beside it."""
    return _icon(name, str(label))


@lru_cache(maxsize=256)
def _icon(name: str, label: str) -> SafeString:
    href = f"{static('bootstrap-italia/svg/sprites.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="i" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def home() -> str:
    """The home of the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{get_script_prefix()}{prefix}"


@register.simple_tag
def alternate(request: HttpRequest, language: str) -> str:
    """The address of this page in another language; empty where the page has one language only."""
    here = request.get_full_path()
    there = translate_url(here, language)
    return there if there != here else ""


@register.simple_tag
def menu(name: Menu, request: HttpRequest) -> list[navigation.Item]:
    """`{% menu "public" request as entries %}`: what this menu shows to whoever asks."""
    return navigation.of(name, request)


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: Text) -> dict[str, Any]:
    """`{% breadcrumb label url label url … here %}`: pairs from the top, then this page's name."""
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return {"crumbs": pairs, "here": parts[-1]}


@register.simple_tag(name="panels", takes_context=True)
def show_panels(context: Context, place: str, thing: Any = None) -> SafeString:
    """What upper apps have to show at this place about this thing."""
    request = cast("HttpRequest", context["request"])
    found = panels.of(place, request, thing)
    return format_html_join(
        "\n", "{}", ((render_to_string(p.template, dict(p.context), request),) for p in found)
    )


# ---------------------------------------------------------------- state of a procedure


@register.simple_tag
def badge(what: Badge | Text, tone: Tone = "", symbol: str = "") -> SafeString:
    """`{% badge notice.badge %}` or `{% badge _("Pubblicato") "done" %}`."""
    shown = what if isinstance(what, Badge) else Badge(what, tone, symbol)
    return _badge(str(shown.label), shown.tone, shown.symbol)


@lru_cache(maxsize=256)
def _badge(label: str, tone: str, symbol: str) -> SafeString:
    """States are few, and a list has one a row: each is drawn once."""
    kind = f" st--{tone}" if tone else ""
    sign = _icon(symbol, "")
    return format_html('<span class="st{}">{}<span>{}</span></span>', kind, sign, label)


@register.inclusion_tag("components/timeline.html")
def timeline(what: Timeline, *, vertical: bool = False) -> dict[str, Any]:
    return {"timeline": what, "vertical": vertical}


@register.inclusion_tag("components/deadline.html")
def deadline(closes_at: datetime, now: datetime) -> dict[str, Any]:
    """The instant and the distance, large; long after, how many days ago says nothing."""
    return {
        "closes_at": closes_at,
        "now": now,
        "past": closes_at < now,
        "long_past": closes_at + LONG_PAST < now,
    }


@register.inclusion_tag("components/due.html")
def due_rows(rows: Iterable[Due], label: Text, *, level: int = 3) -> dict[str, Any]:
    """Terms, the nearest first; `level` is the heading of each row."""
    return {"rows": rows, "label": label, "level": level}


@register.simple_block_tag
def check_row(content: str, row: Check) -> SafeString:
    """A point of a checklist, inside `<ol class="check">`; the content opens in place under it."""
    context = {"row": row, "content": content}
    return render_to_string("components/check.html", context)


@register.inclusion_tag("components/tasks.html")
def tasks(rows: Iterable[Task]) -> dict[str, Any]:
    return {"rows": rows}


@register.inclusion_tag("components/evidence.html")
def evidence(items: Iterable[Evidence]) -> dict[str, Any]:
    """Chips: every computed fact carries at least one."""
    return {"items": items}


@register.simple_tag
def thread_link(label: Text, url: str, look: str = "filo") -> SafeString:
    """To where the thing comes from."""
    return format_html('<a class="{}" href="{}">{}</a>', look, url, label)


@register.simple_tag
def thread_of(kind: str, uid: UUID, whose: Text = "") -> SafeString:
    """To the golden thread of a thing: `{% thread_of "bisogno" need.uid %}`. `whose`: which of many
    on a page, for who hears them. A way to go: not on paper."""
    said = format_html('<span class="visually-hidden">: {}</span>', whose) if whose else ""
    label = format_html("{}{}", _("Il filo: da dove viene, che cosa ne è nato"), said)
    return thread_link(label, reverse("core:thread", args=[kind, uid]), "filo no-print")


# ---------------------------------------------------------------- boxes


@register.simple_block_tag
def box(
    content: str, kind: str = "", title: Text = "", symbol: str = "", extra: str = ""
) -> SafeString:
    """`kind`: ink, due, stop, done, proof, wait or nothing; `extra`: more classes (`box--s`)."""
    context = {
        "kind": kind,
        "title": title,
        "symbol": symbol or SYMBOLS.get(kind, ""),
        "extra": extra,
        "content": content,
    }
    return render_to_string("components/box.html", context)


@register.simple_block_tag
def receipt(content: str, title: Text, number: str, at: datetime) -> SafeString:
    """Number first, then the time to the second, then the content."""
    context = {"title": title, "number": number, "at": at, "content": content}
    return render_to_string("components/receipt.html", context)


@register.inclusion_tag("components/kv.html")
def kv(pairs: Iterable[tuple[Text, Any]]) -> dict[str, Any]:
    return {"pairs": pairs}


@register.simple_block_tag
def empty_state(content: str, title: Text) -> SafeString:
    """Nothing here yet: the content says why, and what would fill it."""
    return format_html('<div class="empty"><p><b>{}</b></p>{}</div>', title, content)


@register.simple_block_tag
def original_text(content: str, tag: str = "div", extra: str = "") -> SafeString:
    """A text of law or of an act: it stays in Italian, and says so to whoever reads in English."""
    attributes = format_html(' class="{}"', extra) if extra else ""
    if not (get_language() or "it").startswith("it"):
        attributes = format_html('{} lang="it"', attributes)
    return format_html("<{}{}>{}</{}>", SafeString(tag), attributes, content, SafeString(tag))


@register.simple_block_tag
def glossed(
    content: str, key: str, at: datetime | None = None, *, when_asked: bool = False
) -> SafeString:
    """Prose whose words are explained in place: `{% glossed "testo" notice.published_at %}`. `at`:
    when the text was approved (a draft: nothing); the others as `glossary.glossed` has them."""
    return glossary.glossed(content, key, at, when_asked=when_asked)


@register.simple_block_tag
def lead(content: str) -> SafeString:
    """The sentence of ours that opens a page, the same for whoever reads it, explained as now."""
    facts, said = ("lead", get_language(), content), f'<p class="lead mt2">{content}</p>'
    draw = partial(glossary.glossed, said, "guida", when_asked=True)
    return kept("public", facts, LEAD_SECONDS, draw)


# ---------------------------------------------------------------- tables and figures


@register.simple_block_tag
def table(
    content: str, key: str, caption: Text = "", label: Text = "", kind: str = "t--stack"
) -> SafeString:
    """A table in its named, focusable region. `key` is its id; name it by a caption or a label.

    `kind`: `t--stack` for text (cards on a small screen: each cell carries `data-label`), `stick`
    for figures (scrolls, first column fixed), or nothing.
    """
    context = {"key": key, "caption": caption, "label": label, "kind": kind, "content": content}
    return render_to_string("components/table.html", context)


@register.simple_block_tag(takes_context=True)
def paged_table(
    context: Context, content: str, key: str, label: Text, page: Page[Any], *columns: Text
) -> SafeString:
    """A page of a list: the names of its columns, the rows (the content), the other pages."""
    values = {"key": key, "label": label, "page": page, "columns": columns, "content": content}
    return render_to_string("components/paged_table.html", values, context["request"])


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[Figure]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/bars.html")
def bars(items: Iterable[Bar]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/differences.html", name="differences")
def show_differences(before: str, after: str) -> dict[str, Any]:
    """What changed between two versions of a text, word by word."""
    return {"pieces": differences(before, after)}


@register.inclusion_tag("components/meter.html")
def meter(done: int, total: int) -> dict[str, Any]:
    """How many parts of how many; the words beside it say the same."""
    return {"parts": [(10 * n, n < done) for n in range(total)], "width": 10 * total}


@register.inclusion_tag("components/viewer.html")
def viewer(
    title: str, original_url: str, sheets: Sequence[SheetImage], note: Text = ""
) -> dict[str, Any]:
    """A document as page images with their text beside; the original is always one link away."""
    return {"title": title, "original_url": original_url, "sheets": sheets, "note": note}


@register.inclusion_tag("components/documents.html")
def documents(items: Iterable[Document]) -> dict[str, Any]:
    return {"items": items}


# ---------------------------------------------------------------- moving about


@register.inclusion_tag("components/tabs.html")
def tabs(links: Iterable[Link], label: Text) -> dict[str, Any]:
    return {"links": links, "label": label}


@register.inclusion_tag("components/index.html")
def page_index(links: Iterable[Link]) -> dict[str, Any]:
    return {"links": links}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "pagina") -> dict[str, Any]:
    """Pages of a list; the filters in the address stay as they are."""
    query = cast("HttpRequest", context["request"]).GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(n, address(n)) if isinstance(n, int) else (None, "") for n in shown],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


# ---------------------------------------------------------------- acts and forms


@register.inclusion_tag("components/closed_act.html")
def closed_act(label: Text, why: Text, key: str, *, small: bool = False) -> dict[str, Any]:
    """An act that is not open now, with the reason beside it: `key` ties the two."""
    return {"label": label, "why": why, "key": key, "small": small}


@register.simple_block_tag(takes_context=True)
def act(
    context: Context, content: str, url: str, label: Text, kind: str = "btn-primary"
) -> SafeString:
    """A move that asks for confirmation: the content says what follows, the button does it."""
    values = {"url": url, "label": label, "kind": kind, "content": content}
    return render_to_string(
        "components/act.html", {**values, "csrf_token": context.get("csrf_token", "")}
    )


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, label: Text, button: Text = "") -> dict[str, Any]:
    """A search form whose choices live in the address. `clear` leads back to everything."""
    request = cast("HttpRequest", context["request"])
    return {
        "form": form,
        "label": label,
        "button": button,
        "clear": request.path if any(request.GET.values()) else "",
    }
