"""What the API needs of the rest of Oblik: small interfaces owned here and filled by the composition root.

Methods are synchronous and run in the server's threads, except where an `async` says otherwise. Ids are
64-bit integers going in. A `Document` coming out is JSON as the management API shows it, with ids shown
(`kernel.ids.show`), times as `kernel.clock.iso` text, and **unmasked**: the API masks it for whoever asked,
and checks it against the response model named in the docstring. Input that makes no sense raises `Invalid`,
what does not exist `NotFound`, what contradicts `Conflict`, an engine away `Unavailable`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from prometheus_client import CollectorRegistry
from sqlalchemy import Connection

from oblik.api.settings import ApiSettings
from oblik.collect.arrival.rules import AnyRule
from oblik.collect.arrival.suggestion import Observed
from oblik.collect.imports.recipe_runs import Run
from oblik.collect.imports.recipes import RecipeRepository
from oblik.identity.rules import Rules
from oblik.kernel.clock import Clock
from oblik.kernel.page import Page, Position
from oblik.profiles.fresh import Counted
from oblik.profiles.measures import Series
from oblik.store.secrets import SecretBox
from oblik.store.state import State

Document = dict[str, Any]

Filter = tuple[str, str, Any]
"""A trait, an operator (`eq ne contains starts_with gt gte lt lte exists not_exists in`) and a value, all
checked for shape."""


class Profiles(Protocol):
    """Reads people. `models.profiles` holds the shapes."""

    def find(
        self,
        *,
        search: str | None = None,
        whole: bool = False,
        identifier: tuple[str, str] | None = None,
        segment: str | None = None,
        sort: str = "-last_seen",
        columns: Sequence[str] = (),
        filters: Sequence[Filter] = (),
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[Document]:
        """`ProfileRow`s, with `total` and `as_of`. `identifier` is a namespace and a value as the asker wrote
        it; `columns` are the keys of traits to show (all when empty). `sort` names a figure, falling with a
        `-` before it; an unknown one is Invalid."""
        ...

    def columns(self) -> Sequence[Document]:
        """`ProfileColumn`s: what a table of people can show and filter."""
        ...

    def get(self, profile_id: int) -> Document:
        """A `Profile`; the id of one that lost a merge answers the winner."""
        ...

    def timeline(
        self,
        profile_id: int,
        *,
        names: Sequence[str] = (),
        since: int | None = None,
        until: int | None = None,
        search: str | None = None,
        names_only: bool = False,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[Document]:
        """`TimelineItem`s, newest first; `since` is included and `until` is not, both ms since the epoch. `search` looks into
        names, properties and addresses; with `names_only` into names only."""
        ...

    def event_names(self, profile_id: int) -> Sequence[Document]:
        """`EventName`s: what the timeline's filter offers."""
        ...

    def search(self, text: str, *, limit: int = 10, whole: bool = False) -> Sequence[Document]:
        """`Person`s found by any identifier or name, best first, tolerant of typing mistakes; with `whole`, by a whole
        identifier only."""
        ...


class Identities(Protocol):
    """Reads why identifiers are one person. Items are `IdentityItem`s, newest first."""

    def history(self, profile_id: int, *, limit: int = 50, after: Position | None = None) -> Page[Document]:
        """What made this person, including what happened to those that merged into it."""
        ...

    def merges(self, *, limit: int = 50, after: Position | None = None) -> Page[Document]:
        """Recent merges over everyone."""
        ...


class Rebuilds(Protocol):
    """Derives everything again from the stored events."""

    def request(self, conn: Connection) -> None:
        """Asks for a rebuild in that transaction; one that is under way goes on."""
        ...

    def progress(self, conn: Connection) -> tuple[int, int] | None:
        """Events done and in all, both 0 until it begins; None when no rebuild was asked for."""
        ...


class Previews(Protocol):
    """Tries other identity rules on the history and saves nothing. One at a time, beside the requests; each an
    `IdentityPreview`."""

    def request(self, wanted: Rules) -> Document:
        """Begins one; whatever ran before is stopped. Conflict during a rebuild."""
        ...

    def latest(self) -> Document:
        """The one that was requested last, with its result once it is done; NotFound when there was none."""
        ...

    def stop(self) -> Document:
        """Stops it, if it runs."""
        ...


class Edits(Protocol):
    """Changes people by events of their own, and answers when the change is visible. `actor` is
    `user:<email>` or `token:<name>`; it travels with the event."""

    def unmerge(self, profile_id: int, merge: int, *, actor: str) -> Sequence[Document]:
        """Takes one merge back; the two `Profile`s after it."""
        ...

    def set_traits(self, profile_id: int, traits: Mapping[str, Any], *, actor: str) -> Document:
        """Sets traits, None removes one; the `Profile` after it."""
        ...

    def set_consent(
        self, profile_id: int, *, channel: str, topic: str, state: str, proof: Mapping[str, str], actor: str
    ) -> Document:
        """Records what the person agreed to (`granted`) or took back (`withdrawn`); the `Profile` after
        it."""
        ...


class Overviews(Protocol):
    """The first page's figures."""

    def overview(self) -> Document:
        """An `Overview`."""
        ...


class Source(Protocol):
    """One sender of events, as the repository of sources gives it. Times are ms since the epoch."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def write_key(self) -> str: ...
    @property
    def enabled(self) -> bool: ...
    @property
    def origins(self) -> Sequence[str]: ...
    @property
    def rate_limit(self) -> int | None: ...
    @property
    def created_at(self) -> int: ...
    @property
    def old_key(self) -> str | None: ...
    @property
    def old_key_until(self) -> int | None: ...


class Sources(Protocol):
    """Senders of events. A change happens in the transaction given, so that the audit is written with it or
    not at all."""

    def list(self, conn: Connection) -> Sequence[Source]:
        """All of them, by name."""
        ...

    def get(self, conn: Connection, name: str) -> Source:
        """The one with that name, or NotFound."""
        ...

    def create(
        self,
        conn: Connection,
        *,
        name: str,
        label: str,
        kind: str,
        origins: Sequence[str],
        rate_limit: int | None,
    ) -> Source:
        """A new one with a new key. Conflict when the name is taken, Invalid for an unknown kind."""
        ...

    def update(self, conn: Connection, name: str, changes: Mapping[str, Any]) -> Source:
        """Sets those of `label`, `enabled`, `origins`, `rate_limit` that are in `changes`."""
        ...

    def rotate(self, conn: Connection, name: str, *, grace_ms: int = 0) -> Source:
        """Gives it a new key; the old one goes on for so long, and one that is older stops."""
        ...

    def end_grace(self, conn: Connection, name: str) -> Source:
        """Stops the old key now."""
        ...

    def kinds(self, language: str) -> Sequence[Document]:
        """`SourceKind`s; a snippet holds `{{url}}` and `{{key}}` where the server's address and the write key
        go."""
        ...


class Flow(Protocol):
    """What moves at this moment, by source id."""

    def pending(self) -> Mapping[int, int]:
        """Events in the log that the pipeline has not done yet."""
        ...

    def per_minute(self) -> Mapping[int, Sequence[int]]:
        """Events of each of the last 60 minutes, oldest first."""
        ...

    def last_event_at(self) -> Mapping[int, int]:
        """When the latest event was received, ms."""
        ...


class Replays(Protocol):
    """Gives quarantined events another try."""

    def replay(self, source_id: int, *, offsets: Sequence[int] | None = None, code: str | None = None) -> int:
        """Appends the open rows of the source (those `offsets`, those with that `code`, or all) to the log
        again; how many."""
        ...

    def replay_mended(self, source_id: int, offset: int, raw: bytes) -> None:
        """Appends one open row again with other content. Invalid with the reason when that cannot be stored either,
        Conflict when the row is not open any more."""
        ...


class Stream(Protocol):
    """Events as they come; each a `StreamItem` whose `id` only grows."""

    def recent(self, *, source_id: int | None = None, limit: int = 100) -> Sequence[Document]:
        """The latest, newest first."""
        ...

    def follow(self, *, source_id: int | None = None, after: str | None = None) -> AsyncIterator[Document]:
        """Those after the item with the id `after`, oldest first, then each as it comes. A slow reader loses
        items, never holds memory. Closing the iterator ends it."""
        ...

    def one(self, offset: int) -> Document:
        """A `StreamEvent`: one event as it was sent and with what arrival made of it, or why it was kept back."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in."""

    name: str
    file: BinaryIO


class Imports(Protocol):
    """Files that become events. `models.imports` holds the shapes."""

    def list(self, *, limit: int = 50, after: Position | None = None) -> Page[Document]:
        """`Import`s, newest first."""
        ...

    def get(self, import_id: int) -> Document:
        """An `Import`."""
        ...

    def create(
        self, upload: Upload, *, kind: str, source: str | None, mapping: str | None, dry_run: bool, actor: str
    ) -> Document:
        """Takes the file in and begins; `mapping` is YAML text, guessed when absent. An `Import`."""
        ...

    def create_waiting(
        self,
        upload_id: int,
        *,
        kind: str,
        source: str | None,
        mapping: str | None,
        dry_run: bool,
        actor: str,
    ) -> Document:
        """Like `create`, with a file that waits."""
        ...

    def guess(self, upload: Upload, *, kind: str | None) -> Document:
        """A `Guess` of what the columns mean."""
        ...

    def guess_waiting(self, upload_id: int, *, kind: str | None) -> Document:
        """A `Guess` of what the columns of a file that waits mean."""
        ...

    def preview(self, upload_id: int, *, mapping: str) -> Document:
        """An `ImportPreview`: what a mapping (YAML) makes of the first rows of a file that waits."""
        ...

    def start(self, import_id: int, *, actor: str) -> Document:
        """Begins in earnest after a dry run."""
        ...

    def stop(self, import_id: int, *, actor: str) -> Document:
        """Stops after the rows in work; what was taken stays."""
        ...

    def rejects(self, import_id: int) -> Path:
        """The CSV of rejected rows, or NotFound when there is none."""
        ...


class WaitingFile(Protocol):
    """A file that waits to be imported. `marks`: what the next fetch of the same must know."""

    @property
    def id(self) -> int: ...
    @property
    def marks(self) -> Document: ...
    @property
    def connection_id(self) -> int | None: ...
    @property
    def request(self) -> Document | None: ...

    def document(self) -> Document:
        """An `Upload`."""
        ...


class Uploads(Protocol):
    """Files that wait to be imported; `models.uploads` holds the shapes."""

    def begin(self, *, name: str, size: int, fingerprint: str, who: str) -> WaitingFile:
        """A place for a file that comes in parts; the one that was begun for it, if there is one."""
        ...

    def put(self, upload_id: int, *, offset: int, sha256: str | None, part: bytes) -> WaitingFile:
        """Writes a part. Conflict when it belongs elsewhere, Invalid when it is damaged."""
        ...

    def get(self, upload_id: int) -> WaitingFile:
        """One file, or NotFound."""
        ...

    def change(self, upload_id: int, *, draft: Document) -> WaitingFile:
        """Keeps what was decided about it so far."""
        ...

    def remove(self, upload_id: int) -> None:
        """Forgets it."""
        ...


class Described(Protocol):
    """A connection: its id, its name, and what may be shown of it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def settings(self) -> Document: ...

    def document(self) -> Document:
        """A `Connection`."""
        ...


class Connections(Protocol):
    """Where files and tables are fetched from. A change happens in the transaction given."""

    def list(self, conn: Connection) -> Sequence[Described]:
        """All of them, by name."""
        ...

    def get(self, conn: Connection, connection_id: int) -> Described:
        """One, or NotFound."""
        ...

    def create(
        self, conn: Connection, *, name: str, kind: str, settings: Mapping[str, Any], who: str
    ) -> Described:
        """A new one. Conflict when the name is taken, Invalid for a wrong setting."""
        ...

    def update(
        self, conn: Connection, connection_id: int, *, name: str | None, settings: Mapping[str, Any] | None
    ) -> Described:
        """Renames it or gives it other settings; secrets that are not given stay."""
        ...

    def remove(self, conn: Connection, connection_id: int) -> Described:
        """Forgets it. Conflict while a recipe uses it."""
        ...


class Fetcher(Protocol):
    """Brings files in through connections."""

    def check(self, kind: str, settings: Mapping[str, Any], connection_id: int | None = None) -> None:
        """Reaches the other side, or raises why it cannot."""
        ...

    def begin(
        self, connection_id: int, request: Mapping[str, Any], who: str, *, sample: bool = False
    ) -> WaitingFile:
        """Begins to fetch in the background; of a table only the first rows, if that is enough."""
        ...


class RecipeRuns(Protocol):
    """Runs recipes in the background."""

    def request(self, conn: Connection, recipe_id: int, *, who: str) -> Run:
        """Asks for a run now. Conflict while one is under way."""
        ...

    def tick(self) -> None:
        """Begins with what waits."""
        ...


class ProductChanges(Protocol):
    """What happened to products."""

    def changes(
        self,
        *,
        name: str = "",
        product: str = "",
        source_id: int = 0,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[Document]:
        """`ProductChange`s, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """Whether one thing that Oblik stands on works. `detail` names no secret."""

    name: str
    ok: bool
    detail: str = ""


class Installation(Protocol):
    """The server itself."""

    def system(self) -> Document:
        """A `System`."""
        ...

    def ready(self) -> Sequence[Health]:
        """What must work for a request to be served: each engine, the disk. Quick, with time limits."""
        ...


class Measures(Protocol):
    """Figures of the shop by day, as goals are measured by them."""

    def of(self, metric: str) -> Counted[Series]:
        """The last year of one of `profiles.measures.METRICS`, or NotFound."""
        ...


class Inventory(Protocol):
    """Every system in which the shop keeps data."""

    def systems(self) -> Sequence[Document]:
        """`InventoryItem`s, the connected ones first."""
        ...


class Guide(Protocol):
    """How far the set-up is."""

    def steps(self) -> Sequence[Document]:
        """`SetupStep`s in their order."""
        ...


class Trials(Protocol):
    """Tries on stored events what people are about to say of them."""

    def rules(self, wanted: Sequence[AnyRule]) -> Document:
        """A `RulesPreview`: what these rules would make of the latest events."""
        ...

    def observed(self, name: str) -> Mapping[str, Observed]:
        """What the latest events of one name say of each property."""
        ...

    def removal(self, name: str, before: int) -> Document:
        """A `RemovalPreview` of the events of that name from before a moment (ms)."""
        ...


@dataclass(frozen=True)
class Services:
    """Everything the API calls. Users, tokens, the audit and the dictionary need only `state`."""

    state: State
    secrets: SecretBox
    clock: Clock
    settings: ApiSettings
    metrics: CollectorRegistry
    profiles: Profiles
    identities: Identities
    rebuilds: Rebuilds
    previews: Previews
    edits: Edits
    overviews: Overviews
    measures: Measures
    inventory: Inventory
    guide: Guide
    sources: Sources
    flow: Flow
    replays: Replays
    stream: Stream
    imports: Imports
    uploads: Uploads
    connections: Connections
    fetcher: Fetcher
    recipes: RecipeRepository
    recipe_runner: RecipeRuns
    products: ProductChanges
    trials: Trials
    installation: Installation
