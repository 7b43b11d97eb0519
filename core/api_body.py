"""How the API reads a body. Apart from core/api.py: DRF asks for its parser while it is being imported itself."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BodyParser(JSONParser):
    """A body in JSON. One nested too deep to be read is as wrong as one with a missing bracket (lesson F39)."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None
