"""Letters of the tables, one module for each part."""

from trama.tables.emails import meetings

__all__ = ["meetings"]
