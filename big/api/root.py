"""The first address of the API, which names all others."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from big.registry import routes


class RootView(APIView):
    """Every resource with its address."""

    @extend_schema(operation_id="root", responses={200: {"type": "object", "additionalProperties": {"type": "string"}}})
    def get(self, request: Request) -> Response:
        """Every resource with its address."""
        return Response({each.prefix: reverse(f"api:{each.prefix}-list", request=request) for each in routes.known()})
