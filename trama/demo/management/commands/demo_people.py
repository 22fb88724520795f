"""`demo_people`: where the demo is, and who one may be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from trama.demo import queries


class Command(BaseCommand):
    """A line per person: name, what they are, the page with their button."""

    help = "Dice l’indirizzo della dimostrazione e le persone con cui si entra."
    requires_system_checks: list[str] = []  # the web process runs them

    def handle(self, *args: Any, **options: Any) -> None:
        people = queries.present()
        if not people:
            raise CommandError("The demo city is not loaded: run `make demo`.")
        base = settings.BASE_URL
        # Ours alone: the whole platform's addresses would take a second to load.
        urls = "trama.demo.urls"
        self.stdout.write(f"Entra con un clic: {base}{reverse('people', urls)}")
        duties = [str(one.duty) for one in people]
        names, width = max(len(one.name) for one in people), max(map(len, duties))
        for one, duty in zip(people, duties, strict=True):
            address = f"{base}{reverse('enter', urls, args=[one.who])}"
            self.stdout.write(f"  {one.name:<{names}}  {duty:<{width}}  {address}")
        self.stdout.write(f"  senza accesso, da cittadini: {base}/")
