"""The OpenAPI document, with what every answer has in common said once.

django-ninja writes what each operation takes and gives; headers, errors and the formats of numbers
that the Italian interoperability model (ModI) asks for are added here.
"""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from trama.opendata.api.problems import MEDIA_TYPE

Json = dict[str, Any]

ERRORS = {
    "400": ("BadRequest", "The request cannot be read."),
    "404": ("NotFound", "Nothing public is at this address."),
    "422": ("UnprocessableContent", "A parameter cannot be used: `errors` says which and why."),
    "429": ("TooManyRequests", "Too many requests in this minute from this address."),
    "503": ("ServiceUnavailable", "The service does not answer for now."),
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "Problem details for HTTP APIs (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "reason"],
                "properties": {"parameter": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
RATE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


def _header(description: str, schema: Json) -> Json:
    return {"description": description, "schema": schema}


WHOLE = {"type": "integer", "format": "int32", "minimum": 0}
HEADERS: dict[str, Json] = {
    "X-RateLimit-Limit": _header("Requests that an address may make in a minute.", WHOLE),
    "X-RateLimit-Remaining": _header("Requests left in this minute.", WHOLE),
    "X-RateLimit-Reset": _header("Seconds until the count starts again.", WHOLE),
    "Retry-After": _header("Seconds to wait before asking again.", WHOLE),
    "Cache-Control": _header(
        "Data: public, with a max-age of a minute. Status and errors: no-store.",
        {"type": "string"},
    ),
    "ETag": _header(
        "Names the content: sent back in If-None-Match, it spares sending it again (304).",
        {"type": "string"},
    ),
}


class Contract(NinjaAPI):
    """The API, whose document has one address in it: the installation's own."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Json | None = None
    ) -> OpenAPISchema:
        return self.at(settings.BASE_URL)

    def at(self, base_url: str) -> OpenAPISchema:
        """The document of an installation at this address."""
        return _complete(super().get_openapi_schema(path_prefix=""), base_url)


def _complete(document: OpenAPISchema, base_url: str) -> OpenAPISchema:
    document["info"]["termsOfService"] = base_url + reverse("portal:legal")
    document["info"]["contact"]["url"] = base_url + reverse("portal:contacts")
    server: Json = {"url": f"{base_url}/api/v1", "description": "This installation."}
    if not base_url.startswith("https://"):
        server["x-sandbox"] = True
    document["servers"] = [server]
    components = document["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = HEADERS
    components["responses"] = {
        name: _problem(status, words) for status, (name, words) in ERRORS.items()
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete_operation(path, operation)
    _drop_unused(document)
    _name_formats(document)
    return document


def _drop_unused(document: OpenAPISchema) -> None:
    """Filters are written out as parameters: their schemas are nobody's."""
    text = json.dumps(document, default=str)
    schemas = document["components"]["schemas"]
    for name in [name for name in schemas if f'"#/components/schemas/{name}"' not in text]:
        del schemas[name]


def _refer(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: str, words: str) -> Json:
    extra = ["Retry-After"] if status in {"429", "503"} else []
    return {
        "description": words,
        "headers": _refer(*RATE_HEADERS, *extra),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _complete_operation(path: str, operation: Json) -> None:
    found = operation["responses"].pop(200)
    is_data = path != "/status"
    tags = ["ETag"] if is_data else []
    found["headers"] = _refer(*RATE_HEADERS, "Cache-Control", *tags)
    responses = {"200": found}
    if is_data:
        responses["304"] = {
            "description": "The content has not changed.",
            "headers": _refer(*RATE_HEADERS, "Cache-Control", "ETag"),
        }
    for status, (name, _words) in ERRORS.items():
        if status != "404" or "{" in path:
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = responses
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])


def _without_null(schema: Json) -> Json:
    """In an address there is no null: a parameter that says nothing is left out."""
    said = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(said) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **said[0]}


def _name_formats(node: Any) -> None:
    """Every number says its size (RAC_REST_FORMAT_004)."""
    if isinstance(node, dict):
        if node.get("type") == "integer":
            node.setdefault("format", "int32")
        elif node.get("type") == "number":
            node.setdefault("format", "double")
        for value in node.values():
            _name_formats(value)
    elif isinstance(node, list):
        for value in node:
            _name_formats(value)
