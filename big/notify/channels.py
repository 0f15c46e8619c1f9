"""How a message may reach a person."""

from django.db import models


class Channel(models.TextChoices):
    """What a person chooses for a kind of message."""

    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "In the daily digest"
    OFF = "off", "Not at all"
