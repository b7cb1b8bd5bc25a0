"""What a client sends to REST, read. Apart from `api`, because every view of the framework names its parsers."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class JsonBody(JSONParser):
    """JSON; a body nested deeper than anybody can mean is as unreadable as one that ends too early."""

    def parse(self, *args: Any, **options: Any) -> Any:  # DRF's own signature
        try:
            return super().parse(*args, **options)
        except RecursionError as error:
            raise ParseError() from error
