"""What all resources of the API share, and those without records of their own: computed from others, only read."""

from typing import Any, TypeVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from big.accounts.models import User
from big.api.serializers import InputSerializer

Given = TypeVar("Given", bound=InputSerializer)


class ForOneUser(APIView):
    """Answers for what one user may see, which no cache may keep."""

    @property
    def actor(self) -> User:
        """Who asks."""
        user = self.request.user
        if not isinstance(user, User):
            raise TypeError("only somebody signed in gets this far")
        return user

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Let no cache keep what one user may see."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


class ReadingViewSet(ForOneUser, ViewSet):
    """A resource that is only read; its query parameters are those of an input serializer."""

    http_method_names = ["get", "head"]

    def asked(self, kind: type[Given]) -> dict[str, Any]:
        """The query parameters, checked; an unknown one is refused."""
        asked = kind(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)
