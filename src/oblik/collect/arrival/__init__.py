"""What happens to events on arrival because people said so: renaming, mapping, expected shapes, refusals.

`plan.py` keeps it in versions; a batch is done under the version that its plan names. `mapping.py` applies the
rules (`rules.py`), `schema.py` holds events against what is expected of them.
"""
