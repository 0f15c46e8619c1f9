"""The organisation's own settings and words over the API."""

from typing import Any

from rest_framework import serializers

from big.api.filters import RecordFilter
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, RecordViewSet, record_action
from big.organisation.api.fields import KEPT
from big.organisation.models import Organisation
from big.organisation.services import settings as services
from big.registry import terms


class OrganisationSerializer(RecordSerializer):
    """The one organisation of the installation, with the figures that every page reads."""

    class Meta:
        model = Organisation
        fields = (
            "id",
            "name",
            "acronym",
            "identifier",
            "description",
            "currency",
            "zone",
            "financial_year_starts",
            "stale_after_days",
            "red_below",
            "green_from",
            "pinned_today",
            "terms",
            *KEPT,
        )


class OrganisationFilter(RecordFilter):
    """Nothing: there is one."""


class OrganisationChangeSerializer(ModelInputSerializer):
    """The settings."""

    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="Three capital letters, such as GBP.")
    stale_after_days = serializers.IntegerField(min_value=1, max_value=366)
    red_below = serializers.IntegerField(min_value=1, max_value=99)
    green_from = serializers.IntegerField(min_value=2, max_value=100)
    why = Why()

    class Meta:
        model = Organisation
        fields = (
            "name",
            "acronym",
            "identifier",
            "description",
            "currency",
            "zone",
            "financial_year_starts",
            "stale_after_days",
            "red_below",
            "green_from",
            "pinned_today",
            "why",
        )


class WordSerializer(InputSerializer):
    """A word, one and many."""

    one = serializers.CharField(max_length=60)
    many: Any = serializers.CharField(max_length=60)


class OrganisationTermsSerializer(InputSerializer):
    """The organisation's words by key; a word that is left out returns to the product's own."""

    words = serializers.DictField(child=WordSerializer())
    why = Why()

    def validate_words(self, value: dict[str, Any]) -> dict[str, Any]:
        """Only words that the product has."""
        unknown = sorted(value.keys() - {term.key for term in terms.known()})
        if unknown:
            raise serializers.ValidationError(f"There is no word {unknown[0]}.")
        return value


class OrganisationViewSet(ChangeMixin, RecordViewSet):
    """The one organisation: a list of one, or of none before anybody named it."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    change_serializer_class = OrganisationChangeSerializer

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Organisation:
        """Change the settings; every page reads them from its next load on."""
        return services.change_organisation(actor=self.actor, version=version, changes=changes, why=why)

    @record_action(OrganisationTermsSerializer)
    def terms(self, key: int, version: int, given: dict[str, Any]) -> Organisation:
        """Put the organisation's own words in place of the product's."""
        words = {key: (word["one"], word["many"]) for key, word in given["words"].items()}
        return services.change_terms(actor=self.actor, version=version, words=words, why=given.get("why", ""))
