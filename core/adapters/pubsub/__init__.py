"""Google Cloud Pub/Sub: topics as data, the bus, wake-ups after appends, dead letters."""
