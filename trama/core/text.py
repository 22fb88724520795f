"""How a name is ordered and searched: without case and accents, as people look for it."""

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, Func


class NameKey(Func):
    """`unaccent(lower(…))`, stored in a column: people-facing order and near names use it."""

    function = "trama_key"
    output_field = CharField()


class ItalianSearch(Func):
    """The words of a text, stemmed in Italian, without accents: a stored column for search."""

    function = "trama_search"
    output_field = SearchVectorField()


class ItalianQuery(SearchQuery):
    """What a person typed, read as a search engine reads it (words, "phrases", -exclusions)."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.function = "trama_query"
