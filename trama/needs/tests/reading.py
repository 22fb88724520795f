"""What the tests of coverage read in its pages."""

import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

BOARD = "/territorio/copertura/"


def soup(client: Client, url: str, status: int = 200) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


def rows(page: BeautifulSoup, key: str = "copertura") -> dict[str, list[str]]:
    """The cells of each line by the name of its zone."""
    table = page.select_one(f"table#{key}")
    assert table is not None
    return {
        words(line.select_one("th a")).strip(): [words(c).strip() for c in line.find_all("td")]
        for line in table.select("tbody tr")
    }
