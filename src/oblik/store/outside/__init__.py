"""The one way to servers that are not Oblik's: an address that a person gave is looked up and checked before
anything connects to it, and the connection goes to the address that was checked.
"""

from oblik.store.outside.gate import Gate

__all__ = ["Gate"]
