"""The API's resources of what is measured and what delivers it: key results, readings, targets, contributions."""

from typing import Any

from big.api.serializers import WhySerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin, record_action
from okr.api.filters import ContributionFilter, KeyResultFilter, PhasedTargetFilter, ReadingFilter
from okr.api.key_result_shapes import (
    AttestInput,
    ContributionChange,
    ContributionInput,
    ContributionSerializer,
    KeyResultChange,
    KeyResultFeedInput,
    KeyResultInput,
    KeyResultMove,
    KeyResultSerializer,
    PhasedTargetChange,
    PhasedTargetInput,
    PhasedTargetSerializer,
    ReadingChange,
    ReadingInput,
    ReadingSerializer,
)
from okr.api.overriding import OverriddenViewSet
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.services import contributions, feeds, key_results, readings
from portfolio.services.money import UNSEEN


class KeyResultViewSet(CreateMixin, ChangeMixin, OverriddenViewSet):
    """Measured outcomes of objectives."""

    queryset = KeyResult.objects.none()
    serializer_class = KeyResultSerializer
    create_serializer_class = KeyResultInput
    change_serializer_class = KeyResultChange
    filterset_class = KeyResultFilter
    once_by_key = frozenset({"attest"})

    def add(self, given: dict[str, Any]) -> KeyResult:
        """Add a key result to an objective."""
        objective = given.pop("objective")
        return key_results.create_key_result(objective.pk, actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> KeyResult:
        """Change it; a moved baseline, target or due date needs the reason."""
        return key_results.change_key_result(key, actor=self.actor, changes=changes, version=version, why=why)

    @record_action(KeyResultMove)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move it to another state."""
        key_results.move_key_result(key, actor=self.actor, version=version, **given)

    @record_action(AttestInput)
    def attest(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Say that nothing has changed: the last value is still true today."""
        readings.attest_reading(key, actor=self.actor, version=version, **given)

    @record_action(KeyResultFeedInput)
    def feed(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Let it take its readings from a milestone, from money of work, or from other key results."""
        parts = [(each["key_result"], each.get("weight")) for each in given.pop("parts", [])]
        feeds.feed_key_result(key, actor=self.actor, version=version, parts=parts, **given)

    @record_action(WhySerializer)
    def stop_feed(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Let people enter its readings again."""
        feeds.stop_feed(key, actor=self.actor, version=version, **given)


class ReadingViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """What key results measured, date by date."""

    queryset = Reading.objects.none()
    serializer_class = ReadingSerializer
    create_serializer_class = ReadingInput
    change_serializer_class = ReadingChange
    filterset_class = ReadingFilter
    select = ("read_by", "push_token")
    newest_first = True
    once_by_key = frozenset({"create"})

    def add(self, given: dict[str, Any]) -> Reading:
        """Check in."""
        key_result, version = given.pop("key_result"), given.pop("key_result_version", None)
        return readings.record_reading(key_result.pk, actor=self.actor, version=version, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Reading:
        """Correct what was recorded wrongly; what is not given stays."""
        reading = self.rows().get(pk=key)
        kept = {name: getattr(reading, name) for name in ("value", "read_on", "confidence", "note")}
        return readings.correct_reading(key, actor=self.actor, version=version, why=why, **{**kept, **changes})


class PhasedTargetViewSet(CreateMixin, ChangeMixin, RemoveMixin, RecordViewSet):
    """What key results are meant to reach on the way."""

    queryset = PhasedTarget.objects.none()
    serializer_class = PhasedTargetSerializer
    create_serializer_class = PhasedTargetInput
    change_serializer_class = PhasedTargetChange
    filterset_class = PhasedTargetFilter

    def add(self, given: dict[str, Any]) -> PhasedTarget:
        """Set the target of a date; one that is set already was not seen: 409."""
        key_result, version = given.pop("key_result"), given.pop("key_result_version", None)
        return key_results.set_phased_target(key_result.pk, actor=self.actor, version=version, seen=UNSEEN, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> PhasedTarget:
        """Change what is to be reached by its date."""
        return key_results.change_phased_target(key, actor=self.actor, changes=changes, version=version, why=why)

    def remove(self, key: int, version: int) -> None:
        """Take it away."""
        key_results.remove_phased_target(key, actor=self.actor, version=None, seen=version)


class ContributionViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """The links from work to the objectives that it serves, both of which you may see."""

    queryset = Contribution.objects.none()
    serializer_class = ContributionSerializer
    create_serializer_class = ContributionInput
    change_serializer_class = ContributionChange
    filterset_class = ContributionFilter
    select = ("work", "objective", "claimed_by", "answered_by")
    prefetch = ("key_results",)

    def add(self, given: dict[str, Any]) -> Contribution:
        """Claim that work serves an objective."""
        work = given.pop("work")
        return contributions.claim_contribution(work.pk, actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Contribution:
        """Change weight, key results or evidence."""
        weight = changes.pop("weight", None)
        if weight is None:
            weight = self.rows().get(pk=key).weight
        return contributions.change_contribution(
            key, actor=self.actor, weight=weight, version=version, why=why, **changes
        )

    @record_action(WhySerializer)
    def agree(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Agree, for the objective, that the work serves it."""
        contributions.agree_contribution(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def challenge(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Challenge it, with the reason; until it is settled the link counts for nothing."""
        contributions.challenge_contribution(key, actor=self.actor, version=version, why=given.get("why", ""))

    @record_action(WhySerializer)
    def withdraw(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Withdraw the claim, for the work."""
        contributions.withdraw_contribution(key, actor=self.actor, version=version, **given)
