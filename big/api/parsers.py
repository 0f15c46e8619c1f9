"""What a body may be: JSON of a bounded size, in which every text can be stored."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils import json as strict_json


class TooLargeError(APIException):
    """The body is larger than the API reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This request is too large."


class BoundedJSONParser(JSONParser):
    """JSON in UTF-8; refuses a body above DATA_UPLOAD_MAX_MEMORY_SIZE, NaN, NUL and half of a surrogate pair."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value of the body."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLargeError
        try:
            value = strict_json.loads(body.decode("utf-8"))
            # Half of a surrogate pair cannot be encoded, nor can PostgreSQL store a NUL.
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            text.encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not JSON in UTF-8.") from error
        if "\\u0000" in text.replace("\\\\", ""):
            raise ParseError("The body holds the character NUL, which cannot be stored.")
        return value
