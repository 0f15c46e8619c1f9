"""Addresses of strategy, objectives and key results."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from okr.views import (
    check_in,
    check_in_run,
    comments,
    connections,
    contributions,
    cycles,
    drivers,
    key_results,
    objective_acts,
    objectives,
    okrs,
    purposes,
    rhythms,
    strategy,
    weights,
)

app_name = "okr"


def _of_each(name: str, under: str, view: Callable[..., HttpResponse]) -> list[URLPattern]:
    """The same page for units, nodes and people: unit_okrs, node_okrs, person_okrs."""
    return [
        path(f"okr/{folder}/<str:code>/<str:cycle>/{under}", view, {"kind": kind}, name=f"{kind}_{name}")
        for kind, folder in (("unit", "units"), ("node", "nodes"), ("person", "people"))
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("okr.stratml.urls")),
    path("strategy/", strategy.strategy, name="strategy"),
    path("strategy/statements/new/", strategy.statement_create, name="statement_create"),
    path("strategy/statements/<int:pk>/edit/", strategy.statement_edit, name="statement_edit"),
    path("strategy/statements/<int:pk>/supersede/", strategy.statement_supersede, name="statement_supersede"),
    path("strategy/stakeholders/new/", strategy.stakeholder_create, name="stakeholder_create"),
    path("strategy/stakeholders/<int:pk>/edit/", strategy.stakeholder_edit, name="stakeholder_edit"),
    path("strategy/purposes/new/", purposes.purpose_create, name="purpose_create"),
    path("strategy/purposes/<str:code>/", purposes.purpose_detail, name="purpose_detail"),
    path("strategy/purposes/<str:code>/edit/", purposes.purpose_edit, name="purpose_edit"),
    path("strategy/purposes/<str:code>/adopt/", purposes.purpose_adopt, name="purpose_adopt"),
    path("strategy/purposes/<str:code>/retire/", purposes.purpose_retire, name="purpose_retire"),
    path("strategy/drivers/new/", drivers.driver_create, name="driver_create"),
    path("strategy/drivers/<str:code>/", drivers.driver_detail, name="driver_detail"),
    path("strategy/drivers/<str:code>/edit/", drivers.driver_edit, name="driver_edit"),
    path("strategy/drivers/<str:code>/move/", drivers.driver_move, name="driver_move"),
    path("okr/", objectives.objective_list, name="objective_list"),
    path("okr/check-in/", check_in_run.check_in_mine, name="check_in_mine"),
    path("okr/rhythm/", rhythms.rhythm, name="rhythm"),
    path("okr/rhythm/units/<str:code>/", rhythms.place_rhythm, {"kind": "unit"}, name="unit_rhythm"),
    path("okr/rhythm/nodes/<str:code>/", rhythms.place_rhythm, {"kind": "node"}, name="node_rhythm"),
    path("okr/export/", objectives.objective_export, name="objective_export"),
    path("okr/cycles/", cycles.cycle_list, name="cycle_list"),
    path("okr/cycles/new/", cycles.cycle_create, name="cycle_create"),
    path("okr/cycles/plan/", cycles.cycle_plan_year, name="cycle_plan_year"),
    path("okr/cycles/<str:code>/", cycles.cycle_detail, name="cycle_detail"),
    path("okr/cycles/<str:code>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("okr/cycles/<str:code>/move/", cycles.cycle_move, name="cycle_move"),
    *_of_each("okrs", "", okrs.okrs),
    *_of_each("check_in_run", "check-in/", check_in_run.check_in_run),
    *_of_each("okr_objective_create", "objectives/new/", okrs.okr_objective_create),
    path("okr/objectives/new/", objective_acts.objective_create, name="objective_create"),
    path("okr/objectives/<str:code>/", objectives.objective_detail, name="objective_detail"),
    path("okr/objectives/<str:code>/edit/", objective_acts.objective_edit, name="objective_edit"),
    path("okr/objectives/<str:code>/place/", objective_acts.objective_place, name="objective_place"),
    path("okr/objectives/<str:code>/drivers/", objective_acts.objective_drivers, name="objective_drivers"),
    path("okr/objectives/<str:code>/move/", objective_acts.objective_move, name="objective_move"),
    path("okr/objectives/<str:code>/accept/", objective_acts.objective_accept, name="objective_accept"),
    path("okr/objectives/<str:code>/contest/", objective_acts.objective_contest, name="objective_contest"),
    path("okr/objectives/<str:code>/confidence/", objective_acts.objective_confidence, name="objective_confidence"),
    path("okr/objectives/<str:code>/weights/", weights.objective_weights, name="objective_weights"),
    path("okr/objectives/<str:code>/supporters/new/", connections.supporter_create, name="supporter_create"),
    path("okr/objectives/<str:code>/links/new/", connections.objective_link_create, name="objective_link_create"),
    path("okr/objectives/<str:code>/link-work/", contributions.contribution_claim_for, name="contribution_claim_for"),
    path("okr/objectives/<str:code>/key-results/new/", key_results.key_result_create, name="key_result_create"),
    path("okr/supporters/<int:pk>/end/", connections.supporter_end, name="supporter_end"),
    path("okr/links/<int:pk>/remove/", connections.objective_link_remove, name="objective_link_remove"),
    path("okr/key-results/<str:code>/", key_results.key_result_detail, name="key_result_detail"),
    path("okr/key-results/<str:code>/edit/", key_results.key_result_edit, name="key_result_edit"),
    path("okr/key-results/<str:code>/move/", key_results.key_result_move, name="key_result_move"),
    path("okr/key-results/<str:code>/check-in/", check_in.check_in, name="check_in"),
    path("okr/key-results/<str:code>/check-in/preview/", check_in.check_in_preview, name="check_in_preview"),
    path("okr/key-results/<str:code>/targets/new/", key_results.phased_target_set, name="phased_target_set"),
    path("okr/objectives/<str:code>/comments/add/", comments.objective_comment, name="objective_comment_add"),
    path("okr/key-results/<str:code>/comments/add/", comments.key_result_comment, name="key_result_comment_add"),
    path("okr/comments/<int:pk>/edit/", comments.comment_edit, name="comment_edit"),
    path("okr/comments/<int:pk>/withdraw/", comments.comment_withdraw, name="comment_withdraw"),
    path("okr/targets/<int:pk>/remove/", key_results.phased_target_remove, name="phased_target_remove"),
    path("okr/readings/<int:pk>/", key_results.reading_detail, name="reading_detail"),
    path("okr/readings/<int:pk>/correct/", key_results.reading_correct, name="reading_correct"),
    path("okr/work/<str:code>/link/", contributions.contribution_claim, name="contribution_claim"),
    path("okr/contributions/<int:pk>/", contributions.contribution_detail, name="contribution_detail"),
    path("okr/contributions/<int:pk>/edit/", contributions.contribution_edit, name="contribution_edit"),
    path("okr/contributions/<int:pk>/agree/", contributions.contribution_agree, name="contribution_agree"),
    path("okr/contributions/<int:pk>/challenge/", contributions.contribution_challenge, name="contribution_challenge"),
    path("okr/contributions/<int:pk>/withdraw/", contributions.contribution_withdraw, name="contribution_withdraw"),
]
