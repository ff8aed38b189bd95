"""HTTP to a homeserver: one call, one answer, and what went wrong as one of four errors that say what to do.

MatrixError
├── Unreachable     no answer, or one of 5xx: it may or may not have been done; ask again with the same transaction id
├── Limited         not now; `after` seconds
├── LoggedOut       the token is no longer good; somebody who runs the bot has to act
└── Refused         it will not be done: `status` and Matrix's `code`
"""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

Json: TypeAlias = dict[str, Any]

CLIENT: Final = "/_matrix/client/v3"
LONG: Final = 30.0  # seconds that an ordinary call may take
SHORT_PAUSE: Final = 1.0  # seconds to wait when a homeserver limits us and does not say for how long


class MatrixError(Exception):
    """The root of the tree. Its text never holds what anybody said."""


class Unreachable(MatrixError):
    """Nothing is known of what has become of the call."""


class Limited(MatrixError):
    """The homeserver asks us to wait."""

    def __init__(self, after: float) -> None:
        super().__init__(f"limited for {after:g} s")
        self.after = after


class LoggedOut(MatrixError):
    """The access token is not known any more."""


class Refused(MatrixError):
    """The homeserver says no."""

    def __init__(self, status: int, code: str, body: Json) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.body = body


def at(*parts: str) -> str:
    """A path under the client API, each part quoted."""
    return "/".join((CLIENT, *(quote(part, safe="") for part in parts)))


class Http:
    """A homeserver, spoken to by one account."""

    def __init__(self, homeserver: str, token: str | None = None) -> None:
        self.token = token
        self.date: float | None = None  # what the homeserver's clock said last, in seconds since 1970
        self._base = homeserver.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, query: Mapping[str, str] | None = None, within: float = LONG) -> Json:
        return cast("Json", await self.call("GET", path, None, query, within))

    async def put(self, path: str, body: Json) -> Json:
        return cast("Json", await self.call("PUT", path, body))

    async def post(self, path: str, body: Json | bytes, query: Mapping[str, str] | None = None) -> Json:
        return cast("Json", await self.call("POST", path, body, query))

    async def call(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        query: Mapping[str, str] | None = None,
        within: float = LONG,
    ) -> Any:
        """The answer's JSON. Raises MatrixError. The token goes in a header, never in the address."""
        url = URL(self._base + path + (f"?{urlencode(query)}" if query else ""), encoded=True)
        headers = {"Content-Type": "application/octet-stream" if isinstance(body, bytes) else "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=within)
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=timeout) as answer:
                self.date = _date(answer.headers.get("Date"))
                return _read(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _read(status: int, headers: Mapping[str, str], raw: bytes) -> Any:
    try:
        body: Any = json.loads(raw)
    except ValueError:
        body = None
    if status < 300 and body is not None:
        return body
    found = cast("Json", body) if isinstance(body, dict) else {}
    code = str(found.get("errcode", "?"))
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        raise Limited(_after(headers, found))
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        raise LoggedOut(code)
    if status < 300 or status >= 500:
        raise Unreachable(f"answer {status}")
    raise Refused(status, code, found)


def _date(text: str | None) -> float | None:
    try:
        return None if text is None else parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _after(headers: Mapping[str, str], body: Json) -> float:
    """Seconds to wait: the header is the standard, the field in the body what older homeservers send."""
    for value, unit in ((headers.get("Retry-After"), 1.0), (body.get("retry_after_ms"), 1000.0)):
        try:
            if value is not None:
                return max(float(value) / unit, 0.0)
        except (TypeError, ValueError):
            continue  # a date, or nonsense
    return SHORT_PAUSE
