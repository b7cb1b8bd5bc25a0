"""What the OpenAPI description says of every operation, in one place: refusals have one shape everywhere."""

from typing import Any

PROBLEM = {
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {
        "field": {"type": "string", "description": "What was sent wrong, as `parent.child`; empty where no field is."},
        "code": {"type": "string", "description": "Stable; for programs."},
        "message": {"type": "string", "description": "For people, in the language of `Accept-Language` (vi, en)."},
    },
}
PROBLEMS = {
    "type": "object",
    "required": ["problems"],
    "properties": {"problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}}},
}
REFUSALS = {
    "400": "The body cannot be read.",
    "401": "No log-in, or a token that cannot be used.",
    "404": "Does not exist, or is not yours to see.",
    "422": "Wrong input, or a rule that stands in the way: one problem for each.",
}
OF_WRITES = {"400", "422"}


def tell_problems(result: dict[str, Any], **_options: Any) -> dict[str, Any]:  # a hook of drf-spectacular
    """Adds the refusals to every operation."""
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Problems": PROBLEMS}
    for path in result["paths"].values():
        for method, operation in path.items():
            for status, words in REFUSALS.items():
                if status in OF_WRITES and method == "get" and not operation.get("parameters"):
                    continue
                operation["responses"].setdefault(status, _refusal(words))
    return result


def _refusal(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problems"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
