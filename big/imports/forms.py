"""The upload of a file with the options of its format, and the handler that stops reading at the limit."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from big.errors import RuleError
from big.imports.bundles import bundle
from big.imports.formats import Format
from big.imports.guards import in_megabytes, read_limited, too_large


class LimitedUpload(FileUploadHandler):
    """Lets a file through up to `limit` bytes; the rest is drained and kept nowhere."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self._limit = limit
        self.was_exceeded = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on, unless the file has become too large."""
        if start + len(raw_data) > self._limit:
            self.was_exceeded = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """The next handler holds the file."""
        return None


class UploadForm(forms.Form):
    """A file; the options of its format follow, as fields of a subclass."""

    file = forms.FileField(label="File", error_messages={"required": "Choose a file."})


class SeveralInput(forms.ClearableFileInput):
    """A field for files of which several may be chosen."""

    allow_multiple_selected = True


class SeveralField(forms.FileField):
    """One file or several; cleaned to a list."""

    widget = SeveralInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each of them, checked alone; what one form field calls required is at least one."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralField, self).clean(each, initial) for each in given or [None]]


class SeveralUploadForm(UploadForm):
    """Several files, imported as one."""

    file = SeveralField(label="Files", error_messages={"required": "Choose a file, or several."})


def upload_form(
    entry: Format, data: Any = None, files: Any = None, *, upload: LimitedUpload | None = None
) -> UploadForm:
    """The form of one format: its file field accepts the right endings and says the limit."""
    base = SeveralUploadForm if entry.takes_several else UploadForm
    kind: type[UploadForm] = type("UploadForm", (base, entry.options_form), {})
    form = kind(data, files)
    form.order_fields(["file"])
    field = form.fields["file"]
    field.help_text = f"{' or '.join(entry.accepts)}, up to {in_megabytes(entry.max_bytes)}."
    field.widget.attrs["accept"] = ",".join(entry.accepts)
    if upload and upload.was_exceeded:
        field.error_messages["required"] = " ".join(too_large(entry.max_bytes).messages)
    return form


def uploaded(form: UploadForm, entry: Format) -> tuple[str, bytes, dict[str, Any]]:
    """Name, content and options of a valid form; RefusedFileError for a file that is empty or too large."""
    options = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    given = form.cleaned_data["file"]
    files: list[UploadedFile[bytes]] = given if isinstance(given, list) else [given]
    held, found = 0, []
    for file in files:
        content = read_limited(file, entry.max_bytes)
        held += len(content)
        if held > entry.max_bytes:
            raise too_large(entry.max_bytes)
        found.append((str(file.name), content))
    return *bundle(found), options


def add_rule_error(form: forms.Form, error: RuleError, field: str | None = None) -> int:
    """Show a rule's sentence in the form; returns the status of the answer."""
    form.add_error(field, error.messages)
    return error.status
