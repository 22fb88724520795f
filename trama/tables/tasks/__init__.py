"""Jobs of the tables. Each may run twice and do its work once."""

from trama.tables.tasks import ground, meetings, minutes, sheets, synthesis, votes

__all__ = ["ground", "meetings", "minutes", "sheets", "synthesis", "votes"]
