"""Roles, memberships and delegated authority over the API: who may do and decide what where."""

from typing import Any

from rest_framework import serializers

from big.api.filters import ChoiceFilter, CodeFilter, DayFilter, KeyFilter, RecordFilter, WordsFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.organisation.api.fields import KEPT
from big.organisation.models import DelegatedAuthority, Membership, Node, Person, Role, Unit
from big.organisation.services import authority as authority_services
from big.organisation.services import memberships as membership_services
from big.organisation.services import roles as role_services


class RoleSerializer(RecordSerializer):
    """What a member may do where they are a member."""

    class Meta:
        model = Role
        fields = ("id", "key", "label", "rights", "home", "position", *KEPT)


class RoleFilter(RecordFilter):
    """Which roles."""

    q = WordsFilter("label", "key")
    key = CodeFilter()
    updated_since = updated_since()


class _RoleInput(ModelInputSerializer):
    rights = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200)
    position = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    why = Why()

    class Meta:
        model = Role
        fields = ("label", "rights", "home", "position", "why")


class RoleCreateSerializer(_RoleInput):
    """A new role; its key is made from the label."""


class RoleChangeSerializer(_RoleInput):
    """What everybody who holds the role may do, from their next request on."""


class RoleViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Roles, each a set of rights."""

    queryset = Role.objects.none()
    serializer_class = RoleSerializer
    filterset_class = RoleFilter
    create_serializer_class = RoleCreateSerializer
    change_serializer_class = RoleChangeSerializer

    def add(self, given: dict[str, Any]) -> Role:
        """Add a role."""
        return role_services.create_role(actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Role:
        """Change a role for everybody who holds it."""
        return role_services.change_role(key, actor=self.actor, version=version, changes=changes, why=why)


class MembershipSerializer(RecordSerializer):
    """A person's role at one node or in one unit, with all below it."""

    class Meta:
        model = Membership
        fields = ("id", "person", "role", "node", "unit", "starts_on", "ends_on", *KEPT)


class MembershipFilter(RecordFilter):
    """Which memberships."""

    person = KeyFilter(Person)
    role = KeyFilter(Role)
    node = KeyFilter(Node)
    unit = KeyFilter(Unit)
    ends_from = DayFilter(field_name="ends_on", lookup_expr="gte", help_text="Ending on this day or later.")
    updated_since = updated_since()


class MembershipCreateSerializer(ModelInputSerializer):
    """A role for somebody, at a node or in a unit: one of the two."""

    person = KeyField(Person)
    role = KeyField(Role)
    node = KeyField(Node, required=False, allow_null=True)
    unit = KeyField(Unit, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Membership
        fields = ("person", "role", "node", "unit", "starts_on", "ends_on", "why")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One place."""
        if bool(attrs.get("node")) == bool(attrs.get("unit")):
            raise serializers.ValidationError("Give a node or a unit, one of the two.")
        return attrs


class EndSerializer(InputSerializer):
    """The last day; without one it ends at once."""

    ends_on = DayField(required=False, allow_null=True)
    why = Why()


class MembershipViewSet(CreateMixin, RecordViewSet):
    """Who holds which role where."""

    queryset = Membership.objects.none()
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    create_serializer_class = MembershipCreateSerializer

    def add(self, given: dict[str, Any]) -> Membership:
        """Give somebody a role."""
        return membership_services.give_role(actor=self.actor, **given)

    @record_action(EndSerializer)
    def end(self, key: int, version: int, given: dict[str, Any]) -> Membership:
        """End a role after its last day, or at once."""
        return membership_services.end_membership(key, actor=self.actor, version=version, **given)


class AuthoritySerializer(RecordSerializer):
    """What a node may decide by itself: up to this sum, or within this tolerance."""

    class Meta:
        model = DelegatedAuthority
        fields = ("id", "node", "matter", "limit", "currency", "tolerance", "starts_on", "ends_on", *KEPT)


class AuthorityFilter(RecordFilter):
    """Which delegated authority."""

    node = KeyFilter(Node)
    matter = ChoiceFilter(DelegatedAuthority.Matter)
    ends_from = DayFilter(field_name="ends_on", lookup_expr="gte", help_text="Ending on this day or later.")
    updated_since = updated_since()


class AuthorityCreateSerializer(ModelInputSerializer):
    """Authority in one matter from a day on; what was delegated in it before ends the day before."""

    node = KeyField(Node)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, help_text="Three capital letters, such as GBP.")
    why = Why()

    class Meta:
        model = DelegatedAuthority
        fields = ("node", "matter", "limit", "currency", "tolerance", "starts_on", "ends_on", "why")


class AuthorityViewSet(CreateMixin, RecordViewSet):
    """Delegated authority of governance nodes."""

    queryset = DelegatedAuthority.objects.none()
    serializer_class = AuthoritySerializer
    filterset_class = AuthorityFilter
    create_serializer_class = AuthorityCreateSerializer

    def add(self, given: dict[str, Any]) -> DelegatedAuthority:
        """Delegate authority to a node."""
        node: Node = given.pop("node")
        return authority_services.set_authority(node.pk, actor=self.actor, **given)

    @record_action(EndSerializer)
    def revoke(self, key: int, version: int, given: dict[str, Any]) -> DelegatedAuthority:
        """Take delegated authority back after its last day, or at once."""
        return authority_services.revoke_authority(key, actor=self.actor, version=version, **given)
