"""What ClickHouse raises, said in Oblik's own errors, by its stable error codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import urllib3.exceptions
from clickhouse_connect.driver.exceptions import ClickHouseError

from oblik.kernel.errors import Invalid, OblikError, Unavailable
from oblik.store.warehouse.engine import EngineError

# https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
_REFUSED = {
    6,  # CANNOT_PARSE_TEXT
    26,  # CANNOT_PARSE_QUOTED_STRING
    27,  # CANNOT_PARSE_INPUT_ASSERTION_FAILED
    38,  # CANNOT_PARSE_DATE
    41,  # CANNOT_PARSE_DATETIME
    53,  # TYPE_MISMATCH
    69,  # ARGUMENT_OUT_OF_BOUND
    70,  # CANNOT_CONVERT_TYPE
    72,  # CANNOT_PARSE_NUMBER
    117,  # INCORRECT_DATA
    130,  # CANNOT_READ_ARRAY_FROM_TEXT
    131,  # TOO_LARGE_STRING_SIZE
    190,  # SIZES_OF_ARRAYS_DONT_MATCH
    321,  # VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
    349,  # CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
    407,  # DECIMAL_OVERFLOW
    427,  # CANNOT_COMPILE_REGEXP
    457,  # BAD_QUERY_PARAMETER
}
_AWAY = {
    74,  # CANNOT_READ_FROM_FILE_DESCRIPTOR
    75,  # CANNOT_WRITE_TO_FILE_DESCRIPTOR
    76,  # CANNOT_OPEN_FILE
    77,  # CANNOT_CLOSE_FILE
    159,  # TIMEOUT_EXCEEDED
    160,  # TOO_SLOW
    202,  # TOO_MANY_SIMULTANEOUS_QUERIES
    209,  # SOCKET_TIMEOUT
    210,  # NETWORK_ERROR
    236,  # ABORTED
    241,  # MEMORY_LIMIT_EXCEEDED
    242,  # TABLE_IS_READ_ONLY: its replica lost the keeper
    243,  # NOT_ENOUGH_SPACE
    252,  # TOO_MANY_PARTS
    279,  # ALL_CONNECTION_TRIES_FAILED
    285,  # TOO_FEW_LIVE_REPLICAS
    286,  # UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
    319,  # UNKNOWN_STATUS_OF_INSERT
    394,  # QUERY_WAS_CANCELLED
    425,  # SYSTEM_ERROR
    516,  # AUTHENTICATION_FAILED
    999,  # KEEPER_EXCEPTION
}
_CODE = re.compile(r"\bCode: (\d+)\.")
# The file system's own errors arrive as STD_EXCEPTION or with another code around them.
_DISK = re.compile(
    r"No space left|File too large|Input/output error|Read-only file system|errno: (28|27|5|30)\b"
)


class QueryError(OblikError):
    """The engine refused a query for a reason that is a mistake of ours, not of the data or the machine."""

    code = "warehouse_failed"


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the client libraries raise into `Invalid`, `Unavailable` or `QueryError`."""
    try:
        yield
    except OblikError:
        raise
    except (EngineError, ClickHouseError) as error:
        raise _translate(error) from error
    except UnicodeEncodeError as error:
        raise Invalid(
            "A string with half a character (a lone surrogate).", code="warehouse_rejected"
        ) from error
    except (
        OSError,
        pa.ArrowInvalid,
        urllib3.exceptions.HTTPError,
    ) as error:  # the answer broke off in the middle
        raise Unavailable(f"The warehouse did not answer: {error}", code="warehouse_unavailable") from error


def _translate(error: Exception) -> OblikError:
    text = str(error)
    code = _code(error, text)
    reason = text.split("\n", 1)[0][:500]
    if _DISK.search(text) or code in _AWAY or (code is None and isinstance(error, ClickHouseError)):
        return Unavailable(f"The warehouse cannot do this now: {reason}", code="warehouse_unavailable")
    if code in _REFUSED:
        return Invalid(f"The warehouse cannot hold this value: {reason}", code="warehouse_rejected")
    return QueryError(f"The warehouse refused a query: {reason}")


def _code(error: Exception, text: str) -> int | None:
    given = getattr(error, "code", None)
    if isinstance(given, int):
        return given
    found = _CODE.search(text)
    return int(found[1]) if found else None
