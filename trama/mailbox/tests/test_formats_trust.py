"""What the judge trusts, as openssl does, and that no damage makes it fail."""

import asyncio
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.mailbox.formats.compose import (
    transport_envelope,
)
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.formats.signature import SignatureState, Verdict, verify
from trama.mailbox.formats.trust import TrustStore

from .pec_factory import (
    AT,
    LETTER,
    envelope,
    judged,
    provider,
    rogue,
    trust,
)


def test_a_store_is_a_file_or_a_folder_and_says_what_it_could_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    pem, der = folder / "a.pem", folder / "b.cer"
    pem.write_bytes(rogue().trust_pem + provider().trust_pem)
    der.write_bytes(provider().signing.asn1.dump())
    (folder / "c.txt").write_text("non sono un certificato")
    store = TrustStore.load(folder)
    assert len(store.certificates) == 3
    assert ["c.txt" in problem for problem in store.problems] == [True]
    assert judged(envelope(), TrustStore.load(pem)).state == "trusted"


@pytest.mark.parametrize("path", [None, Path()])
def test_no_store_trusts_nobody(path: Path | None) -> None:
    assert TrustStore.load(path) == TrustStore()


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    store = TrustStore.load(tmp_path / "nowhere.pem")
    assert store.certificates == ()
    assert len(store.problems) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("digest", ["sha1", "sha256"])
def test_openssl_agrees_with_us(tmp_path: Path, digest: str) -> None:
    message, store = tmp_path / "message.eml", tmp_path / "ca.pem"
    store.write_bytes(provider().trust_pem)
    raw = transport_envelope(provider(), LETTER, AT, digest=digest)
    for content, accepted in ((raw, True), (raw.replace(b"Il giorno", b"Il Giorno"), False)):
        message.write_bytes(content)
        command = ["openssl", "cms", "-verify", "-in", str(message), "-CAfile", str(store)]
        command += ["-purpose", "any", "-attime", str(int(AT.timestamp())), "-out", "/dev/null"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode == 0) is accepted, done.stderr


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("options", [[], ["-keyid"], ["-md", "sha1"], ["-noattr"], ["-crlfeol"]])
def test_we_agree_with_openssl(tmp_path: Path, options: list[str]) -> None:
    """A signature made by somebody else's program, in its other lawful shapes."""
    signing = provider().signing
    files = {name: tmp_path / name for name in ("inner", "cert.pem", "key.pem", "out.eml")}
    signed = read_message(envelope()).signed
    assert signed is not None
    files["inner"].write_bytes(signed)
    files["cert.pem"].write_bytes(signing.pem)
    files["key.pem"].write_bytes(
        signing.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    command = ["openssl", "cms", "-sign", "-in", str(files["inner"]), "-out", str(files["out.eml"])]
    command += ["-signer", str(files["cert.pem"]), "-inkey", str(files["key.pem"]), *options]
    subprocess.run(command, capture_output=True, check=True)
    kept = ("X-Trasporto", "From", "Reply-To", "To")
    head = envelope().partition(b"\r\n\r\n")[0].decode().split("\r\n")
    lines = [line for line in head if line.partition(":")[0] in kept]
    end = "\r\n" if "-crlfeol" in options else "\n"
    raw = "".join(line + end for line in lines).encode() + files["out.eml"].read_bytes()
    assert judged(raw).state == "trusted"
    assert judged(raw.replace(b"Il giorno", b"Il Giorno")).state == "altered"


def test_a_digest_nobody_should_use_any_more_is_refused() -> None:
    message = read_message(envelope())
    assert message.signature is not None
    sha256, md5 = bytes.fromhex("0609608648016503040201"), bytes.fromhex("06082a864886f70d0205")
    assert sha256 in message.signature
    info = cms.ContentInfo.load(message.signature)
    info["content"]["signer_infos"][0]["digest_algorithm"]["algorithm"] = "md5"
    weak = info.dump(force=True)
    assert md5 in weak
    verdict = verify(envelope(), replace(message, signature=weak), trust())
    assert verdict.state == "altered"
    assert "md5" in verdict.integrity.sentence


def test_the_judge_works_inside_an_event_loop_too() -> None:
    async def inside() -> Verdict:
        return judged(envelope())

    assert asyncio.run(inside()).state == "trusted"


def test_only_seven_words_are_verdicts() -> None:
    assert {str(state) for state in SignatureState} == {
        "trusted", "unknown_issuer", "expired", "mismatch", "altered", "unsigned", "unreadable",
    }  # fmt: skip


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_a_message_makes_the_judge_fail_or_trust_wrongly(data: st.DataObject) -> None:
    """Whatever is damaged, a trusted verdict is only for the same certified content."""
    raw = envelope()
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start, min(len(raw), start + 40)))
    damaged = raw[:start] + data.draw(st.binary(max_size=40)) + raw[end:]
    message = read_message(damaged)
    verdict = verify(damaged, message, trust())
    if verdict.state == "trusted":
        whole = read_message(raw)
        assert (message.daticert, message.original) == (whole.daticert, whole.original)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_damage_to_a_signature_makes_the_judge_fail(data: st.DataObject) -> None:
    message = read_message(envelope())
    assert message.signature is not None
    signature = bytearray(message.signature)
    for _time in range(data.draw(st.integers(1, 4))):
        signature[data.draw(st.integers(0, len(signature) - 1))] = data.draw(st.integers(0, 255))
    damaged = replace(message, signature=bytes(signature))
    assert verify(envelope(), damaged, trust()).state in set(SignatureState)
