"""Everything locked for production may be given on under the EUPL-1.2 with what it is."""

import re
from importlib import metadata
from pathlib import Path

RUNTIME = Path(__file__).parent.parent / "requirements" / "runtime.txt"
# Strong copyleft that the EUPL can't sit on without a thought, and what is nobody's to give.
REFUSED = re.compile(
    r"\bA?GPL|GNU (Affero )?General|proprietary|commercial|SSPL|BUSL", re.IGNORECASE
)
LESSER = re.compile(r"\bLGPL|Lesser General", re.IGNORECASE)
# Read by a person: what their classifiers say is wider than their licence.
LOOKED_AT = {"qrcode": "BSD-3-Clause, with parts under MIT; the word QR Code is a trademark"}


def locked() -> list[str]:
    return re.findall(r"^([a-z0-9][\w.\-]*)(?:\[[^\]]*\])?==", RUNTIME.read_text(), re.MULTILINE)


def licence(name: str) -> str:
    known = metadata.metadata(name)
    said = {key: known.get_all(key) or [] for key in ("License-Expression", "License")}
    classifiers = [c for c in known.get_all("Classifier") or [] if c.startswith("License")]
    exact = " ".join([*said["License-Expression"], *classifiers])
    return exact or " ".join(said["License"])[:200]


def test_no_locked_package_has_a_licence_that_we_cannot_give_on() -> None:
    installed = {d.name.lower().replace("_", "-") for d in metadata.distributions()}
    checked = [name for name in locked() if name in installed]
    assert len(checked) > 40  # the check looked at something
    wrong = {
        name: words
        for name in checked
        if REFUSED.search(words := licence(name)) and not LESSER.search(words)
        if name not in LOOKED_AT
    }
    assert wrong == {}


def test_every_locked_package_says_its_licence() -> None:
    installed = {d.name.lower().replace("_", "-") for d in metadata.distributions()}
    mute = [name for name in locked() if name in installed and not licence(name).strip()]
    assert mute == []
