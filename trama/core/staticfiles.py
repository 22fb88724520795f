from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Names carry the hash of the content, so browsers keep them for ever; compressed once."""

    # Vendor files name source maps that we do not ship: a missing one is not an error.
    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """Until `collectstatic` has run (tests, a fresh clone in debug) names are what they are."""
        return str(super().stored_name(name)) if self.hashed_files else name
