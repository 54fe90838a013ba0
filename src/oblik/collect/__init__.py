"""What arrives: decoded, authenticated, validated, enriched, and written to the log before the sender gets an answer."""
