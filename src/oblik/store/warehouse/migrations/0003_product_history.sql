-- name: product_history
-- What happened to the shop's products, as imports saw it: listed, price dropped, back in stock. `before` and `after` are the
-- price or the number in stock. One import says a thing of a product once; doing it again says the same.
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
ENGINE = {replacing_unversioned}
ORDER BY (product_id, at, name)
{settings};
