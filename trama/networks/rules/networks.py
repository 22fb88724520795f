RESERVED = frozenset({"citta", "nuova", "inviti", "rapporti"})
"""Words that are pages of ours under /reti/: no network has them as its code."""
