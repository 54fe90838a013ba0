"""From the log to the state and the warehouse: one visible list of steps over a micro-batch, committed once.

Exactly-once effect: a batch is a fixed range of the log, written down before it is begun (`cursor.py`). The warehouse takes its
rows under a token made of that range, and the state commits everything else together with the new position. After a crash the
same range is done again: the warehouse drops what it already has, and the state was never changed.
"""
