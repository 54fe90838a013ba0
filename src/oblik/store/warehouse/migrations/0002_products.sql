-- name: products
-- What the shop sells, as it was last imported: the latest version of each product wins. `digest` is a hash of the content, by
-- which an import sees that nothing changed; `properties` is what has no column, as JSON text.
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
ENGINE = {replacing}
ORDER BY product_id
{settings};
