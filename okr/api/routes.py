"""The addresses of the API of strategy."""

from big.registry import routes
from okr.api import comments, cycles, foundation, indicators, objectives, outcomes, pushed, rhythms


def connect() -> None:
    """Register them; called once, when Django is ready."""
    routes.register("purposes", foundation.PurposeViewSet)
    routes.register("statements", foundation.StatementViewSet)
    routes.register("stakeholders", foundation.StakeholderViewSet)
    routes.register("plans", foundation.PlanViewSet)
    routes.register("drivers", foundation.DriverViewSet)
    routes.register("cycles", cycles.CycleViewSet)
    routes.register("okr-sets", cycles.OkrSetViewSet)
    routes.register("indicators", indicators.IndicatorViewSet)
    routes.register("check-in-rhythms", rhythms.CheckInRhythmViewSet)
    routes.register("comments", comments.CommentViewSet)
    routes.register("objectives", objectives.ObjectiveViewSet)
    routes.register("objective-links", objectives.ObjectiveLinkViewSet)
    routes.register("supporters", objectives.SupporterViewSet)
    routes.register("delegates", objectives.DelegateViewSet)
    routes.register("contributing-units", objectives.ContributingUnitViewSet)
    routes.register("key-results", outcomes.KeyResultViewSet)
    routes.register("readings", outcomes.ReadingViewSet)
    routes.register("pushed-readings", pushed.PushedReadingViewSet)
    routes.register("phased-targets", outcomes.PhasedTargetViewSet)
    routes.register("contributions", outcomes.ContributionViewSet)
