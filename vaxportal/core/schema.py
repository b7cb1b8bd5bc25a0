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
    "403": "A browser's session without its CSRF token.",
    "404": "Does not exist, or is not yours to see.",
    "406": "Only JSON is answered.",
    "413": "The body is larger than is ever needed.",
    "415": "The body is not of the type that this operation takes.",
    "422": "Wrong input, or a rule that stands in the way: one problem for each.",
    "429": "Too many tries; wait.",
    "500": "Something failed on our side; nothing was written. The same `ref` may be sent again.",
}
OF_WRITES = {"400", "403", "413", "415", "422"}
WHERE_SAID = {"429"}  # by the operation itself


def tell_problems(result: dict[str, Any], **_options: Any) -> dict[str, Any]:  # a hook of drf-spectacular
    """Adds the refusals to every operation."""
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Problems": PROBLEMS}
    for path in result["paths"].values():
        for method, operation in path.items():
            for status, words in REFUSALS.items():
                if _can_answer(status, method, operation):
                    operation["responses"][status] = _refusal(words)
    return result


def _can_answer(status: str, method: str, operation: dict[str, Any]) -> bool:
    if status in WHERE_SAID:
        return status in operation["responses"]
    if status == "422" and operation.get("parameters"):  # a filter may be wrong
        return True
    return method != "get" or status not in OF_WRITES


def _refusal(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problems"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
