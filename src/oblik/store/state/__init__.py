"""The state: everything transactional (identity, profile documents, definitions, users), in SQLite or
PostgreSQL.

Domains describe what they want in SQLAlchemy Core; this package knows the two engines apart, so that no
domain must.
"""

from __future__ import annotations

from oblik.store.state.engine import State, open_state
from oblik.store.state.lease import Lease
from oblik.store.state.sets import delete, given, insert, inserted, upsert

__all__ = ["Lease", "State", "delete", "given", "insert", "inserted", "open_state", "upsert"]
