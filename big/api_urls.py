"""The addresses of the API: what apps registered in `big.registry.routes`, the schema and its pages."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from big.api.errors import unknown_address
from big.api.root import RootView
from big.api.views import about, docs
from big.registry import routes

app_name = "api"

router = SimpleRouter(use_regex_path=False)
for route in routes.known():
    router.register(route.prefix, route.viewset, basename=route.prefix)

urlpatterns = [
    path("", about, name="about"),
    path("v1/", RootView.as_view(), name="root"),
    path("v1/docs/", docs, name="docs"),
    path("v1/schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("v1/", include(router.urls)),
    re_path("^(?P<rest>.*)$", unknown_address),
]
