"""The acts upon messages and links, one function each."""

from trama.mailbox.lifecycle.incoming import (
    Outcome,
    content_of,
    finish_reading,
    read_again,
    take_in,
)
from trama.mailbox.lifecycle.links import (
    create_link,
    exchange,
    revoke_all_links,
    revoke_link,
    use_link,
)
from trama.mailbox.lifecycle.outgoing import (
    deliver,
    forget_addressee,
    give_up,
    owe_letter,
    post,
    queue_again,
)
from trama.mailbox.lifecycle.tray import assign, open_envelope, set_aside

__all__ = [
    "Outcome",
    "assign",
    "content_of",
    "create_link",
    "deliver",
    "exchange",
    "finish_reading",
    "forget_addressee",
    "give_up",
    "open_envelope",
    "owe_letter",
    "post",
    "queue_again",
    "read_again",
    "revoke_all_links",
    "revoke_link",
    "set_aside",
    "take_in",
    "use_link",
]
