"""What this app registers with the rest of the product."""

from django.urls import reverse

from big.audit.links import by_key
from big.registry import census as counting
from big.registry import lists, navigation, searching, subjects
from portfolio import terms
from portfolio.api import routes as api
from portfolio.gmpp import format as gmpp
from portfolio.models.people import Skill
from portfolio.models.types import WorkType
from portfolio.models.views import WORKS, SavedView
from portfolio.models.work import WORK_VIEW, Work
from portfolio.policies import can_list
from portfolio.reconcile import wiring as reconcile
from portfolio.selectors import census, changes
from portfolio.selectors.finding import find_works


def connect() -> None:
    """Register it; called once, when Django is ready."""
    _subjects()
    terms.connect()
    navigation.register(
        navigation.Entry("Delivery", "Capacity", "person", "portfolio:capacity", right=WORK_VIEW, order=30)
    )
    navigation.register(
        navigation.Entry(
            "Delivery", "Portfolio", "board", "portfolio:work_list", right=WORK_VIEW, order=10, tab="Portfolio"
        )
    )
    navigation.register(
        navigation.Entry("Settings", "Work types", "stack", "portfolio:type_list", right=WORK_VIEW, order=25)
    )
    searching.register(searching.Provider("works", "Work", "work", find_works, 30, "portfolio.work"))
    _counts()
    gmpp.register()
    api.connect()
    reconcile.connect()
    changes.connect()


def _subjects() -> None:
    lists.register(lists.SavedList(WORKS, "Portfolio", "portfolio:work_list", WORK_VIEW, "work"))
    kinds = ((Work, "work", "work", "portfolio.work"), (SavedView, "saved view", "filter", "portfolio.savedview"))
    for model, noun, icon, kind in kinds:
        subjects.register(model, noun=noun, icon=icon, visible=model.objects.visible_to, address=by_key(kind))
    subjects.register(
        WorkType,
        noun="type of work",
        icon="stack",
        visible=lambda user: WorkType.objects.all() if can_list(user) else WorkType.objects.none(),
        address=by_key("portfolio.worktype"),
    )
    subjects.register(
        Skill,
        noun="skill",
        icon="person",
        visible=Skill.objects.visible_to,
        address=lambda key: f"{reverse('portfolio:capacity')}#skill-{key}",
    )


def _counts() -> None:
    counting.register("works", census.census)
    counting.register("status_reports", census.count_status_reports)
    counting.register("whole_life_costs", census.count_whole_life_costs)
    counting.register("milestones", census.count_milestones)
    counting.register("money_lines", census.count_money_lines)
    counting.register("saved_views", census.count_saved_views)
