"""CAdES envelopes (.p7m): the signed content taken out. Whether the signature holds is not said."""

import base64
import binascii
import re
from pathlib import Path

from asn1crypto import cms

MEDIA_TYPE = "application/pkcs7-mime"
MAX_DEPTH = 4  # signatures around signatures
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # the object identifier, in DER
_ARMOR = re.compile(rb"-----[A-Z0-9 ]+-----")


def unwrapped(path: Path, head: bytes) -> bytes | None:
    """What the envelope signs; empty when that is elsewhere; None when this is no envelope."""
    if _SIGNED_DATA in head[:64]:
        return _content(path.read_bytes())
    if head.startswith((b"MI", b"-----BEGIN PKCS7", b"-----BEGIN CMS")):
        return _content_of_text(path.read_bytes())
    return None


def _content_of_text(content: bytes) -> bytes | None:
    """Some programs write the envelope in base64."""
    try:
        plain = base64.b64decode(b"".join(_ARMOR.sub(b"", content).split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return _content(plain) if _SIGNED_DATA in plain[:64] else None


def _content(envelope: bytes) -> bytes:
    info = cms.ContentInfo.load(envelope)
    inner = info["content"]["encap_content_info"]["content"]
    return bytes(inner.native or b"")
