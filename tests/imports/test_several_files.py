"""Several files of one upload: together within the limit, or refused whole; none is read as nothing."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from big.errors import RefusedFileError
from big.imports import formats
from big.imports.bundles import files_in
from big.imports.formats import Format
from big.imports.forms import UploadForm, upload_form, uploaded

pytestmark = pytest.mark.django_db


def sent(*sizes: int, limit: int) -> tuple[UploadForm, Format]:
    entry = replace(formats.get("ipfs-md"), max_bytes=limit)
    files = [SimpleUploadedFile(f"{at}.md", b"x" * size) for at, size in enumerate(sizes)]
    form = upload_form(entry, {"new_teams": "create"}, MultiValueDict({"file": files}))
    form.is_valid()
    assert "file" not in form.errors
    return form, entry


def test_all_of_them_are_there() -> None:
    name, content, _ = uploaded(*sent(3, 4, limit=1000))
    assert files_in(name, content) == [("0.md", b"xxx"), ("1.md", b"xxxx")]


@pytest.mark.parametrize("sizes", [(600, 600), (1000, 1), (1000, 1000)])
def test_too_much_together_is_refused_even_where_the_first_fills_the_limit(sizes: tuple[int, ...]) -> None:
    with pytest.raises(RefusedFileError):
        uploaded(*sent(*sizes, limit=1000))
