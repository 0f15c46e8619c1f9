"""How many requests a minute one account may send: the limit is in the settings, the count in the cache."""

import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

logger = logging.getLogger("big.api")


class AccountThrottle(UserRateThrottle):
    """A limit for each account, over all its tokens; without the cache nobody is held up."""

    scope = "account"

    def get_rate(self) -> str | None:
        """The limit as the settings say it now, such as "300/min"; None for no limit."""
        rates: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
        rate: str | None = rates.get(self.scope)
        return rate

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; False once there were too many."""
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            logger.warning("The cache does not answer: %s", error)
            return True
