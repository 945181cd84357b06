"""The interface of the office for one device, in process: what the routes call, and what tests plug clients into."""

from collections.abc import Sequence

from sync.protocol.api import PAGE_ENVELOPES, FeedPage, OfficeInfo, PutResult, WrapPage
from sync.protocol.changes import to_text
from sync.protocol.public import Wrap
from sync.protocol.versions import PROTOCOL_VERSION
from sync.server import chain, feed, numbering, wraps
from sync.server.office import Office, now_ms
from sync.server.refusals import refuse


class Relay:
    """:class:`sync.protocol.api.SyncApi` of *office* for a device that is known to be who it says (or for nobody).

    Whether the device is in force is looked up at every call. Raises :class:`RefusedError` with a code of
    :mod:`sync.server.refusals`; what needs no login works without a device.
    """

    def __init__(self, office: Office, device_id: bytes | None) -> None:
        self._office = office
        self._device_id = device_id

    @property
    def _device(self) -> bytes:
        if self._device_id is None:
            raise refuse("login-needed")
        return self._device_id

    def office(self) -> OfficeInfo:
        """Say who answers; ``org`` is empty before founding."""
        with self._office.database.reading() as connection:
            org_id = self._office.directory(connection).org_id
        return OfficeInfo(to_text(self._office.server_id), to_text(org_id), PROTOCOL_VERSION, now_ms())

    def put_envelopes(self, envelopes: Sequence[bytes]) -> list[PutResult]:
        """Store a batch in one commit; one result an envelope, in order."""
        return numbering.push(self._office, self._device, envelopes)

    def get_envelopes(self, after: dict[int, int], limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return what others wrote in readable streams after the cursor."""
        return feed.feed(self._office, self._device, after, limit)

    def get_stream_envelopes(self, stream_id: bytes, after: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return one readable stream after a number, own envelopes included."""
        return feed.stream_feed(self._office, self._device, stream_id, after, limit)

    def get_own_envelopes(self, after_device_seq: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return what this device wrote above a device_seq; the page's cursor is ``{0: last device_seq}``."""
        return feed.own_feed(self._office, self._device, after_device_seq, limit)

    def put_wraps(self, wraps_: Sequence[Wrap]) -> None:
        """Store wraps, all or none."""
        wraps.put_wraps(self._office, self._device, wraps_)

    def get_wraps(self, after: int, limit: int = PAGE_ENVELOPES) -> WrapPage:
        """Return wraps for the device, its person and his teams after a wrap number."""
        return wraps.get_wraps(self._office, self._device, after, limit)

    def get_directory(self, after_height: int) -> list[bytes]:
        """Return directory records above a height."""
        return chain.get_records(self._office, self._device, after_height)

    def put_directory(self, records: Sequence[bytes]) -> int:
        """Append directory records, all or none; return the height now."""
        return chain.put_records(self._office, self._device, records)

    def found(self, secret: bytes, genesis: bytes) -> None:
        """Found the office with the one-time secret."""
        chain.found(self._office, secret, genesis)

    def put_join_request(self, request: bytes) -> None:
        """Keep a request to join."""
        chain.put_join_request(self._office, request)

    def get_join_requests(self) -> list[bytes]:
        """Return the requests that may still be admitted; administrators only."""
        return chain.get_join_requests(self._office, self._device)
