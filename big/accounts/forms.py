"""The forms of signing in, passwords and the own profile."""

from typing import Any, Self

from allauth.account import forms as allauth_forms
from allauth.account.fields import EmailField
from django import forms
from django.http import HttpRequest

from big.accounts.models import User
from big.accounts.services.passwords import ask_for_link

_RULES = "At least 12 characters, not a common password, and not much like your name or address."


def _plain(form: forms.Form, labels: dict[str, str], hints: dict[str, str] | None = None) -> None:
    """Our words for allauth's fields, and no placeholder in place of a label."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = (hints or {}).get(name, "")


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": "Email address", "password": "Password"})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordChangeForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"oldpassword": "Present password", "password1": "New password", "password2": "New password again"}
        _plain(self, names, {"password1": _RULES})


class PasswordSetForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """Twice the new password, for an account that has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": "New password", "password2": "New password again"}, {"password1": _RULES})


class PasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Twice the new password, after a link was followed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": "New password", "password2": "New password again"}, {"password1": _RULES})


class LinkUserForm(allauth_forms.UserTokenForm):  # type: ignore[misc]
    """Whose link it is; a link of an account that was closed since opens nothing."""

    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        return user if isinstance(user, User) and user.is_active and not user.is_service else None


class PasswordResetForm(forms.Form):
    """An address to send a link to; it never says whether there is an account."""

    email = EmailField(label="Email address", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {})

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the link sent; allauth calls this by name."""
        address: str = self.cleaned_data["email"]
        ask_for_link(address, site=request.build_absolute_uri("/"))
        return address


class ProfileForm(forms.Form):
    """One's own name and preferences."""

    name = forms.CharField(label="Name", max_length=200)
    theme = forms.ChoiceField(label="Colours", choices=User.Theme.choices, widget=forms.RadioSelect)
    has_shortcuts = forms.BooleanField(
        label="Single keys are shortcuts",
        required=False,
        help_text="/ finds, j and k move, c checks in. Turn them off if you dictate.",
    )

    @classmethod
    def of(cls, user: User) -> Self:
        """The form as it stands for `user`."""
        return cls(initial={"name": user.name, "theme": user.theme, "has_shortcuts": user.has_shortcuts})


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(
        label="What will use it",
        max_length=100,
        help_text="Such as “Finance ledger, nightly”, so that you can tell it apart and revoke it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands below the form of the profile, which has a name of its own: a label must find its own field.
        super().__init__(*args, **{"auto_id": "token_%s", **kwargs})
