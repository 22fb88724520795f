from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Names carry the hash of the content, so browsers keep them for ever; compressed once."""

    # Vendor files name source maps that we do not ship: a missing one is not an error.
    manifest_strict = False
    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}

    def stored_name(self, name: str) -> str:
        """Until `collectstatic` has run (tests, a fresh clone in debug) names are what they are."""
        return str(super().stored_name(name)) if self.hashed_files else name

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's own
        """A page asks a few addresses seventy times; only `collectstatic` changes them."""
        if name not in self.addresses:
            address = str(super().url(name, force))
            if not self.hashed_files:
                return address
            self.addresses[name] = address
        return self.addresses[name]
