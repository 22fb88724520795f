"""Where signals come from, as far as it must be known to keep floods out: never an address."""

import hashlib
import hmac
import re
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

LATELY = timedelta(minutes=10)
MOST_LATELY = 20
"""Different signals that one network may send in that time. Identical ones are one."""
SLOW_EVERY = timedelta(minutes=2)
"""Without proof of work: one signal of a network in that time."""
LETTERS_EVERY = timedelta(days=1)
"""An address is asked to confirm at most once in that time, whoever writes it wherever."""

MOST_LETTERS_AN_HOUR = 200
"""That ask for a confirmation, of what came by one door: whoever forges senders by the thousand
neither writes to them through us nor stops who came by another door. The others wait."""

MAILBOX = (r"^([^+@]+)\+[^@]*@", r"\1@")


def network_of(address: str) -> str:
    """The network that an address is of: /24, and /48 of the new kind; an e-mail's is itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address.strip().lower()
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = 48 if isinstance(found, IPv6Address) else 24
    return str(ip_network(f"{found}/{length}", strict=False))


def source_key(address: str, key: str) -> str:
    """The network under the key of the day."""
    return hmac.new(key.encode(), network_of(address).encode(), hashlib.sha256).hexdigest()


def mailbox_of(address: str) -> str:
    """Who reads an address: what follows a plus is a tag, that whoever writes it chooses freely
    (RFC 5233). `MAILBOX` says the same to the database."""
    return re.sub(*MAILBOX, address.strip().lower())
