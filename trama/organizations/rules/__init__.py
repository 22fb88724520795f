"""Judgements on bodies and their lists: pure functions, no database."""
