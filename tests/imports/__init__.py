"""Import: files in, tracking calls out."""
