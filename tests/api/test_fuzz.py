"""A fuzz run over the whole schema: no server error, and every answer is one that the schema names and describes.

In process, with a fixed seed, as somebody who may do anything; what one request writes is undone before the next.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from big.accounts.services.tokens import make_token
from big.api.keys import KeyField
from big.registry import routes
from tests.api.records import make_all
from tests.api.records_big import OWNER
from tests.factories.organisation import all_rights, member

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SEED: Final = 20261115
# Examples of each operation that takes a body or parameters, as the schema asks for and against it; else one.
SOUND, UNSOUND = 3, 1


def inputs() -> Iterator[tuple[str, Any]]:
    """Every serializer of a body, by the name of its component."""
    for route in routes.known():
        kinds = [getattr(route.viewset, f"{name}_serializer_class", None) for name in ("create", "change")]
        kinds += [getattr(act, "input_class", None) for act in route.viewset.get_extra_actions()]
        for kind in kinds:
            if kind is not None:
                yield kind.__name__.removesuffix("Serializer"), kind


def with_real_keys(schema: dict[str, Any], keys: dict[str, int]) -> dict[str, Any]:
    """The schema, naming keys of records that exist, so that requests get past "there is no such record"."""
    models = {
        route.prefix: getattr(getattr(route.viewset, "queryset", None), "model", None) for route in routes.known()
    }
    prefix_of = {model: prefix for prefix, model in models.items()}
    for name, kind in inputs():
        for field_name, field in kind().fields.items():
            key = keys.get(prefix_of.get(getattr(field, "model", None), "")) if isinstance(field, KeyField) else None
            for component in (f"{name}Request", f"Patched{name}Request"):
                held = schema["components"]["schemas"].get(component, {}).get("properties", {})
                if key is not None and field_name in held:
                    held[field_name] = {"type": "integer", "enum": [key]}
    for path, operations in schema["paths"].items():
        own = keys.get(path.split("/")[3])
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and own is not None:
                    parameter["schema"] = {"type": "integer", "enum": [own]}
                elif parameter["name"] == "If-Match":
                    parameter["schema"] = {"type": "string", "enum": ['"0"', '"1"']}
    return schema


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests in process share the connection of the test, which none of them may close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_no_request_breaks_the_server_or_the_schema(tmp_path: Any) -> None:
    user = member(all_rights(confidential=True), email=OWNER)
    headers = {"Authorization": f"Bearer {make_token(actor=user, name='fuzz')[1]}"}
    call_command("spectacular", "--format", "openapi-json", "--file", str(tmp_path / "schema.json"))
    document = with_real_keys(json.loads((tmp_path / "schema.json").read_text()), make_all())
    project = ProjectConfig(generation=GenerationConfig(allow_x00=True, with_security_parameters=False))
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_dict(document, config=config)
    handler = WSGIHandler()

    def application(environ: Any, start_response: Any) -> list[bytes]:
        """The product as a server runs it: every answer is read to its end and closed."""
        answer = handler(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    told: list[str] = []
    count = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a schema that cannot be read raises here
        takes = bool(operation.body) or bool(operation.query)
        modes = {GenerationMode.POSITIVE: SOUND if takes else 1, GenerationMode.NEGATIVE: UNSOUND if takes else 0}
        for mode, examples in modes.items():
            if not examples:
                continue

            @seed(SEED)
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def try_one(case: Any) -> None:
                nonlocal count
                count += 1
                with transaction.atomic():
                    response = case.call(app=application, base_url="http://testserver", headers=headers)
                    transaction.set_rollback(True)
                case.validate_response(response, checks=CHECKS)

            try:
                try_one()
            except Unsatisfiable:
                # Without parameters there is nothing to get wrong.
                assert mode == GenerationMode.NEGATIVE
            except (Exception, FailureGroup) as error:  # noqa: BLE001 - every operation is tried before any is told
                reasons = error.exceptions if isinstance(error, FailureGroup) else [error]
                told += [f"{operation.label} ({mode.value}): {reason}"[:1500] for reason in reasons]
    assert not told, "\n\n".join(told)
    assert count > len(document["paths"]) * 2
