"""Letters of the tables, one module for each part."""

from trama.tables.emails import contributions, ground, meetings, minutes, synthesis, votes

__all__ = ["contributions", "ground", "meetings", "minutes", "synthesis", "votes"]
