"""Addresses of work over the four streams; a piece of work is found by its code in lower case."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from portfolio.views import bulk, capacity, changing, milestones, money, reports, saved, snapshots, types, work, works

app_name = "portfolio"

_of_work = [
    path("", work.work_detail, name="work_detail"),
    path("milestones/", work.work_milestones, name="work_milestones"),
    path("money/", work.work_money, name="work_money"),
    path("status/", work.work_status, name="work_status"),
    path("structure/", work.work_structure, name="work_structure"),
    path("history/", work.work_history, name="work_history"),
    path("edit/", changing.work_edit, name="work_edit"),
    path("move/", changing.work_move, name="work_move"),
    path("state/", changing.work_state, name="work_state"),
    path("type/", changing.work_type, name="work_type"),
    path("must-do/", changing.work_must_do, name="work_must_do"),
    path("report/", reports.status_report, name="status_report"),
    path("drafts/<int:pk>/discard/", reports.draft_discard, name="draft_discard"),
    path("whole-life-cost/", reports.whole_life_cost, name="whole_life_cost"),
    path("milestones/new/", milestones.milestone_create, name="milestone_create"),
    path("milestones/<int:pk>/", milestones.milestone_edit, name="milestone_edit"),
    path("milestones/<int:pk>/met/", milestones.milestone_achieve, name="milestone_achieve"),
    path("milestones/<int:pk>/cancel/", milestones.milestone_cancel, name="milestone_cancel"),
    path("milestones/<int:pk>/reopen/", milestones.milestone_reopen, name="milestone_reopen"),
    path("money/edit/", money.money_edit, name="money_edit"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", works.work_list, name="work_list"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", works.work_export, name="work_export"),
    path("new/", changing.work_create, name="work_create"),
    path("change-many/", bulk.work_bulk, name="work_bulk"),
    path("types/", types.type_list, name="type_list"),
    path("types/new/", types.type_create, name="type_create"),
    path("types/<slug:key>/", types.type_detail, name="type_detail"),
    path("types/<slug:key>/edit/", types.type_edit, name="type_edit"),
    path("types/<slug:key>/states/new/", types.state_create, name="state_create"),
    path("types/<slug:key>/states/<slug:state>/edit/", types.state_edit, name="state_edit"),
    path("types/<slug:key>/states/<slug:state>/remove/", types.state_remove, name="state_remove"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("compare/", snapshots.snapshot_compare, name="snapshot_compare"),
    path("views/", saved.view_list, name="view_list"),
    path("views/save/", saved.view_save, name="view_save"),
    path("views/<int:pk>/", saved.view_open, name="view_open"),
    path("views/<int:pk>/share/", saved.view_share, name="view_share"),
    path("views/<int:pk>/remove/", saved.view_remove, name="view_remove"),
    path("work/<str:code>/", include(_of_work)),
]
