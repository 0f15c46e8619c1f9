"""The first account of an installation, which no other account can give."""

from django.core.validators import validate_email
from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation.codes import ACCOUNT_GIVEN
from big.organisation.models import Person
from big.organisation.services.codes import next_code
from big.organisation.services.founding import found_if_new
from big.records import create


@transaction.atomic
def add_administrator(email: str, *, actor: User, name: str) -> User:
    """Make an account that runs the installation, for whoever is at its shell; a person stands behind it.

    The first of them finds the Main Board there, from which every organisation grows.
    """
    address = email.strip().lower()
    validate_email(address)
    if not actor.is_service:
        raise RuleError("Administrators are added at the shell of the installation.", code="shell_only")
    if User.objects.filter(email=address).exists():
        raise RuleError("There is already an account for this address.", code="address_taken")
    user = User.objects.create_user(address, name=name, is_administrator=True)
    person = Person.objects.filter(email=address, user=None).first()
    if person is None:
        person = Person(code=next_code(Person, "P"), name=name, email=address, user=user)
        create(person)
    else:
        person.user = user
        person.save(update_fields=["user"])
    record(ACCOUNT_GIVEN, actor=actor, on=person, also=[user], after={"email": address, "is_administrator": True})
    found_if_new(actor=actor)
    return user
