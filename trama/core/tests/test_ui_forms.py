from html.parser import HTMLParser

import pytest
from django import forms

from trama.core.forms import DayField, InstantField
from trama.core.styleguide import SampleFilters, SampleForm


class Ids(HTMLParser):
    """Every id of a page, every id it points to, and the attributes of each field."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.fields: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if identity := values.get("id"):
            self.ids.append(identity)
        self.targets.update((values.get("aria-describedby") or "").split())
        if target := values.get("for"):
            self.targets.add(target)
        if tag == "a" and (href := values.get("href") or "").startswith("#"):
            self.targets.add(href[1:])
        if tag in {"input", "select", "textarea"} and values.get("name"):
            self.fields[str(values["name"])] = values


@pytest.fixture
def refused() -> SampleForm:
    return SampleForm({"months": "-1"})


def test_every_label_hint_error_and_summary_link_leads_to_something(refused: SampleForm) -> None:
    page = Ids(str(refused))
    assert page.targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_wrong_field_says_so_and_is_tied_to_its_error(refused: SampleForm) -> None:
    months = Ids(str(refused)).fields["months"]
    assert months["aria-invalid"] == "true"
    assert "id_months_error" in str(months["aria-describedby"]).split()


def test_a_field_with_two_mistakes_counts_twice_in_the_summary(refused: SampleForm) -> None:
    wrong = sum(len(said) for said in refused.errors.values())
    refused.add_error("months", "Anche questo non va.")
    assert f"Ci sono {wrong + 1} cose da correggere" in str(refused)


def test_the_summary_counts_and_names_the_fields_to_correct(refused: SampleForm) -> None:
    html = str(refused)
    assert f"Ci sono {len(refused.errors)} cose da correggere" in html
    assert '<a href="#id_months">Mesi di esperienza</a>' in html
    assert "I file vanno scelti di nuovo." in html


def test_the_summary_leads_to_the_first_of_the_choices(refused: SampleForm) -> None:
    assert '<a href="#id_verdict_0">Giudizio</a>' in str(refused)


def test_a_form_not_yet_sent_has_no_summary() -> None:
    assert "error-summary" not in str(SampleForm())


def test_what_may_be_left_out_is_told_except_in_filters() -> None:
    assert str(SampleForm()).count("(facoltativo)") == 2
    assert "(facoltativo)" not in str(SampleFilters())


def test_choices_are_a_group_with_a_legend() -> None:
    html = str(SampleForm()["verdict"].as_field_group())
    assert "<fieldset" in html
    assert "Giudizio" in html.split("<legend>")[1].split("</legend>", maxsplit=1)[0]


def test_what_people_write_is_escaped() -> None:
    class Echo(forms.Form):
        name = forms.CharField(help_text="<script>")

        def clean(self) -> None:
            raise forms.ValidationError("<script>")

    assert "<script" not in str(Echo({"name": '"><script>'}))


@pytest.mark.parametrize("typed", ["2026-11-27", "27/11/2026"])
def test_a_day_is_read_as_browsers_send_it_and_as_people_type_it(typed: str) -> None:
    assert DayField().clean(typed).isoformat() == "2026-11-27"


def test_an_instant_is_typed_on_the_wall_clock_of_rome() -> None:
    assert InstantField().clean("2026-11-27T12:00").isoformat() == "2026-11-27T12:00:00+01:00"


@pytest.mark.parametrize("typed", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_an_hour_that_is_not_or_is_twice_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        InstantField().clean(typed)
