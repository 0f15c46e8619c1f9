"""Every address of the product, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("governance.urls")),
    path("", include("okr.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("organisation/", include("big.organisation.urls")),
    path("activity/", include("big.audit.urls")),
    path("documents/", include("big.documents.urls")),
    path("jobs/", include("big.jobs.urls")),
    path("notify/", include("big.notify.urls")),
    path("webhooks/", include("big.webhooks.urls")),
    path("imports/", include("big.imports.urls")),
    path("accounts/", include("big.accounts.urls")),
    path("api/", include("big.api_urls")),
    path("search/", include("big.core.urls")),
    path("figure/", include("big.provenance.urls")),
]

handler500 = "big.core.outage.fault"
