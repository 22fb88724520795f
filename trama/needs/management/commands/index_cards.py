"""`index_cards`: what every card is found by, written again; to be run after the zones change."""

from typing import Any

from django.core.management.base import BaseCommand

from trama.needs.lifecycle import finding
from trama.needs.models import Need, Resource


class Command(BaseCommand):
    help = "Riscrive le parole e le zone con cui si trovano bisogni e risorse."

    def handle(self, *args: Any, **options: Any) -> None:
        finding.index_all(Need)
        finding.index_all(Resource)
        finding.count_words()
