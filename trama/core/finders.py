"""The front-end packages' files that pages load, by name: nothing else of a package is served."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STYLESHEET = "bootstrap-italia/css/bootstrap-italia.min.css"
PACKAGES = {
    "bootstrap-italia": (
        "bootstrap-italia/dist",
        (
            "svg/sprites.svg",
            "fonts/Lora/lora-v20-latin-ext_latin-italic.woff2",
            "fonts/Lora/lora-v20-latin-ext_latin-regular.woff2",
            "fonts/Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2",
            "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2",
            "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2",
            "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2",
        ),
    ),
    "htmx": ("htmx.org/dist", ("htmx.min.js",)),
    "maplibre-gl": (
        "maplibre-gl/dist",
        ("maplibre-gl.css", "maplibre-gl.mjs", "maplibre-gl-worker.mjs"),
    ),
}
"""Served under → folder inside node_modules, files of that folder."""

# The video player's icon font is a data: address, which `font-src 'self'` refuses with a message
# on every page, used or not; the source map is not served.
REFUSED = re.compile(r"@font-face\{[^{}]*url\(data:[^{}]*\}|/\*# sourceMappingURL=[^*]*\*/")


def without_refused(stylesheet: str) -> str:
    return REFUSED.sub("", stylesheet)


class VendorFinder(BaseFinder):
    """Packages as npm installed them; Bootstrap Italia's stylesheet cut, and kept under `var`."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.packages = Path(settings.BASE_DIR) / "node_modules"
        self.source = self.packages / "bootstrap-italia/dist/css" / Path(STYLESHEET).name
        self.cut = Path(settings.VAR_DIR) / "vendor" / STYLESHEET

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        found = str(self._file(path) or "")
        if find_all:
            return [found] if found else []
        return found or None

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        for prefix, (folder, files) in PACKAGES.items():
            storage = self._storage(prefix, self.packages / folder)
            yield from ((name, storage) for name in files if storage.exists(name))
        if self._file(STYLESHEET):
            yield self.cut.name, self._storage(str(Path(STYLESHEET).parent), self.cut.parent)

    def _storage(self, prefix: str, folder: Path) -> FileSystemStorage:
        storage = FileSystemStorage(folder)
        storage.prefix = prefix  # type: ignore[attr-defined]  # read by collectstatic
        return storage

    def _file(self, path: str) -> Path | None:
        if path == STYLESHEET:
            return self._made() if self.source.is_file() else None
        prefix, _, name = path.partition("/")
        folder, files = PACKAGES.get(prefix, ("", ()))
        file = self.packages / folder / name
        return file if name in files and file.is_file() else None

    def _made(self) -> Path:
        text = without_refused(self.source.read_text("utf-8"))
        # By content: the dates of an installed package say nothing of its version.
        if not self.cut.is_file() or self.cut.read_text("utf-8") != text:
            self.cut.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may do it at once: each writes aside and puts the whole in place.
            aside = self.cut.with_name(f"{self.cut.name}.{os.getpid()}")
            aside.write_text(text, "utf-8")
            aside.replace(self.cut)
        return self.cut
