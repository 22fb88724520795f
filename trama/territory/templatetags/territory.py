"""What the pages of zones write, here and in the apps above."""

from django import template

from trama.territory.links import zone_url
from trama.territory.rules.numbers import number_words

register = template.Library()
register.filter("zone_url", zone_url)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as a number of hundredths, one decimal."""
    return number_words(100 * share, 1)
