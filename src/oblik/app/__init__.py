"""The composition root: settings, wiring, the pipeline and its worker, the command line."""
