"""Recipes: imports that are done again, versioned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from oblik.collect.imports import schedule
from oblik.collect.imports.connect import connectors
from oblik.collect.imports.connect.kind import Marks, filled
from oblik.collect.imports.connections import ConnectionRepository
from oblik.collect.imports.mapping import Mapping as ColumnMapping
from oblik.collect.imports.mapping import mapping_of, read_mapping
from oblik.collect.imports.recipe_runs import Run, RunRepository
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.ids import random_id, show
from oblik.store.state import insert
from oblik.store.state.schema import recipe_versions, recipes


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe. Times are ms.

    Attributes:
        definition: `connection` (its id, None for files that are uploaded by hand), `request` and `mapping`; each
            change of it is a new version.
        schedule: a cron expression, "" for none.
        marks: where the last run that succeeded ended.
    """

    id: int
    name: str
    version: int
    definition: dict[str, Any]
    schedule: str
    enabled: bool
    marks: Marks
    next_run_at: int | None
    who: str
    created_at: int
    updated_at: int

    @property
    def mapping(self) -> ColumnMapping:
        """Which column becomes what."""
        return mapping_of(self.definition["mapping"])

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of it."""
        connection = self.definition["connection"]
        return {
            "name": self.name,
            "version": self.version,
            "connection": None if connection is None else show(connection),
            "request": self.definition["request"],
            "map": self.mapping.as_yaml(),
            "schedule": self.schedule,
            "enabled": self.enabled,
        }

    def document(self, latest: Run | None) -> dict[str, Any]:
        """As the API shows it, with its last run."""
        connection = self.definition["connection"]
        return {
            "id": show(self.id),
            "name": self.name,
            "kind": self.mapping.kind,
            "version": self.version,
            "connection": None if connection is None else show(connection),
            "request": self.definition["request"],
            "map": self.mapping.as_yaml(),
            "source": self.mapping.source or "import",
            "schedule": self.schedule,
            "enabled": self.enabled,
            "next_run_at": None if self.next_run_at is None else iso(self.next_run_at),
            "last_run": None if latest is None else latest.document(),
            "who": self.who,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }


class RecipeRepository:
    """The tables of recipes, and in `runs` that of their runs. Changes happen in the caller's transaction."""

    def __init__(
        self,
        known: ConnectionRepository,
        clock: Clock,
        zone: Callable[[], ZoneInfo] = lambda: ZoneInfo("UTC"),
    ) -> None:
        self._known, self._clock, self._zone = known, clock, zone
        self.runs = RunRepository(clock)

    def list(self, conn: Connection) -> Sequence[Recipe]:
        """All recipes, by name."""
        return [_recipe(row) for row in conn.execute(sa.select(recipes).order_by(recipes.c.name))]

    def get(self, conn: Connection, recipe_id: int) -> Recipe:
        """One recipe; raises NotFound."""
        row = conn.execute(sa.select(recipes).where(recipes.c.id == recipe_id)).first()
        if row is None:
            raise NotFound(f"There is no recipe {show(recipe_id)}.", code="unknown_recipe")
        return _recipe(row)

    def create(
        self,
        conn: Connection,
        *,
        name: str,
        connection_id: int | None,
        request: Mapping[str, Any],
        mapping: str,
        cron: str,
        marks: Marks,
        who: str,
    ) -> Recipe:
        """A new one.

        Args:
            mapping: YAML.
            marks: where an import that was done already ended.

        Raises:
            Invalid: the mapping, the request or the schedule is wrong. Conflict: the name is taken.
        """
        self._expect_free(conn, name)
        now = self._clock.now_ms()
        made: dict[str, Any] = {
            "id": random_id(now),
            "name": name,
            "version": 1,
            "definition": self._definition(conn, connection_id, request, mapping),
            "schedule": _checked(cron, connection_id),
            "enabled": True,
            "marks": marks,
            "next_run_at": None,
            "who": who[:100],
            "created_at": now,
            "updated_at": now,
        }
        made["next_run_at"] = self._next(made["schedule"])
        insert(conn, recipes, [made])
        self._keep_version(conn, made["id"], 1, made["definition"], who)
        return self.get(conn, made["id"])

    def update(self, conn: Connection, recipe_id: int, changes: Mapping[str, Any], who: str) -> Recipe:
        """Sets those of `name`, `connection_id`, `request`, `mapping`, `schedule`, `enabled` that are in `changes`.

        A changed request or connection begins again from the start, since the marks were of another list of rows.
        A run that is under way goes on with what it began with.

        Raises:
            Conflict: `changes` has the `version` that was edited, and somebody else has made another meanwhile.
        """
        known = self.get(conn, recipe_id)
        if changes.get("version", known.version) != known.version:
            raise Conflict(
                f"Expected to change version {known.version} of the recipe, got version {changes['version']}.",
                code="stale_recipe",
            )
        values: dict[str, Any] = {"updated_at": self._clock.now_ms()}
        if (name := changes.get("name")) is not None and name != known.name:
            self._expect_free(conn, name)
            values["name"] = name
        definition = self._changed(conn, known, changes)
        if definition != known.definition:
            values |= {"definition": definition, "version": known.version + 1}
            self._keep_version(conn, recipe_id, known.version + 1, definition, who)
        if not _same_rows(definition, known.definition):
            values["marks"] = {}
        cron = _checked(changes.get("schedule", known.schedule), definition["connection"])
        enabled = changes.get("enabled", known.enabled)
        if (cron, enabled) != (known.schedule, known.enabled):
            next_at = self._next(cron) if enabled else None
            values |= {"schedule": cron, "enabled": enabled, "next_run_at": next_at}
        conn.execute(sa.update(recipes).where(recipes.c.id == recipe_id).values(**values))
        return self.get(conn, recipe_id)

    def revert(self, conn: Connection, recipe_id: int, version: int, who: str) -> Recipe:
        """Takes an earlier version's definition again, as a new version; raises NotFound."""
        definition = self._definition_of(conn, recipe_id, version)
        mapping = mapping_of(definition["mapping"]).as_yaml()
        changes = {
            "connection_id": definition["connection"],
            "request": definition["request"],
            "mapping": mapping,
        }
        return self.update(conn, recipe_id, changes, who)

    def remove(self, conn: Connection, recipe_id: int) -> Recipe:
        """Forgets it with its versions and runs; what it imported stays."""
        known = self.get(conn, recipe_id)
        self.runs.remove(conn, recipe_id)
        conn.execute(sa.delete(recipe_versions).where(recipe_versions.c.recipe_id == recipe_id))
        conn.execute(sa.delete(recipes).where(recipes.c.id == recipe_id))
        return known

    def versions(self, conn: Connection, recipe_id: int) -> Sequence[Row[Any]]:
        """Its versions, newest first."""
        table = recipe_versions
        query = sa.select(table).where(table.c.recipe_id == recipe_id).order_by(table.c.version.desc())
        return conn.execute(query.limit(100)).all()

    # --- when they run, and what with -----------------------------------------------------------------------

    def request_run(self, conn: Connection, recipe: Recipe, *, cause: str, who: str) -> Run:
        """A run that waits to be done.

        Raises:
            Conflict: one is under way. Invalid: the recipe takes files that somebody uploads.
        """
        if recipe.definition["connection"] is None:
            raise Invalid("This recipe takes files that are uploaded; upload one.", code="no_connection")
        return self.runs.add(conn, recipe.id, version=recipe.version, cause=cause, who=who)

    def due(self, conn: Connection) -> Sequence[Recipe]:
        """Recipes whose time has come; however often it came meanwhile, they run once."""
        table = recipes.c
        late = table.enabled & (table.next_run_at <= self._clock.now_ms())
        return [_recipe(row) for row in conn.execute(sa.select(recipes).where(late))]

    def plan_next(self, conn: Connection, recipe: Recipe) -> None:
        """Writes down when it runs next."""
        statement = sa.update(recipes).where(recipes.c.id == recipe.id)
        conn.execute(statement.values(next_run_at=self._next(recipe.schedule)))

    def replan(self, conn: Connection, zone: ZoneInfo) -> None:
        """Works out anew when each recipe runs next: the workspace has moved to another zone."""
        planned = [each for each in self.list(conn) if each.enabled and each.schedule]
        now = self._clock.now_ms()
        moved = [
            {"known": each.id, "at": schedule.next_run(each.schedule, now, zone)}
            for each in planned
            if each.next_run_at is None or each.next_run_at > now  # what is due runs, and is planned after it
        ]
        if moved:
            statement = sa.update(recipes).where(recipes.c.id == sa.bindparam("known"))
            conn.execute(statement.values(next_run_at=sa.bindparam("at")), moved)

    def take_up(self, conn: Connection, run: Run) -> Recipe:
        """What a run that begins now does: the recipe as it is, whatever it was when the run was asked for."""
        recipe = self.get(conn, run.recipe_id)
        self.runs.take_version(conn, run, recipe.version)
        return recipe

    def keep_marks(self, conn: Connection, run: Run, marks: Marks) -> None:
        """Where a run ended, unless the recipe takes other rows by now."""
        known = self.get(conn, run.recipe_id)
        if _same_rows(self._definition_of(conn, run.recipe_id, run.version), known.definition):
            conn.execute(sa.update(recipes).where(recipes.c.id == known.id).values(marks=marks))

    # --- within ---------------------------------------------------------------------------------------------

    def _definition(
        self, conn: Connection, connection_id: int | None, request: Mapping[str, Any], mapping: str
    ) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if connection_id is not None:
            kind = connectors().get(self._known.get(conn, connection_id).kind)
            wanted = filled(kind.request, request).model_dump(mode="json")
        read = read_mapping(mapping)
        return {"connection": connection_id, "request": wanted, "mapping": read.as_data()}

    def _definition_of(self, conn: Connection, recipe_id: int, version: int) -> dict[str, Any]:
        table = recipe_versions.c
        query = sa.select(table.definition).where(table.recipe_id == recipe_id, table.version == version)
        definition: dict[str, Any] | None = conn.execute(query).scalar_one_or_none()
        if definition is None:
            raise NotFound(f"The recipe has no version {version}.", code="unknown_version")
        return definition

    def _changed(self, conn: Connection, known: Recipe, changes: Mapping[str, Any]) -> dict[str, Any]:
        return self._definition(
            conn,
            changes.get("connection_id", known.definition["connection"]),
            changes.get("request", known.definition["request"]),
            changes.get("mapping") or known.mapping.as_yaml(),
        )

    def _next(self, cron: str) -> int | None:
        return schedule.next_run(cron, self._clock.now_ms(), self._zone())

    def _keep_version(
        self, conn: Connection, recipe_id: int, version: int, definition: dict[str, Any], who: str
    ) -> None:
        row = {
            "recipe_id": recipe_id,
            "version": version,
            "definition": definition,
            "who": who[:100],
            "created_at": self._clock.now_ms(),
        }
        insert(conn, recipe_versions, [row])

    def _expect_free(self, conn: Connection, name: str) -> None:
        if conn.execute(sa.select(recipes.c.id).where(recipes.c.name == name)).first():
            raise Conflict(f"There is a recipe named {name!r} already.", code="taken")


def _same_rows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two definitions take the same rows, whatever they make of them."""
    return all(one[part] == other[part] for part in ("connection", "request"))


def _checked(cron: str, connection_id: int | None) -> str:
    if not cron:
        return ""
    if connection_id is None:
        raise Invalid(
            "Only a recipe with a connection can run by itself; expected no schedule.",
            code="bad_schedule",
            field="schedule",
        )
    return schedule.check(cron)


def _recipe(row: Row[Any]) -> Recipe:
    return Recipe(**{field: getattr(row, field) for field in Recipe.__slots__})
