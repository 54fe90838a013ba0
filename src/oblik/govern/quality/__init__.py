"""Data quality: what is wrong with what arrives and with what is known, found by itself and kept until it is mended.

`checks/` looks at a `Scene`, `findings.py` keeps what they find, `board.py` does it every few seconds.
"""
