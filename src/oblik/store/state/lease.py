"""A lease: which one process may do something now, and the number by which a late one is found out.

Each time a lease changes hands its epoch grows. Whoever holds it calls `confirm` inside the transaction that
does the work: a process that slept through its lease then fails instead of writing over its successor
(fencing).
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict
from oblik.store.state.engine import State
from oblik.store.state.schema import leases


class Lease:
    """One named lease as one holder sees it.

    Args:
        name: what is leased, such as `pipeline`.
        holder: who this is; unique among the processes that run. A process that died is followed at once by
            one of the same name.
        ttl_ms: for how long an acquired or renewed lease holds, by `clock`.

    Attributes:
        epoch: the fencing number while the lease is held, else None.
    """

    def __init__(self, state: State, name: str, holder: str, *, ttl_ms: int, clock: Clock) -> None:
        self.epoch: int | None = None
        self.name = name
        self.holder = holder
        self._state = state
        self._ttl_ms = ttl_ms
        self._clock = clock

    def acquire(self) -> bool:
        """Takes the lease when it is free, run out or this holder's; True when it is held now, with a new
        epoch.
        """
        now = self._clock.now_ms()
        build = sqlite.insert if self._state.is_sqlite else postgresql.insert
        taken = {"holder": self.holder, "expires_at": now + self._ttl_ms}
        statement = (
            build(leases)
            .values(name=self.name, epoch=1, **taken)
            .on_conflict_do_update(
                index_elements=[leases.c.name],
                set_={**taken, "epoch": leases.c.epoch + 1},
                where=(leases.c.expires_at <= now) | (leases.c.holder == self.holder),
            )
            .returning(leases.c.epoch)
        )
        with self._state.write() as conn:
            self.epoch = conn.execute(statement).scalar_one_or_none()
        return self.epoch is not None

    def renew(self) -> bool:
        """Holds on for another `ttl_ms`; False when someone else has taken over meanwhile."""
        if not self._set_expiry(self._clock.now_ms() + self._ttl_ms):
            self.epoch = None
        return self.epoch is not None

    def release(self) -> None:
        """Lets another process have it at once."""
        self._set_expiry(0)
        self.epoch = None

    def confirm(self, conn: Connection) -> None:
        """Makes sure, inside the caller's transaction, that the lease is still this holder's.

        Raises:
            Conflict: when it is not; the transaction must not commit.
        """
        query = select(leases.c.epoch).where(leases.c.name == self.name).with_for_update()
        current = conn.execute(query).scalar_one_or_none()
        if self.epoch is None or current != self.epoch:
            raise Conflict(
                f"Another process took over {self.name!r}: its epoch is {current}, here {self.epoch}.",
                code="lease_lost",
            )

    def _set_expiry(self, expires_at: int) -> bool:
        if self.epoch is None:
            return False
        mine = (leases.c.name == self.name) & (leases.c.epoch == self.epoch)
        with self._state.write() as conn:
            return conn.execute(update(leases).where(mine).values(expires_at=expires_at)).rowcount == 1
