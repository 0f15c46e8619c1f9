"""Setting objectives and key results by hand over the API, and taking that back."""

from typing import Any

from big.api.serializers import WhySerializer
from big.api.viewsets import RecordViewSet, record_action
from okr.api.key_result_shapes import OverrideInput
from okr.services import overrides


class OverriddenViewSet(RecordViewSet):
    """A resource of which people may say something else than is computed."""

    @record_action(OverrideInput)
    def override(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Say a status, a percentage, or both, in place of what is computed; the computed stays in sight."""
        overrides.override(self.rows().get(pk=key), actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def resume(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Let what is computed hold again."""
        overrides.resume(self.rows().get(pk=key), actor=self.actor, version=version, **given)
