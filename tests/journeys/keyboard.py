"""Without the mouse: Tab as far as something, and Enter on it."""

import re

import pytest
from playwright.sync_api import Page

MOST_STOPS = 120
# The label of what has the focus, as a person would read it.
FOCUSED = """() => {
  const one = document.activeElement;
  const labels = one.labels ? [...one.labels].map((label) => label.innerText).join(" ") : "";
  return `${labels} ${one.getAttribute("aria-label") ?? ""} ${one.innerText ?? ""}`.trim();
}"""
RINGED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def tab_to(page: Page, label: str) -> None:
    """Tab after Tab, as far as what is called `label`; it shows that it has the focus."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if re.match(re.escape(label), page.evaluate(FOCUSED)):
            assert page.evaluate(RINGED), f"nothing shows that {label} has the focus"
            return
    pytest.fail(f"{label} is not reached with the keyboard on {page.url}")


def press_on(page: Page, label: str) -> None:
    tab_to(page, label)
    page.keyboard.press("Enter")
