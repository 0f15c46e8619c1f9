"""What this app registers with the rest of the product."""

from big.audit.links import by_key
from big.notify import links
from big.registry import census as counting
from big.registry import lists, navigation, reactions, searching, subjects
from okr import kinds, place_pages, terms, work_pages
from okr.api import routes as api
from okr.codes import ON_OBJECTIVE_MOVED, ON_READING_RECORDED
from okr.importing import format as importing
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.models.purposes import STRATEGY_VIEW, Purpose, Stakeholder, Statement
from okr.reconcile import wiring as reconcile
from okr.selectors import changes, finding
from okr.selectors.census import census
from okr.services import feeds, overrides, telling
from okr.stratml import wiring as stratml
from okr.views.check_in_link import check_in_page
from portfolio.codes import ON_MILESTONE_CHANGED, ON_MONEY_CHANGED, ON_STATUS_SUBMITTED


def connect() -> None:
    """Register it; called once, when Django is ready."""
    _subjects()
    _searching()
    lists.register(lists.SavedList("key-results", "Key results", "okr:explorer", STRATEGY_VIEW, "key_result"))
    lists.register(lists.SavedList("alignment", "Alignment", "okr:alignment", STRATEGY_VIEW, "tree"))
    work_pages.connect()
    place_pages.connect()
    terms.connect()
    navigation.register(
        navigation.Entry("Strategy", "Purpose and drivers", "flag", "okr:strategy", right=STRATEGY_VIEW, order=10)
    )
    navigation.register(
        navigation.Entry(
            "Strategy",
            "Objectives and OKRs",
            "target",
            "okr:objective_list",
            right=STRATEGY_VIEW,
            order=20,
            tab="OKRs",
        )
    )
    navigation.register(
        navigation.Entry("Strategy", "Alignment", "tree", "okr:alignment", right=STRATEGY_VIEW, order=22)
    )
    navigation.register(
        navigation.Entry("Strategy", "Key results", "key_result", "okr:explorer", right=STRATEGY_VIEW, order=25)
    )
    navigation.register(
        navigation.Entry("Strategy", "KPIs", "pulse", "okr:indicator_list", right=STRATEGY_VIEW, order=30)
    )
    counting.register("okr", census)
    links.register_purpose(kinds.CHECK_IN, label="Check in", page=check_in_page)
    stratml.connect()
    importing.connect()
    api.connect()
    reconcile.connect()
    changes.connect()
    reactions.on(ON_MILESTONE_CHANGED, feeds.follow_milestone)
    reactions.on_many(ON_STATUS_SUBMITTED, feeds.follow_reports)
    reactions.on_many(ON_MONEY_CHANGED, feeds.follow_money)
    reactions.on(ON_READING_RECORDED, feeds.follow_reading)
    reactions.on_many(ON_READING_RECORDED, overrides.end_until_next_reading)
    reactions.on_many(ON_READING_RECORDED, telling.tell_of_readings)
    reactions.on_many(ON_OBJECTIVE_MOVED, telling.tell_of_objectives)


def _subjects() -> None:
    kinds = (
        (Purpose, "purpose", "purpose", "okr.purpose"),
        (Statement, "statement", "flag", "okr.statement"),
        (Stakeholder, "stakeholder", "people", "okr.stakeholder"),
        (Driver, "driver", "driver", "okr.driver"),
        (Cycle, "cycle", "cycle", "okr.cycle"),
        (OkrSet, "OKR set", "target", "okr.okrset"),
        (StrategicObjective, "objective", "objective", "okr.strategicobjective"),
        (Indicator, "KPI", "target", "okr.indicator"),
        (KeyResult, "key result", "key_result", "okr.keyresult"),
        (Contribution, "link", "link", "okr.contribution"),
    )
    for model, noun, icon, kind in kinds:
        subjects.register(model, noun=noun, icon=icon, visible=model.objects.visible_to, address=by_key(kind))


def _searching() -> None:
    register, provider = searching.register, searching.Provider
    register(provider("objectives", "Objectives", "objective", finding.find_objectives, 10, "okr.strategicobjective"))
    register(provider("key_results", "Key results", "key_result", finding.find_key_results, 20, "okr.keyresult"))
    register(provider("drivers", "Drivers", "driver", finding.find_drivers, 40, "okr.driver"))
    register(provider("purposes", "Purposes", "purpose", finding.find_purposes, order=45))
