from typing import Any

from django.core.management.base import BaseCommand

from trama.learning.lifecycle.exchange import load_starting


class Command(BaseCommand):
    help = "Puts in the glossary the terms that come with the platform; those there are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(load_starting())} terms added.")
