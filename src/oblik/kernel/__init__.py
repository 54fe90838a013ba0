"""What every domain needs and that knows no domain: ids, time, errors, registries, numbers of bytes."""
