"""Errors that services raise: the message is for people, the code is for programs and stays put."""

from django.core.exceptions import ValidationError


class RuleError(ValidationError):
    """A business rule said no; the user can do something about it."""

    status = 422


class StaleError(RuleError):
    """Somebody else saved first."""

    status = 409


class RefusedFileError(RuleError):
    """An uploaded file cannot be read; the message names the place and says what to do."""
