"""Addresses of units, people, nodes, roles and settings."""

from django.urls import URLPattern, URLResolver, path

from big.organisation.views import accounts, authority, memberships, nodes, people, roles, settings, units

app_name = "organisation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", people.person_list, name="person_list"),
    path("people/create/", people.person_create, name="person_create"),
    path("people/<slug:code>/", people.person_detail, name="person_detail"),
    path("people/<slug:code>/edit/", people.person_edit, name="person_edit"),
    path("people/<slug:code>/leave/", people.person_leave, name="person_leave"),
    path("people/<slug:code>/return/", people.person_return, name="person_return"),
    path("people/<slug:code>/roles/give/", memberships.person_role_give, name="person_role_give"),
    path("people/<slug:code>/account/give/", accounts.account_give, name="account_give"),
    path("people/<slug:code>/account/link/", accounts.account_link, name="account_link"),
    path("people/<slug:code>/account/close/", accounts.account_close, name="account_close"),
    path("people/<slug:code>/account/reopen/", accounts.account_reopen, name="account_reopen"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/create/", units.unit_create, name="unit_create"),
    path("units/<slug:code>/", units.unit_detail, name="unit_detail"),
    path("units/<slug:code>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<slug:code>/move/", units.unit_move, name="unit_move"),
    path("units/<slug:code>/close/", units.unit_close, name="unit_close"),
    path("units/<slug:code>/reopen/", units.unit_reopen, name="unit_reopen"),
    path("units/<slug:code>/roles/give/", memberships.unit_role_give, name="unit_role_give"),
    path("nodes/", nodes.node_list, name="node_list"),
    path("nodes/create/", nodes.node_create, name="node_create"),
    path("nodes/<slug:code>/", nodes.node_detail, name="node_detail"),
    path("nodes/<slug:code>/edit/", nodes.node_edit, name="node_edit"),
    path("nodes/<slug:code>/move/", nodes.node_move, name="node_move"),
    path("nodes/<slug:code>/state/", nodes.node_state, name="node_state"),
    path("nodes/<slug:code>/members/add/", memberships.node_role_give, name="node_role_give"),
    path("nodes/<slug:code>/authority/set/", authority.authority_set, name="authority_set"),
    path("authority/<int:pk>/revoke/", authority.authority_revoke, name="authority_revoke"),
    path("memberships/<int:pk>/end/", memberships.membership_end, name="membership_end"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/create/", roles.role_create, name="role_create"),
    path("roles/<slug:key>/", roles.role_detail, name="role_detail"),
    path("roles/<slug:key>/edit/", roles.role_edit, name="role_edit"),
    path("settings/", settings.settings, name="settings"),
    path("settings/edit/", settings.settings_edit, name="settings_edit"),
    path("settings/words/", settings.settings_terms, name="settings_terms"),
    path("settings/node-types/create/", settings.node_type_create, name="node_type_create"),
    path("settings/node-types/<slug:key>/edit/", settings.node_type_edit, name="node_type_edit"),
]
