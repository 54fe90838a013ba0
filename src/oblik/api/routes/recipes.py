"""Imports that are done again, and what they found of products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame, Use
from oblik.api.models.recipes import (
    NewRecipe,
    ProductChange,
    ProductChanges,
    Recipe,
    RecipePatch,
    RecipeRun,
    RecipeRuns,
    Recipes,
    RecipeVersion,
    RecipeVersions,
    Revert,
)
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.collect.imports.mapping import mapping_of
from oblik.collect.imports.recipes import Recipe as StoredRecipe
from oblik.govern import audit
from oblik.govern.actor import Actor
from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid
from oblik.kernel.ids import show
from oblik.kernel.page import Page

router = APIRouter(prefix="/api", tags=["imports"])

Reader = Annotated[Actor, Depends(may("imports.read"))]
Runner = Annotated[Actor, Depends(may("imports.run"))]
LONGEST_NAME = 300


@router.get("/recipes")
def list_recipes(services: Use, who: Reader) -> Recipes:  # noqa: ARG001
    """All recipes with their last run."""
    with services.state.read() as conn:
        found = services.recipes.list(conn)
        latest = services.recipes.runs.latest(conn, [recipe.id for recipe in found])
    items = [Recipe.model_validate(recipe.document(latest.get(recipe.id))) for recipe in found]
    return Recipes(items=items, next=None)


@router.post("/recipes", status_code=201)
def create_recipe(frame: InFrame, who: Runner, new: NewRecipe) -> Recipe:
    """Keeps an import as a recipe."""
    services = frame.services
    connection, request, marks = _id(new.connection), new.request, dict[str, Any]()
    if new.upload is not None:
        upload = services.uploads.get(id_of(new.upload))
        if upload.connection_id != connection or (upload.request or {}) != request:
            raise Invalid("The file was fetched for something else.", code="other_upload", field="upload")
        marks = upload.marks
    with services.state.write() as conn:
        made = services.recipes.create(
            conn,
            name=new.name,
            connection_id=connection,
            request=request,
            mapping=new.map,
            cron=new.schedule,
            marks=marks,
            who=str(who),
        )
        _record(frame, conn, who, "recipe.create", made, None, made.facts())
        return _shown(frame, conn, made)


@router.get("/recipes/{id}")
def get_recipe(frame: InFrame, who: Reader, id: ShownId) -> Recipe:  # noqa: ARG001
    """One recipe."""
    with frame.services.state.read() as conn:
        return _shown(frame, conn, frame.services.recipes.get(conn, id_of(id)))


@router.patch("/recipes/{id}")
def update_recipe(frame: InFrame, who: Runner, id: ShownId, patch: RecipePatch) -> Recipe:
    """Changes a recipe. What it does is versioned; its name and when it runs are not."""
    changes = patch.given()
    if "connection" in changes:
        changes["connection_id"] = _id(changes.pop("connection"))
    if "map" in changes:
        changes["mapping"] = changes.pop("map")
    with frame.services.state.write() as conn:
        before = frame.services.recipes.get(conn, id_of(id)).facts()
        made = frame.services.recipes.update(conn, id_of(id), changes, str(who))
        old, now = audit.changed(before, made.facts())
        if now:
            _record(frame, conn, who, "recipe.update", made, old, now)
        return _shown(frame, conn, made)


@router.delete("/recipes/{id}", status_code=204)
def delete_recipe(frame: InFrame, who: Runner, id: ShownId) -> Response:
    """Forgets a recipe; what it imported stays."""
    with frame.services.state.write() as conn:
        gone = frame.services.recipes.remove(conn, id_of(id))
        _record(frame, conn, who, "recipe.delete", gone, gone.facts(), None)
    return Response(status_code=204)


@router.post("/recipes/{id}/run", status_code=202)
def run_recipe(frame: InFrame, who: Runner, id: ShownId) -> RecipeRun:
    """Runs a recipe now, beside the request."""
    services = frame.services
    with services.state.write() as conn:
        run = services.recipe_runner.request(conn, id_of(id), who=str(who))
        recipe = services.recipes.get(conn, id_of(id))
        _record(frame, conn, who, "recipe.run", recipe, None, {"version": recipe.version})
    services.recipe_runner.tick()
    return RecipeRun.model_validate(run.document())


@router.get("/recipes/{id}/runs")
def list_recipe_runs(services: Use, who: Reader, id: ShownId, paging: Paged) -> RecipeRuns:  # noqa: ARG001
    """The history of a recipe, newest first."""
    before = int(paging.after[0]) if paging.after and paging.after[0] is not None else None
    with services.state.read() as conn:
        services.recipes.get(conn, id_of(id))
        found = services.recipes.runs.of(conn, id_of(id), limit=paging.limit + 1, before=before)
    shown = found[: paging.limit]
    following = (shown[-1].id,) if len(found) > paging.limit else None
    page = Page(shown, following)
    return RecipeRuns(**paging.render(page, lambda run: RecipeRun.model_validate(run.document())))


@router.get("/recipes/{id}/versions")
def list_recipe_versions(services: Use, who: Reader, id: ShownId) -> RecipeVersions:  # noqa: ARG001
    """What a recipe was, newest first."""
    with services.state.read() as conn:
        rows = services.recipes.versions(conn, id_of(id))
    items = [
        RecipeVersion(
            version=row.version,
            connection=None if row.definition["connection"] is None else show(row.definition["connection"]),
            request=row.definition["request"],
            map=mapping_of(row.definition["mapping"]).as_yaml(),
            who=row.who,
            created_at=iso(row.created_at),
        )
        for row in rows
    ]
    return RecipeVersions(items=items)


@router.post("/recipes/{id}/revert")
def revert_recipe(frame: InFrame, who: Runner, id: ShownId, asked: Revert) -> Recipe:
    """Takes an earlier version again, as a new one."""
    with frame.services.state.write() as conn:
        made = frame.services.recipes.revert(conn, id_of(id), asked.version, str(who))
        _record(frame, conn, who, "recipe.revert", made, None, {"version": asked.version})
        return _shown(frame, conn, made)


@router.get("/products/changes")
def list_product_changes(
    services: Use,
    who: Reader,  # noqa: ARG001
    paging: Paged,
    name: Annotated[str, Query(max_length=50, description="Such as `Price Dropped`.")] = "",
    product: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    source: Annotated[str, Query(max_length=100, description="The source whose imports said so.")] = "",
) -> ProductChanges:
    """What imports found of prices and stock, newest first."""
    with services.state.read() as conn:
        source_id = services.sources.get(conn, source).id if source else 0
    page = services.products.changes(
        name=name, product=product, source_id=source_id, limit=paging.limit, after=paging.after
    )
    return ProductChanges(**paging.render(page, ProductChange.model_validate))


def _id(shown: str | None) -> int | None:
    return None if shown is None else id_of(shown)


def _shown(frame: Frame, conn: Connection, recipe: StoredRecipe) -> Recipe:
    latest = frame.services.recipes.runs.latest(conn, [recipe.id])
    return Recipe.model_validate(recipe.document(latest.get(recipe.id)))


def _record(
    frame: Frame,
    conn: Connection,
    who: Actor,
    action: str,
    recipe: StoredRecipe,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    audit.record(
        conn,
        at=frame.now(),
        who=who,
        action=action,
        object=f"recipe:{recipe.name}",
        before=before,
        after=after,
    )
