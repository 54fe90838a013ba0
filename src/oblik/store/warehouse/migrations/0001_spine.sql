-- name: events
-- Every stored event as questions about many are asked: a column for what is filtered and counted. `profile_id` is who it
-- belonged to on arrival; `merged` leads from there to who that is today. Only an unmerge moves rows. `offset` is the place in
-- history. `properties` has texts as they are and everything else as JSON. Granules are small, so that one person's rows, a few
-- under each name, are found by the key without reading much beside them.
CREATE TABLE IF NOT EXISTS events
(
    timestamp     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at   DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    offset        UInt64 CODEC(Delta, ZSTD(1)),
    name          LowCardinality(String),
    type          LowCardinality(String),
    profile_id    UInt64,
    source_id     UInt64 CODEC(ZSTD(1)),
    message_id    String CODEC(ZSTD(1)),
    user_id       String CODEC(ZSTD(1)),
    anonymous_id  String CODEC(ZSTD(1)),
    session_id    String CODEC(ZSTD(1)),
    identifiers   Array(Tuple(namespace LowCardinality(String), value String)) CODEC(ZSTD(1)),
    product_id    String CODEC(ZSTD(1)),
    category      LowCardinality(String),
    order_id      String CODEC(ZSTD(1)),
    value         Nullable(Float64) CODEC(ZSTD(1)),
    currency      LowCardinality(String),
    quantity      Nullable(Float64) CODEC(ZSTD(1)),
    url           String CODEC(ZSTD(1)),
    referrer      String CODEC(ZSTD(1)),
    utm_source    LowCardinality(String),
    utm_medium    LowCardinality(String),
    utm_campaign  LowCardinality(String),
    utm_term      LowCardinality(String),
    utm_content   LowCardinality(String),
    channel       LowCardinality(String),
    device        LowCardinality(String),
    os            LowCardinality(String),
    browser       LowCardinality(String),
    country       LowCardinality(String),
    region        LowCardinality(String),
    city          LowCardinality(String),
    timezone      LowCardinality(String),
    is_bot        Bool,
    flags         Array(LowCardinality(String)),
    properties    Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    INDEX by_message message_id TYPE bloom_filter(0.01) GRANULARITY 32,
    INDEX by_offset offset TYPE minmax GRANULARITY 8,
    INDEX by_received received_at TYPE minmax GRANULARITY 8,
    INDEX by_identifier identifiers.value TYPE bloom_filter(0.01) GRANULARITY 32,
    INDEX by_order order_id TYPE bloom_filter(0.01) GRANULARITY 32
)
ENGINE = {merge_tree}
PARTITION BY toYYYYMM(timestamp)
ORDER BY (name, profile_id, timestamp)
{settings}, index_granularity = 1024;

-- name: timeline
-- Every stored event as its person's page and a replay read it: whole, one person's beside each other. `raw` is the event as it
-- was sent, `added` what arrival found out, as JSON. What both tables hold of an event is the same.
CREATE TABLE IF NOT EXISTS timeline
(
    profile_id   UInt64,
    timestamp    DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    offset       UInt64 CODEC(Delta, ZSTD(1)),
    name         LowCardinality(String),
    type         LowCardinality(String),
    source_id    UInt64 CODEC(ZSTD(1)),
    message_id   String CODEC(ZSTD(1)),
    session_id   String CODEC(ZSTD(1)),
    flags        Array(LowCardinality(String)),
    added        String CODEC(ZSTD(1)),
    raw          String CODEC(ZSTD(1)),
    INDEX by_offset offset TYPE minmax GRANULARITY 32
)
ENGINE = {merge_tree}
PARTITION BY toYear(timestamp)
ORDER BY (profile_id, timestamp)
{settings}, index_granularity = 256;

-- name: order_lines
-- What each order held, one row a product; a refund has negative quantities and amounts.
CREATE TABLE IF NOT EXISTS order_lines
(
    timestamp   DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    offset      UInt64 CODEC(Delta, ZSTD(1)),
    line        UInt32,
    event       LowCardinality(String),
    profile_id  UInt64,
    order_id    String CODEC(ZSTD(1)),
    product_id  String CODEC(ZSTD(1)),
    sku         String CODEC(ZSTD(1)),
    name        String CODEC(ZSTD(1)),
    brand       LowCardinality(String),
    variant     LowCardinality(String),
    category    LowCardinality(String),
    price       Nullable(Float64),
    quantity    Float64,
    amount      Nullable(Float64),
    currency    LowCardinality(String)
)
ENGINE = {merge_tree}
PARTITION BY toYYYYMM(timestamp)
ORDER BY (product_id, profile_id, timestamp)
{settings};

-- name: facts
-- What is counted for each profile, added up as events arrive; `profile_id` as on the events.
CREATE TABLE IF NOT EXISTS facts
(
    profile_id     UInt64,
    currency       LowCardinality(String),
    first_seen     SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen      SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    events         SimpleAggregateFunction(sum, Int64),
    orders         SimpleAggregateFunction(sum, Int64),
    revenue        SimpleAggregateFunction(sum, Float64),
    first_order_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_order_at  SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {aggregating}
ORDER BY (profile_id, currency)
{settings}, index_granularity = 1024;

-- name: profiles
-- Each living profile's latest document; `deleted` marks one that lost a merge.
CREATE TABLE IF NOT EXISTS profiles
(
    profile_id  UInt64,
    version     UInt64,
    deleted     UInt8,
    created_at  DateTime64(3, 'UTC'),
    name        String CODEC(ZSTD(1)),
    identified  Bool,
    generated   Bool,
    identifiers Array(Tuple(namespace LowCardinality(String), value String)) CODEC(ZSTD(1)),
    traits      Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    consents    Map(LowCardinality(String), LowCardinality(String)) CODEC(ZSTD(1))
)
ENGINE = {replacing}
ORDER BY profile_id
{settings};

-- name: search_keys
-- The words under which a profile is found: each name and identifier folded to plain letters, and each name with one letter
-- left out, so that one typing mistake on either side still meets (symmetric delete).
CREATE TABLE IF NOT EXISTS search_keys
(
    key        String CODEC(ZSTD(1)),
    kind       LowCardinality(String),
    profile_id UInt64 CODEC(ZSTD(1))
)
ENGINE = {replacing_unversioned}
ORDER BY (key, kind, profile_id)
{settings}, index_granularity = 1024;

-- name: merged
-- Which profile a lost one is today, always the final winner; read with joinGet.
CREATE TABLE IF NOT EXISTS merged
(
    loser  UInt64,
    winner UInt64
)
ENGINE = Join(ANY, LEFT, loser)
SETTINGS join_any_take_last_row = 1;
