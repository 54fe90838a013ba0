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
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (name, profile_id, timestamp)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic', index_granularity = 1024;

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
ENGINE = MergeTree
PARTITION BY toYear(timestamp)
ORDER BY (profile_id, timestamp)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic', index_granularity = 256;

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
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (product_id, profile_id, timestamp)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic';

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
ENGINE = AggregatingMergeTree
ORDER BY (profile_id, currency)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic', index_granularity = 1024;

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
ENGINE = ReplacingMergeTree(version, deleted)
ORDER BY profile_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic';

CREATE TABLE IF NOT EXISTS search_keys
(
    key        String CODEC(ZSTD(1)),
    kind       LowCardinality(String),
    profile_id UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (key, kind, profile_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic', index_granularity = 1024;

CREATE TABLE IF NOT EXISTS merged
(
    loser  UInt64,
    winner UInt64
)
ENGINE = Join(ANY, LEFT, loser)
SETTINGS join_any_take_last_row = 1;

CREATE TABLE IF NOT EXISTS products
(
    product_id String,
    name       String CODEC(ZSTD(1)),
    sku        String CODEC(ZSTD(1)),
    category   LowCardinality(String),
    brand      LowCardinality(String),
    variant    String CODEC(ZSTD(1)),
    price      Nullable(Float64),
    currency   LowCardinality(String),
    url        String CODEC(ZSTD(1)),
    image_url  String CODEC(ZSTD(1)),
    available  Nullable(Bool),
    quantity   Nullable(Float64),
    properties String CODEC(ZSTD(1)),
    digest     String CODEC(ZSTD(1)),
    source_id  UInt64,
    version    UInt64,
    deleted    UInt8
)
ENGINE = ReplacingMergeTree(version, deleted)
ORDER BY product_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic';

CREATE TABLE IF NOT EXISTS product_history
(
    product_id String,
    at         DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    name       LowCardinality(String),
    title      String CODEC(ZSTD(1)),
    before     Nullable(Float64) CODEC(ZSTD(1)),
    after      Nullable(Float64) CODEC(ZSTD(1)),
    currency   LowCardinality(String),
    source_id  UInt64 CODEC(ZSTD(1)),
    INDEX by_time at TYPE minmax GRANULARITY 4
)
ENGINE = ReplacingMergeTree
ORDER BY (product_id, at, name)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, map_serialization_version_for_zero_level_parts = 'basic';

