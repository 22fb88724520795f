"""The register on the web: public pages, the body's own, the steward's."""
