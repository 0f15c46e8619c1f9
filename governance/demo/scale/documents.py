"""Documents with their versions, all of which are one stored file."""

import hashlib
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from big.documents.models import FOLDER, Document, DocumentVersion
from big.documents.storing import note_written
from governance.demo.scale.dice import Rows

_CONTENT: Final = b"%PDF-1.4\n% a stand-in for the files of a large organisation\n%%EOF\n"


def load_documents(rows: Rows) -> None:
    """Every document has a first version; the others are shared out, many to few."""
    rows.know("document", Document)
    rows.fill(
        Document,
        "generate_series(1, %(documents)s) as n",
        id="document_id(n)",
        title="paper(n) || ', ' || thing(n / 9) || ' ' || action(n / 5) || ', ' || place(n / 3) || ' ' || n",
        kind="(array['evidence', 'plan', 'other', 'evidence'])[1 + mod(n, 4)]",
        node="case when mod(n, 3) > 0 then node_id(one_of(%(nodes)s, 'paper node', n, 1.4)) end",
        unit="unit_id(one_of(%(units)s, 'paper unit', n, 1.3))",
        owner="person_id(one_of(%(users)s, 'paper owner', n))",
        created_by="account_id(one_of(%(users)s, 'paper owner', n))",
        is_confidential="dice('paper secret', n) < 0.03",
    )
    digest = hashlib.sha256(_CONTENT).hexdigest()
    name = f"{FOLDER}/{digest[:2]}/{digest}-scale"
    if not default_storage.exists(name):
        note_written(default_storage.save(name, ContentFile(_CONTENT)))
    for source, number in (
        ("(select n as owner, n from generate_series(1, %(documents)s) as n) as firsts", "1"),
        ("shares(%(versions)s - %(documents)s, %(documents)s, 'versions', 2)", "number + 1"),
    ):
        rows.fill(
            DocumentVersion,
            source,
            document="document_id(owner)",
            number=number,
            file=f"'{name}'",
            filename="'paper-' || owner || '.pdf'",
            content_type="'application/pdf'",
            size=str(len(_CONTENT)),
            sha256=f"'{digest}'",
            author="account_id(one_of(%(users)s, 'paper author', n))",
        )
