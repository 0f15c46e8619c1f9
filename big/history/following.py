"""Brings the history of one table in step with the table: columns, what is generated, and indexes."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import DatabaseError, transaction

from big.history import sql
from big.history.catalogue import Column, Index, Standing, function_name, mirrored
from big.history.tables import is_read_as_past

# Those that are gone, by when they went; as the server writes it.
REMOVED: Final = Index(("_to",), "(_last AND (_to < 'infinity'::timestamp with time zone))")


def gone_name(name: str, taken: Collection[str], number: int = 1) -> str:
    """A name for what is gone but kept; `number` is where counting begins."""
    while (found := f"_gone{number}_{name}"[:60]) in taken:
        number += 1
    return found


class Following:
    """One table, as it stands, and the statements that let its history follow."""

    def __init__(self, cursor: Any, standing: Standing) -> None:
        self.cursor = cursor
        self.standing = standing
        self.table = standing.table
        self.public, self.history = f'public."{self.table}"', f'history."{self.table}"'
        if not standing.key:
            raise LookupError(f"{self.table} keeps history and has no primary key of one column")

    def is_in_step(self) -> bool:
        """Whether there is nothing to do."""
        found = self.standing
        wanted_views = {"past", "known"} if is_read_as_past(self.table) else set()
        return (
            found.numbered == found.relid
            and found.held == {each.number: (each.name, each.required) for each in found.columns}
            and all(found.kept.get(each.name) == each.kind for each in found.columns)
            and found.is_attached
            and found.made == self._mark()
            and found.views == wanted_views
            and not self._surplus_indexes()
            and self._wanted_indexes() <= set(found.mirrored.values())
        )

    def run(self, defaults: Mapping[str, Any]) -> None:
        """Bring it in step; `defaults` by column, for versions that are older than a required column."""
        for view in ("past", "known"):
            self.cursor.execute(f'drop view if exists {view}."{self.table}"')
        is_new = self.standing.numbered is None
        if is_new:
            self.cursor.execute(sql.TABLE.format(history=self.history))
            began = "insert into history.began (tab, at, relid) values (%s, history.stamp(), %s)"
            self.cursor.execute(began, [self.table, self.standing.relid])
        self._number_anew()
        self._put_away()
        self._move()
        for column in self.standing.columns:
            self._follow(column, defaults.get(column.name), is_new=is_new)
        self._generate()
        if is_new:
            self.cursor.execute(sql.FIRST_VERSIONS.format(**self._words()))
        self._index()

    def _number_anew(self) -> None:
        """A table that was restored or copied has the same columns under other numbers: they are told by name."""
        if self.standing.numbered in {None, self.standing.relid}:
            return
        numbers = {each.name: each.number for each in self.standing.columns}
        # What has no column of its name keeps a number that none has.
        self.standing.held = {
            numbers.get(name, -number): (name, required) for number, (name, required) in self.standing.held.items()
        }
        self.cursor.execute("delete from history.columns where tab = %s returning col, since", [self.table])
        since = dict(self.cursor.fetchall())
        for number, (name, required) in self.standing.held.items():
            self.cursor.execute(
                "insert into history.columns (tab, attnum, col, required, since) values (%s, %s, %s, %s, %s)",
                [self.table, number, name, required, since[name]],
            )
        self.cursor.execute("update history.began set relid = %s where tab = %s", [self.standing.relid, self.table])

    def _put_away(self) -> None:
        standing = {each.number for each in self.standing.columns}
        for number in [number for number in self.standing.held if number not in standing]:
            name, _ = self.standing.held.pop(number)
            self._rename(name, gone_name(name, self.standing.kept, abs(number)))
            self.cursor.execute("delete from history.columns where (tab, attnum) = (%s, %s)", [self.table, number])

    def _move(self) -> None:
        """Renames, by way of names that nobody has: two columns may have changed theirs with each other."""
        held = self.standing.held
        moved = [each for each in self.standing.columns if each.number in held and held[each.number][0] != each.name]
        for each in moved:
            self._rename(held[each.number][0], f"_moving{each.number}")
        for each in moved:
            self._rename(f"_moving{each.number}", each.name)
            held[each.number] = (each.name, held[each.number][1])
            self.cursor.execute(
                "update history.columns set col = %s where (tab, attnum) = (%s, %s)",
                [each.name, self.table, each.number],
            )

    def _rename(self, old: str, new: str) -> None:
        self.cursor.execute(f'alter table {self.history} rename column "{old}" to "{new}"')
        self.standing.kept[new] = self.standing.kept.pop(old)

    def _follow(self, column: Column, default: Any, *, is_new: bool) -> None:
        """One column that stands: added, of another type, or required from now on."""
        was_required = self.standing.held.get(column.number, ("", False))[1]
        if column.number not in self.standing.held:
            self.cursor.execute(
                "insert into history.columns (tab, attnum, col, required, since)"
                " values (%s, %s, %s, %s, history.stamp())",
                [self.table, column.number, column.name, column.required],
            )
            self._add(column, default, is_new=is_new)
        else:
            if self.standing.kept[column.name] != column.kind:
                self._retype(column, default)
            if was_required != column.required:
                self.cursor.execute(
                    "update history.columns set required = %s where (tab, attnum) = (%s, %s)",
                    [column.required, self.table, column.number],
                )
        if column.required and not was_required and not is_new:
            self._complete(column.name, default)

    def _add(self, column: Column, default: Any, *, is_new: bool) -> None:
        """Open versions take what the rows hold; closed ones hold the default of a column that is never empty."""
        said, values = "", []
        if column.required and default is not None:
            said, values = " default %s", [default]
        elif column.required and column.default is not None:
            said = " default " + column.default.replace("%", "%%")
        # As a default of the column, which is dropped at once, it rewrites no row.
        self.cursor.execute(f'alter table {self.history} add column "{column.name}" {column.kind}{said}', values)
        if said:
            self.cursor.execute(f'alter table {self.history} alter column "{column.name}" drop default')
        self.standing.kept[column.name] = column.kind
        if not is_new:
            self._take_over(column)

    def _take_over(self, column: Column) -> None:
        key = self._held_key()
        if key is not None:
            self.cursor.execute(
                f'update {self.history} h set "{column.name}" = now."{column.name}" from {self.public} now'  # noqa: S608
                f' where now."{self.standing.key}" = h."{key}" and h._to = \'infinity\''
                f' and h."{column.name}"::text is distinct from now."{column.name}"::text'
            )

    def _held_key(self) -> str | None:
        return self.standing.key if self.standing.key in self.standing.kept else None

    def _retype(self, column: Column, default: Any) -> None:
        """Another type; where a cast is not there, fails or loses something, what was is kept beside it."""
        old, name = self.standing.kept[column.name], f'"{column.name}"'
        try:
            with transaction.atomic(using=self.cursor.db.alias):
                back = f"({name}::{column.kind})::{old}::text"
                lossy = f"select exists (select from {self.history} where {back} <> {name}::text)"  # noqa: S608
                self.cursor.execute(lossy)
                is_lossy = self.cursor.fetchone()[0]
                if not is_lossy:
                    self.cursor.execute(
                        f"alter table {self.history} alter {name} type {column.kind} using {name}::{column.kind}"
                    )
        except DatabaseError:
            is_lossy = True
        if not is_lossy:
            self.standing.kept[column.name] = column.kind
            return
        is_text = column.kind.startswith(("character varying", "text"))  # cut short, when it must be
        before = gone_name(column.name, self.standing.kept, column.number)
        self._rename(column.name, before)
        self.cursor.execute(f"alter table {self.history} add column {name} {column.kind}")
        self.standing.kept[column.name] = column.kind
        self.cursor.execute(
            f'update {self.history} set {name} = "{before}"::text::{column.kind}'  # noqa: S608
            + ("" if is_text else f" where pg_input_is_valid(\"{before}\"::text, '{column.kind}')")
        )
        self._take_over(column)
        if column.required:
            self._complete(column.name, default)

    def _complete(self, name: str, default: Any) -> None:
        """Leave no closed version without a value that code of today relies on: the default, or the next known one."""
        if default is not None:
            self.cursor.execute(f'update {self.history} set "{name}" = %s where "{name}" is null', [default])  # noqa: S608
            return
        key = self._held_key()
        if key is None:
            return
        self.cursor.execute(
            f'update {self.history} h set "{name}" = (select later."{name}" from {self.history} later'  # noqa: S608
            f' where later."{key}" = h."{key}" and later._from > h._from and later."{name}" is not null'
            f' order by later._from limit 1) where h."{name}" is null'
        )

    def _words(self) -> dict[str, str]:
        names = [each.name for each in self.standing.columns]
        return {
            "name": f'"{self.table}"',
            "public": self.public,
            "history": self.history,
            "function": f'history."{function_name(self.table)}"()',
            "key": f'"{self.standing.key}"',
            "columns": ", ".join(f'"{name}"' for name in names),
            "new": ", ".join(f'new."{name}"' for name in names),
            "set": ", ".join(f'"{name}" = new."{name}"' for name in names),
        }

    def _generated(self) -> list[str]:
        words = self._words()
        return [part.format(**words) for part in (sql.TRIGGER, sql.ATTACH, sql.VIEWS)]

    def _mark(self) -> str:
        """Says what the function, the triggers and the views were generated from."""
        return hashlib.sha256("".join(self._generated()).encode()).hexdigest()

    def _generate(self) -> None:
        trigger, attach, views = self._generated()
        self.cursor.execute(trigger)
        if not self.standing.is_attached:
            self.cursor.execute(attach)
        self.cursor.execute(f"comment on function {self._words()['function']} is '{self._mark()}'")
        if is_read_as_past(self.table):
            self.cursor.execute(views)

    def _wanted_indexes(self) -> set[Index]:
        """The key's own, and every plain index of the table with the period as its last columns."""
        key = self.standing.key
        mirrored = {Index((*each.columns, "_to", "_from")) for each in self.standing.indexes}
        return {Index((key,), "_last"), REMOVED, Index((key, "_to", "_from")), Index(("_act",)), *mirrored}

    def _surplus_indexes(self) -> list[str]:
        wanted = self._wanted_indexes()
        # Others were made by hand.
        return [name for name, index in self.standing.mirrored.items() if name.startswith("h_") and index not in wanted]

    def _index(self) -> None:
        # Read anew: renamed columns carried their indexes along.
        self.standing.mirrored = mirrored(self.cursor, self.table)
        for name in self._surplus_indexes():
            self.cursor.execute(f'drop index history."{name}"')
        for index in sorted(self._wanted_indexes() - set(self.standing.mirrored.values())):
            listed = ", ".join(f'"{name}"' for name in index.columns)
            kind = "unique index" if index.where == "_last" else "index"
            where = f" where {index.where}" if index.where else ""
            name = self._free_index_name(listed + where)
            self.cursor.execute(f'create {kind} "{name}" on {self.history} ({listed}){where}')

    def _free_index_name(self, said: str) -> str:
        """A table or column that was renamed keeps the names of its indexes, which another may now want."""
        number = 0
        while True:
            digest = hashlib.sha256(f"{self.table} {said} {number}".encode()).hexdigest()[:12]
            name = f"h_{self.table[:40]}_{digest}"
            self.cursor.execute("select to_regclass(%s) is null", [f'history."{name}"'])
            if self.cursor.fetchone()[0]:
                return name
            number += 1
