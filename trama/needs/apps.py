from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "trama.needs"
