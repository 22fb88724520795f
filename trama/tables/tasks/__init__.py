"""Jobs of the tables. Each may run twice and do its work once."""

from trama.tables.tasks import meetings

__all__ = ["meetings"]
