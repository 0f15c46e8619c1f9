"""The addresses of the API of work."""

from big.api.keys import open_to_all
from big.registry import routes
from portfolio.api import delivery, resources, works
from portfolio.models.types import LifecycleState, WorkType


def connect() -> None:
    """Register them; called once, when Django is ready."""
    open_to_all(WorkType, LifecycleState)
    routes.register("work-types", works.WorkTypeViewSet)
    routes.register("lifecycle-states", works.LifecycleStateViewSet)
    routes.register("works", works.WorkViewSet)
    routes.register("status-reports", delivery.StatusReportViewSet)
    routes.register("whole-life-costs", delivery.WholeLifeCostViewSet)
    routes.register("milestones", delivery.MilestoneViewSet)
    routes.register("money-lines", resources.MoneyLineViewSet)
    routes.register("skills", resources.SkillViewSet)
    routes.register("capacities", resources.CapacityViewSet)
    routes.register("demands", resources.DemandViewSet)
    routes.register("saved-views", resources.SavedViewViewSet)
