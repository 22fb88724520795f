"""Boundaries, tables and lists of addresses as cities publish them. No database here."""
