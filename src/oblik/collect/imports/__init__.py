"""Import: files become tracking calls and go through the same log and pipeline as live events.

The way of a file: `readers/` (bytes → rows of text) → `plan.py` (columns mapped and cleaned) → `kinds/`
(rows → calls) →
`sending.py` (calls → entries of the log), driven by `run.py`. `guess.py` proposes the mapping that `plan.py`
applies.
"""
