from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from trama.core.deadlines import ROME
from trama.core.ui import Badge, Bar, Check, Evidence, Step, Timeline, Tone

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ROME)


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("tone", get_args(Tone))
def test_a_badge_says_its_state_in_a_word_and_a_shape_as_well_as_a_colour(tone: str) -> None:
    html = draw("{% badge label tone %}", label="Ammesso", tone=tone)
    assert "Ammesso" in html
    assert "#it-" in html


def test_each_tone_has_a_shape_of_its_own() -> None:
    tones = get_args(Tone)
    assert len({Badge("x", tone).symbol for tone in tones}) == len(tones)


def test_a_timeline_says_in_words_what_its_dots_show() -> None:
    steps = [Step("Avviso", "28 ott", "done"), Step("Domande", "27 nov", "now"), Step("Elenco")]
    html = draw("{% timeline what %}", what=Timeline("Fasi", steps))
    assert "Passo 2 di 3:" in html
    assert html.count('aria-current="step"') == 1
    assert "fatto" in html
    assert "in corso" in html


def test_a_timeline_that_is_over_has_no_current_step() -> None:
    html = draw("{% timeline what %}", what=Timeline("Fasi", [Step("Avviso", state="done")] * 7))
    assert "Passi fatti: 7 di 7" in html
    assert "aria-current" not in html


def test_a_deadline_is_told_twice() -> None:
    html = draw("{% deadline at now %}", at=NOW + timedelta(days=9, hours=2), now=NOW)
    assert "venerdì 27 novembre 2026, ore 12:00" in html
    assert "mancano 9 giorni e 2 ore" in html
    assert 'datetime="2026-11-27T12:00:00+01:00"' in html


def test_a_deadline_gone_by_no_longer_counts_down() -> None:
    html = draw("{% deadline at now %}", at=NOW - timedelta(hours=3), now=NOW)
    assert "scaduto 3 ore fa" in html
    assert "manca" not in html


def test_a_deadline_long_gone_counts_no_days() -> None:
    html = draw("{% deadline at now %}", at=NOW - timedelta(days=1286), now=NOW)
    assert "scaduto" in html
    assert "giorni" not in html


def test_a_closed_act_is_tied_to_its_reason() -> None:
    html = draw('{% closed_act "Ammetti" "Il punto 9 aspetta un giudizio." "ammetti" %}')
    assert 'aria-describedby="ammetti-perche"' in html
    assert 'id="ammetti-perche">Il punto 9 aspetta un giudizio.' in html
    assert " disabled" in html


def test_an_act_is_a_post_with_its_token() -> None:
    html = draw(
        '{% act "/ritira/" "Ritira" %}Resta come ritirata.{% endact %}', csrf_token="gettone"
    )
    assert 'method="post"' in html
    assert 'value="gettone"' in html
    assert html.index("Resta come ritirata.") < html.index("<button")


def test_a_checklist_row_shows_the_fact_its_proof_and_whose_verdict_it_is() -> None:
    row = Check(
        5,
        "24 mesi",
        "31 mesi.",
        Badge("Conforme", "done"),
        "Calcolato",
        [Evidence("Scheda", "/d/")],
    )
    html = draw("{% check_row row %}{% endcheck_row %}", row=row)
    for words in ("24 mesi", "31 mesi.", "Conforme", "Calcolato", 'href="/d/"'):
        assert words in html
    assert 'class="full"' not in html


def test_pages_of_a_list_keep_the_filters_of_the_address() -> None:
    request = RequestFactory().get("/enti/", {"q": "gelsi & co", "pagina": "2"})
    page = Paginator(range(100), 20).page(2)
    html = draw("{% pagination page %}", page=page, request=request)
    assert 'href="?q=gelsi+%26+co&amp;pagina=3"' in html
    assert "Da 21 a 40, su 100" in html
    assert html.count('aria-current="page"') == 1


def test_a_list_of_one_page_has_no_links_to_others() -> None:
    request = RequestFactory().get("/enti/")
    html = draw("{% pagination page %}", page=Paginator(range(3), 20).page(1), request=request)
    assert "Da 1 a 3, su 3" in html
    assert "<a " not in html


def test_a_table_is_a_region_named_by_its_caption_or_its_label() -> None:
    named = draw('{% table "enti" caption="Gli enti" %}<tbody></tbody>{% endtable %}')
    assert 'aria-labelledby="enti-titolo"' in named
    assert '<caption id="enti-titolo">Gli enti</caption>' in named
    labelled = draw('{% table "atti" label="Gli atti" kind="stick" %}<tbody></tbody>{% endtable %}')
    assert 'aria-label="Gli atti"' in labelled
    assert "La tabella scorre di lato" in labelled


@pytest.mark.parametrize(("share", "width"), [(20.25, "20.2"), (0, "0.0"), (250, "100.0")])
def test_a_bar_is_drawn_with_a_point_and_inside_its_frame(share: float, width: str) -> None:
    with translation.override("it"):
        html = draw("{% bars items %}", items=[Bar("Accolti", 911, share)])
    assert f'width="{width}"' in html


def test_acts_stay_in_italian_and_say_so_to_whoever_reads_in_english() -> None:
    source = "{% original_text %}Visto l’art. 55{% endoriginal_text %}"
    with translation.override("en"):
        assert draw(source) == '<div lang="it">Visto l’art. 55</div>'
    with translation.override("it"):
        assert draw(source) == "<div>Visto l’art. 55</div>"


@pytest.mark.parametrize(
    "source",
    [
        "{% badge x %}",
        "{% thread_link x x %}",
        '{% icon "it-user" x %}',
        "{% box 'due' x %}{{ x }}{% endbox %}",
        "{% empty_state x %}{{ x }}{% endempty_state %}",
        "{% breadcrumb x '/' x %}",
        "{% closed_act x x 'k' %}",
        "{% table 'k' caption=x %}{% endtable %}",
        "{% act '/' x %}{{ x }}{% endact %}",
    ],
)
def test_no_component_lets_markup_through(source: str) -> None:
    assert "<script" not in draw(source, x='"><script>')
