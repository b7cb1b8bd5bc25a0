"""What a client sends to REST, read. Apart from `api`, because every view of the framework names its parsers."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class JsonBody(JSONParser):
    """JSON; a body nested deeper than anybody can mean is as unreadable as one that ends too early, and so is one with
    a name that no text can hold: it could not be given back as the field that is wrong."""

    def parse(self, *args: Any, **options: Any) -> Any:  # DRF's own signature
        try:
            body = super().parse(*args, **options)
            _check_names(body)
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError() from error
        return body


def _check_names(body: Any) -> None:  # whatever JSON can say
    if isinstance(body, dict):
        for name in body:
            name.encode()
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        _check_names(part)
