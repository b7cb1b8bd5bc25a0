"""What stands after the rows of a sheet, in an order that the programs insist on."""

from collections.abc import Iterator

from registration.imports.answers.markup import Element, children, spelled, spliced
from registration.imports.answers.places import Place, corners_of

DRAWING = "legacyDrawing"
AFTER_DRAWING = {
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
}


def drawing_of(tail: bytes) -> str | None:
    """The id by which the sheet refers to the drawing of its remarks."""
    element = next((one for one in children(tail) if one.name == DRAWING), None)
    said = element.attributes if element else {}
    return next((value for name, value in said.items() if name.endswith(":id")), None)


def with_drawing(tail: bytes, ref: str, *, prefix: bytes, space: str) -> bytes:
    """`space` is the name of the language of relations, which the sheet need not have introduced."""
    tag = b"<%s%s%s/>" % (prefix, DRAWING.encode(), spelled({"xmlns:r": space, "r:id": ref}))
    at = 0
    for element in children(tail):
        if element.name == DRAWING:
            return spliced(tail, [(element.start, element.end, tag)])
        if _comes_after(element, tail):
            return spliced(tail, [(element.start, element.start, tag)])
        at = element.end
    return spliced(tail, [(at, at, tag)])


def merged(tail: bytes) -> Iterator[tuple[Place, Place]]:
    """First and last cell of each merged range."""
    for element in children(tail):
        if element.name == "mergeCells":
            for range_ in children(tail, element.inside, element.outside):
                if corners := corners_of(range_.attributes.get("ref", "")):
                    yield corners


def _comes_after(element: Element, tail: bytes) -> bool:
    """Some elements are wrapped in a choice for older programs."""
    if element.name != "AlternateContent":
        return element.name in AFTER_DRAWING
    choices = children(tail, element.inside, element.outside)
    return any(one.name in AFTER_DRAWING for choice in choices for one in children(tail, choice.inside, choice.outside))
