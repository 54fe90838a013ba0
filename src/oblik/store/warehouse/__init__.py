"""The warehouse: events and everything counted, in ClickHouse's SQL; chDB inside the process or a server by URL."""
