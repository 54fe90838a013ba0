"""The composition root: from settings to a running Oblik. Reading `Oblik` from top to bottom shows what there is."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry, ProcessCollector

from oblik.api.application import create_api
from oblik.api.services import Services
from oblik.app.edits import ProfileEdits
from oblik.app.guide import SetupGuide
from oblik.app.housekeeping import Housekeeping
from oblik.app.installation import PIPELINE_LEASE, Installation
from oblik.app.periodic import Periodic
from oblik.app.pipeline.figures import Figures
from oblik.app.pipeline.pipeline import Pipeline
from oblik.app.pipeline.steps import Tools
from oblik.app.pipeline.worker import LEASE_MS, Worker
from oblik.app.previews import RulePreviews
from oblik.app.rebuilds import Rebuilds
from oblik.app.replays import QuarantineReplays
from oblik.app.retention import Retention
from oblik.app.serving import App, calm_collector, front
from oblik.app.settings import Settings
from oblik.app.trials import PlanTrials
from oblik.collect.arrival.entry import Arrivals
from oblik.collect.dictionary import Observer
from oblik.collect.endpoint import CollectApp
from oblik.collect.enrich.lookups import open_lookups
from oblik.collect.imports.connections import ConnectionRepository
from oblik.collect.imports.fetching import Fetcher
from oblik.collect.imports.product_history import ProductHistory
from oblik.collect.imports.recipe_runner import RecipeRunner
from oblik.collect.imports.recipes import RecipeRepository
from oblik.collect.imports.runner import ImportRunner
from oblik.collect.imports.uploads import Uploads
from oblik.collect.repeats import Repeats
from oblik.collect.sources_repository import Source, SourceRepository
from oblik.govern import workspace
from oblik.govern.first_start import first_start
from oblik.govern.quality.board import QualityBoard
from oblik.identity.history import IdentityHistory
from oblik.identity.owners import Owners
from oblik.kernel.clock import Clock, SystemClock
from oblik.kernel.memory import give_back
from oblik.profiles.flow import EventFlow
from oblik.profiles.inventory import Inventory
from oblik.profiles.measures import Measures
from oblik.profiles.overview import OverviewReader
from oblik.profiles.reader import ProfileReader
from oblik.profiles.rehearsal import Rehearsal
from oblik.profiles.stream import EventStream
from oblik.store.log import open_log
from oblik.store.secrets import open_secrets
from oblik.store.state import Lease, State, open_state
from oblik.store.warehouse import open_warehouse

INTERNAL_SOURCE = "oblik"
DEFAULT_SOURCE = "default"
QUALITY_S = 20  # between two looks: what is wrong shows within a minute
RECIPE_LEASE = "recipes"
RECIPE_LEASE_MS = 30_000


class Oblik:
    """One process's parts, opened and migrated, nothing running yet."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.metrics = CollectorRegistry()
        ProcessCollector(registry=self.metrics)
        data = settings.data
        data.mkdir(parents=True, exist_ok=True)
        self.secrets = open_secrets(data, settings.secret_key.get_secret_value())

        self.state = open_state(settings.state_url, data)
        self.state.migrate()
        self.warehouse = open_warehouse(settings.warehouse_url, data, settings.warehouse_cluster)
        self.warehouse.migrate()
        self.log = open_log(settings.log_url, data)

        self.sources = SourceRepository(self.state, self.clock)
        self.welcome = first_start(
            self.state,
            self.clock,
            email=settings.admin_email,
            password=settings.admin_password.get_secret_value(),
            token=settings.admin_token.get_secret_value(),
        )
        given_key = settings.write_key.get_secret_value()
        with self.state.write() as conn:
            self.default = self.sources.ensure(conn, DEFAULT_SOURCE, "http", given_key or None)
            self.internal = self.sources.ensure(conn, INTERNAL_SOURCE, "internal")

        self.figures = Figures(self.metrics)
        self.tools = Tools(
            state=self.state,
            warehouse=self.warehouse,
            repeats=Repeats(self.warehouse, settings.dedup_days),
            lookups=open_lookups(settings.city_mmdb, anonymise_ip=settings.anonymise_ip),
            owners=Owners(),
            observer=Observer(),
            arrivals=Arrivals(self.state),
        )
        self.pipeline = Pipeline(self.log, self.tools, self.clock, self.figures)
        self.worker = Worker(self.pipeline, self._lease(PIPELINE_LEASE), self.figures)
        self.flow = EventFlow(self.state, self.warehouse, self.log, self.clock)
        self.uploads = Uploads(
            self.state, data, self.clock, most=settings.upload_limit, keep_hours=settings.upload_keep_hours
        )
        self.imports = ImportRunner(
            self.state,
            self.log,
            self.warehouse,
            ImportSources(self.state, self.sources),
            self.uploads,
            data,
            self.clock,
            rehearse=lambda: Rehearsal(self.state),
            backlog=lambda: sum(self.flow.pending().values()),
            timezone=self._timezone,
        )
        self.connections = ConnectionRepository(self.secrets, self.clock)
        self.recipes = RecipeRepository(self.connections, self.clock, self._zone)
        self.fetcher = Fetcher(self.state, self.connections, self.uploads, settings.for_fetching())
        self.recipe_runner = RecipeRunner(
            self.state, self.recipes, self.fetcher, self.uploads, self.imports, self.clock
        )
        self.previews = RulePreviews(self.state, self.warehouse, self.clock)
        self.profiles = ProfileReader(self.state, self.warehouse, self.clock, self._zone)
        self.measures = Measures(self.warehouse, self.clock, self._zone, self._currency)
        self.installation = Installation(self.state, self.log, self.warehouse, data, self._urls(), self.clock)
        self.quality = QualityBoard(self.state, self.warehouse, self.clock, self._zone)
        self.retention = Retention(self.state, self.warehouse, self.clock)
        self.housekeeping = Housekeeping(self.state, self.log, self.clock, settings.log_retention_hours)
        self.periodic = [
            Periodic(
                "recipes",
                self.recipe_runner.tick,
                seconds=5,
                lease=self._lease(RECIPE_LEASE, RECIPE_LEASE_MS),
            ),
            Periodic("uploads", self.uploads.tidy, seconds=600),
            Periodic(
                "quality",
                self.quality.look,
                seconds=QUALITY_S,
                lease=self._lease("quality", 3000 * QUALITY_S),
            ),
            Periodic("retention", self.retention.expire, seconds=3600),
            Periodic("housekeeping", self.housekeeping.tidy, seconds=60),
            Periodic("memory", give_back, seconds=15),
        ]

    def close(self) -> None:
        """Lets go of the engines, the log last: what was accepted is in it."""
        self.warehouse.close()
        self.state.close()
        self.log.close()

    def services(self) -> Services:
        """What the management API stands on."""
        return Services(
            state=self.state,
            secrets=self.secrets,
            clock=self.clock,
            settings=self.settings.for_api(),
            metrics=self.metrics,
            profiles=self.profiles,
            identities=IdentityHistory(self.state, self.warehouse),
            rebuilds=Rebuilds(self.clock),
            previews=self.previews,
            edits=ProfileEdits(self.state, self.log, self.internal.id, self.clock, self.profiles.get),
            overviews=OverviewReader(self.state, self.warehouse, self.flow, self.clock, self._zone),
            measures=self.measures,
            inventory=Inventory(self.state, self.warehouse, self.clock),
            guide=SetupGuide(self.state),
            sources=self.sources,
            flow=self.flow,
            replays=QuarantineReplays(self.state, self.log),
            stream=EventStream(self.state, self.warehouse, self.log),
            imports=self.imports,
            uploads=self.uploads,
            connections=self.connections,
            fetcher=self.fetcher,
            recipes=self.recipes,
            recipe_runner=self.recipe_runner,
            products=ProductHistory(self.warehouse),
            trials=PlanTrials(self.state, self.warehouse),
            installation=self.installation,
        )

    def app(self) -> App:
        """Everything that is reached over HTTP."""
        collect = CollectApp(self.log, self.sources, self.settings.for_collect(), self.clock, self.metrics)
        return front(collect, create_api(self.services()))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Works in the background while the block runs."""
        calm_collector()
        give_back()  # what loading took
        self.worker.start()
        for work in self.periodic:
            work.start()
        self.imports.resume_all()
        try:
            yield
        finally:
            self.previews.close()
            self.fetcher.close()
            self.imports.close()
            for work in self.periodic:
                work.stop()
            self.worker.stop()

    def _lease(self, name: str, ttl_ms: int = LEASE_MS) -> Lease:
        holder = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        if not self.settings.state_url:
            # The folder's lock lets only one process work here, so whoever had the lease before is dead: no need to wait.
            holder = "the process that holds the folder"
        return Lease(self.state, name, holder, ttl_ms=ttl_ms, clock=self.clock)

    def _zone(self) -> ZoneInfo:
        with self.state.read() as conn:
            return workspace.get(conn).zone

    def _currency(self) -> str:
        with self.state.read() as conn:
            return workspace.get(conn).currency

    def _timezone(self) -> str:
        return self._zone().key

    def _urls(self) -> dict[str, str]:
        s = self.settings
        return {"log": s.log_url, "state": s.state_url, "warehouse": s.warehouse_url}


class ImportSources:
    """The sources as imports see them."""

    def __init__(self, state: State, sources: SourceRepository) -> None:
        self._state = state
        self._sources = sources

    def ensure(self, name: str, kind: str) -> Source:
        """The source of that name, made if there is none."""
        with self._state.write() as conn:
            return self._sources.ensure(conn, name, kind)


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Oblik]:
    """An Oblik that is closed after the block."""
    oblik = Oblik(settings, clock)
    try:
        yield oblik
    finally:
        oblik.close()


def uses_data_folder(settings: Settings) -> bool:
    """Whether any engine lies in the data folder, so that one process only may work there."""
    return not (settings.state_url and settings.warehouse_url and settings.log_url)
