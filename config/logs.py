"""The log: JSON lines on standard error, without personal data."""

import os
from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "trama.core.logs.Scrub"}},
    "formatters": {"json": {"()": "trama.core.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["scrub"],
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("TRAMA_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "allauth": {"level": "WARNING"},
        # Each refusal is a page of ours; a line a 404 would drown the rest.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}
