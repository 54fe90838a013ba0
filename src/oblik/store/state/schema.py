"""The tables of the state engine, by the domain that owns them. Times are milliseconds since the epoch, UTC.

Only the repository of the owning domain touches a table. A change here needs a migration in
`migrations/versions/`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# --- the installation ---------------------------------------------------------------------------------------

settings = Table(
    "settings",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", Json, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# How far the pipeline has read one log. `base` is added to a sequence of that log to get one that only grows
# over all logs this installation ever had. `planned` is the end of the batch that was begun: after a crash
# exactly that batch is done again.
cursors = Table(
    "cursors",
    metadata,
    Column("log", String(200), primary_key=True),
    Column("base", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("planned", BigInteger, nullable=False),
    Column("plan", Json, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

# --- collect ------------------------------------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False, unique=True),
    Column("label", String(200), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("write_key", String(100), nullable=False, unique=True),
    Column("enabled", Boolean, nullable=False),
    Column("origins", Json, nullable=False),
    Column("rate_limit", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("generated", Boolean, nullable=False, server_default=false()),
    Column("old_key", String(100)),
    Column("old_key_until", BigInteger),
)

# What the shop keeps its data in, beyond what is connected; a row with a source says who answers for that source.
systems = Table(
    "systems",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("source_id", BigInteger, unique=True),
    Column("owner", String(200), nullable=False),
    Column("holds", Text, nullable=False),
    Column("identifiers", Json, nullable=False),
    Column("status", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("accepted", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("duplicate", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    Column("suppressed", BigInteger, nullable=False),
)

# `offset` is the event's place in history. A replayed row goes through the log again and stays here, marked.
quarantine = Table(
    "quarantine",
    metadata,
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("code", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("status", String(20), nullable=False),
    Index(None, "source_id", "status", "code", "offset"),
)

seen_events = Table(
    "seen_events",
    metadata,
    Column("name", String(300), primary_key=True),
    Column("type", String(20), primary_key=True),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
)

# `owner` is the event's name, or "" for a trait.
seen_properties = Table(
    "seen_properties",
    metadata,
    Column("owner", String(300), primary_key=True),
    Column("name", String(300), primary_key=True),
    Column("type", String(20), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("examples", Json, nullable=False),
)

# What people said of an event. `expected` says that somebody knows it; a hidden one is left out of lists.
dictionary_events = Table(
    "dictionary_events",
    metadata,
    Column("name", String(300), primary_key=True),
    Column("owner_id", BigInteger),
    Column("description", Text, nullable=False),
    Column("expected", Boolean, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("retention_days", Integer),
    Column("updated_at", BigInteger, nullable=False),
)

# What people said of a property, or with the owner "" of a trait. A personal one is masked.
dictionary_properties = Table(
    "dictionary_properties",
    metadata,
    Column("owner", String(300), primary_key=True),
    Column("name", String(300), primary_key=True),
    Column("description", Text, nullable=False),
    Column("personal", Boolean, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

# Rules on arrival, schemas and refused events, in versions. `object` is what changed: rules, or event:NAME.
arrival_plans = Table(
    "arrival_plans",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("plan", Json, nullable=False),
    Column("who", String(400), nullable=False),
    Column("object", String(310), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
)

# How many events of each name came in each hour, and what was wrong with them: `flagged` are among the stored.
event_hours = Table(
    "event_hours",
    metadata,
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(300), primary_key=True),
    Column("stored", BigInteger, nullable=False),
    Column("flagged", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    Index(None, "name", "hour"),
)

# How events broke what is expected of them, since that was last said; `reason` is the latest.
violations = Table(
    "violations",
    metadata,
    Column("event", String(300), primary_key=True),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("property", String(300), primary_key=True),
    Column("broken", String(20), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)

# Stored events that shall go: of one name, that happened before a moment.
removals = Table(
    "removals",
    metadata,
    Column("name", String(300), primary_key=True),
    Column("before", BigInteger, primary_key=True, autoincrement=False),
    Column("who", String(400), nullable=False),
    Column("requested_at", BigInteger, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("file", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("mapping", Json, nullable=False),
    Column("status", String(20), nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("progress", Json, nullable=False),
    Column("problems", Json, nullable=False),
    Column("error", Text),
    Column("error_code", String(50)),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("updated_at", BigInteger, nullable=False),
)

# Where files and tables are fetched from. `secrets` holds the secret settings, encrypted together.
connections = Table(
    "connections",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False, unique=True),
    Column("kind", String(50), nullable=False),
    Column("settings", Json, nullable=False),
    Column("secrets", Text),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

# Files that wait to be imported: sent in parts by a browser, or fetched through a connection. `marks`: what the next fetch
# must know of this one. `draft`: what a person has decided about the file so far.
uploads = Table(
    "uploads",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger),
    Column("received", BigInteger, nullable=False),
    Column("status", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("fingerprint", String(200), nullable=False),
    Column("connection_id", BigInteger),
    Column("request", Json),
    Column("marks", Json, nullable=False),
    Column("draft", Json),
    Column("error", Text),
    Column("error_code", String(50)),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False, index=True),
)

# An import that is done again. `marks`: where the last one that succeeded ended.
recipes = Table(
    "recipes",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("definition", Json, nullable=False),
    Column("schedule", String(100), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("marks", Json, nullable=False),
    Column("next_run_at", BigInteger, index=True),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

recipe_versions = Table(
    "recipe_versions",
    metadata,
    Column("recipe_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("definition", Json, nullable=False),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

recipe_runs = Table(
    "recipe_runs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("recipe_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("cause", String(20), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("upload_id", BigInteger),
    Column("import_id", BigInteger),
    Column("error", Text),
    Column("error_code", String(50)),
    Column("who", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("updated_at", BigInteger, nullable=False),
    Index(None, "recipe_id", "id"),
)

# --- identity -----------------------------------------------------------------------------------------------

identifiers = Table(
    "identifiers",
    metadata,
    Column("namespace", String(50), primary_key=True),
    Column("value", String(512), primary_key=True),
    Column("profile_id", BigInteger, nullable=False, index=True),
    Column("alias", Boolean, nullable=False, server_default=false()),
    Column("offset", BigInteger, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("linked_at", BigInteger, nullable=False),
)

# Append-only: created, link, moved, refused, merge, unmerge.
identity_log = Table(
    "identity_log",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("profile_id", BigInteger, nullable=False, index=True),
    Column("other_id", BigInteger, index=True),
    Column("offset", BigInteger, nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("reason", Json, nullable=False),
    Column("undone", Boolean, nullable=False, server_default=false()),
)

# Two identifiers that a person said belong to two people: no profile ever holds both again.
separations = Table(
    "separations",
    metadata,
    Column("namespace_a", String(50), primary_key=True),
    Column("value_a", String(512), primary_key=True),
    Column("namespace_b", String(50), primary_key=True),
    Column("value_b", String(512), primary_key=True),
    Column("offset", BigInteger, nullable=False),
)

identity_rules = Table(
    "identity_rules",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rules", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# --- profiles -----------------------------------------------------------------------------------------------

# `merged_into` is null for a living profile. The document: see `profiles/document.py`.
profiles = Table(
    "profiles",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("merged_into", BigInteger, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("document", Json, nullable=False),
)

# --- govern -------------------------------------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password", Text, nullable=False),
    Column("role", String(50), nullable=False),
    Column("language", String(10), nullable=False),
    Column("theme", String(10), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# Keys are stored hashed (SHA-256): the table read by a thief opens nothing.
sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("agent", Text, nullable=False),
)

# The key of a two-factor sign-in, encrypted (`store/secrets.py`). It asks for codes once it is confirmed; `last_step` is the
# 30 seconds whose code was used last, so that none is good twice.
second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("secret", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("user_id", BigInteger, nullable=False, index=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("email", String(320), nullable=False, unique=True),
    Column("role", String(50), nullable=False),
    Column("language", String(10), nullable=False),
    Column("inviter_id", BigInteger, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# `due` is a day, 2026-12-31.
goals = Table(
    "goals",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("metric", String(50), nullable=False),
    Column("baseline", Double, nullable=False),
    Column("target", Double, nullable=False),
    Column("due", String(10), nullable=False),
    Column("owner_id", BigInteger),
    Column("created_at", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(50), nullable=False),
    Column("user_id", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("last_used_at", BigInteger),
    UniqueConstraint("name"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("who", String(400), nullable=False, index=True),
    Column("action", String(100), nullable=False),
    Column("object", String(400), nullable=False, index=True),
    Column("before", Json),
    Column("after", Json),
)

# What the data-quality board found, open until `closed_at`; one open row a (kind, object).
findings = Table(
    "findings",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(50), nullable=False),
    Column("object", String(700), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("facts", Json, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, index=True),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by", String(400)),
    Column("snoozed_until", BigInteger),
)

# Measures of people's data, one row a day: how many of how many.
quality_days = Table(
    "quality_days",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("measure", String(100), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
)
