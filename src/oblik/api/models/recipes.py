"""Imports that are done again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, NotNull, PlainJson, Question, Time, limits
from oblik.api.models.imports import Kind

_LONGEST_MAP = 65_536
Cron = Annotated[str, Field(max_length=100)]
Map = Annotated[str, Field(min_length=1, max_length=_LONGEST_MAP)]


class RecipeRun(Answer):
    """One run of a recipe. `unchanged`: what was fetched is what it was the last time."""

    id: str
    version: int
    cause: Literal["manual", "schedule"]
    status: Literal["waiting", "fetching", "importing", "done", "unchanged", "failed"]
    import_: Annotated[str | None, Field(alias="import")]
    error: str | None
    error_code: str | None
    who: str
    started_at: Time
    finished_at: Time | None


class RecipeRuns(Answer):
    """A page of runs, newest first."""

    items: list[RecipeRun]
    next: str | None


class Recipe(Answer):
    """An import that is done again. `connection` is null for files that are uploaded by hand; `map` is YAML."""

    id: str
    name: str
    kind: Kind
    version: int
    connection: str | None
    request: Json
    map: str
    source: str
    schedule: str
    enabled: bool
    next_run_at: Time | None
    last_run: RecipeRun | None
    who: str
    created_at: Time
    updated_at: Time


class Recipes(Answer):
    """All recipes, by name."""

    items: list[Recipe]
    next: str | None


class RecipeVersion(Answer):
    """What a recipe was."""

    version: int
    connection: str | None
    request: Json
    map: str
    who: str
    created_at: Time


class RecipeVersions(Answer):
    """The versions of a recipe, newest first."""

    items: list[RecipeVersion]


class NewRecipe(Question):
    """A recipe to be kept. `upload`: a file that was fetched and imported already; the first run begins where it ended."""

    name: Annotated[str, limits(100)]
    connection: str | None = None
    request: dict[str, PlainJson] = Field(default_factory=dict)
    map: Map
    schedule: Cron = ""
    upload: str | None = None


class RecipePatch(Question):
    """What becomes of a recipe; a changed mapping, connection or request makes a new version. `version`: the one that was
    edited; 409 when somebody else has made another meanwhile."""

    version: Annotated[int | None, Field(ge=1, le=1 << 31), NotNull] = None
    name: Annotated[str, limits(100), NotNull] | None = None
    connection: str | None = None
    request: Annotated[dict[str, PlainJson] | None, NotNull] = None
    map: Annotated[Map | None, NotNull] = None
    schedule: Annotated[Cron | None, NotNull] = None
    enabled: Annotated[bool | None, NotNull] = None


class Revert(Question):
    """Which version to take again."""

    version: Annotated[int, Field(ge=1, le=1 << 31)]


class ProductChange(Answer):
    """Something that happened to a product. `before` and `after`: the price, or the number in stock."""

    product_id: str
    title: str
    at: Time
    name: str
    before: float | None
    after: float | None
    currency: str | None


class ProductChanges(Answer):
    """A page of what happened, newest first."""

    items: list[ProductChange]
    next: str | None
