"""People and their accounts over the API."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from rest_framework import serializers

from big.api.filters import CodeFilter, KeyFilter, RecordFilter, WordsFilter, YesNoFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, NothingSerializer, RecordSerializer, Why
from big.api.serializers import WhySerializer as Reason
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.organisation import policies
from big.organisation.api.fields import KEPT
from big.organisation.models import Person, Unit
from big.organisation.scope import EVERYTHING, ORGANISATION_MANAGE, scope_q
from big.organisation.services import accounts as account_services
from big.organisation.services import people as services


class PersonSerializer(RecordSerializer):
    """Somebody who owns, decides, supports or does; the payroll number is told to those who manage the person."""

    payroll_number = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = (
            "id",
            "code",
            "name",
            "email",
            "job_title",
            "unit",
            "line_manager",
            "payroll_number",
            "user",
            "is_active",
            *KEPT,
        )

    def get_payroll_number(self, person: Any) -> str | None:
        """The number, or null where it is not for the reader."""
        return str(person.payroll_number) if person.is_managed else None


class PersonFilter(RecordFilter):
    """Which people."""

    q = WordsFilter("name", "code", "email", "job_title")
    code = CodeFilter()
    email = CodeFilter()
    unit = KeyFilter(Unit)
    line_manager = KeyFilter(Person)
    is_active = YesNoFilter()
    updated_since = updated_since()


class _PersonInput(ModelInputSerializer):
    code = serializers.SlugField(max_length=30, required=False, help_text="Left out, it is the next number.")
    unit = KeyField(Unit, required=False, allow_null=True)
    line_manager = KeyField(Person, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Person
        fields = ("name", "email", "job_title", "unit", "line_manager", "payroll_number", "code", "why")


class PersonCreateSerializer(_PersonInput):
    """Somebody new; an account is given separately."""


class PersonChangeSerializer(_PersonInput):
    """A person's particulars."""


class AccountGiveSerializer(InputSerializer):
    """The address to sign in with; a link to set a password goes there."""

    email = serializers.EmailField(max_length=254)
    why = Why()


class PersonViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """People, with or without an account."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    create_serializer_class = PersonCreateSerializer
    change_serializer_class = PersonChangeSerializer

    def rows(self) -> "QuerySet[Any]":
        """People, each with whether the reader manages them; the price is the same for one or a thousand."""
        if policies.can_manage_organisation(self.actor):
            managed = EVERYTHING
        else:
            managed = scope_q(self.actor, ORGANISATION_MANAGE, node=None)
        rows: QuerySet[Any] = super().rows()
        return rows.annotate(is_managed=ExpressionWrapper(managed, output_field=BooleanField()))  # type: ignore[no-any-return]

    def add(self, given: dict[str, Any]) -> Person:
        """Add somebody."""
        return services.create_person(actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Person:
        """Change particulars; an account follows in name and address."""
        return services.change_person(key, actor=self.actor, version=version, changes=changes, why=why)

    @record_action(Reason)
    def leave(self, key: int, version: int, given: dict[str, Any]) -> Person:
        """Record that somebody has left: roles end, the account closes."""
        return services.leave_person(key, actor=self.actor, version=version, **given)

    @record_action(Reason, name="return")
    def come_back(self, key: int, version: int, given: dict[str, Any]) -> Person:
        """Record that somebody is back; roles and the account are given anew."""
        return services.return_person(key, actor=self.actor, version=version, **given)

    @record_action(AccountGiveSerializer)
    def give_account(self, key: int, version: int, given: dict[str, Any]) -> Any:
        """Let somebody sign in, and mail them a link to set a password."""
        site = self.request.build_absolute_uri("/")
        return account_services.give_account(key, actor=self.actor, version=version, site=site, **given)

    @record_action(NothingSerializer)
    def send_link(self, key: int, version: int, given: dict[str, Any]) -> Any:
        """Mail somebody a new link to set their password."""
        return account_services.send_link(key, actor=self.actor, site=self.request.build_absolute_uri("/"))

    @record_action(Reason)
    def close_account(self, key: int, version: int, given: dict[str, Any]) -> Any:
        """Shut somebody out, at once and everywhere."""
        return account_services.close_account(key, actor=self.actor, **given)

    @record_action(Reason)
    def reopen_account(self, key: int, version: int, given: dict[str, Any]) -> Any:
        """Let somebody sign in again."""
        return account_services.reopen_account(key, actor=self.actor, **given)
