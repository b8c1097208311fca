"""The OpenAPI document keeps its word: schemathesis asks whatever it allows, and much that it does not.

No answer may be a 5xx, and each has a status, a media type and a form that the document names.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

load_all_checks()
# A plan is read tolerantly, on purpose: what its schema, made for editors, would underline is read with a warning.
TOLERANT: Any = CHECKS.get_one("negative_data_rejection")
STEADY = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    # Shrinking may take minutes, and the first failure says enough.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def document(boundaries: bool) -> Any:
    """The document of a running application; with `boundaries`, thousands of plans at every edge of the schema."""
    api = import_module("advisor.api")
    app = api.create_app(api.Settings(api_keys=(), cors_origins=(), requests_per_minute=0))
    config = schemathesis.Config.from_dict(
        {
            "phases": {"coverage": {"enabled": boundaries}},
            # No schema can say that ids differ, what is too large in all, or which sheet or memo holds a plan (400).
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "422"]}},
        }
    )
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config)


ANYTHING: Any = document(boundaries=False)
# The other two POST routes take the same plan, and do less with it.
BOUNDARIES: Any = document(boundaries=True).exclude(path=["/v1/read", "/v1/questions"])


@ANYTHING.parametrize()  # type: ignore[untyped-decorator]  # it says no more than that it is callable
@STEADY
def test_every_answer_is_one_the_document_names(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(excluded_checks=[TOLERANT])


@BOUNDARIES.parametrize()  # type: ignore[untyped-decorator]
@settings(STEADY, max_examples=1)
def test_and_at_every_edge_of_the_schema(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(excluded_checks=[TOLERANT])
