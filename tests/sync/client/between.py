"""What stands between a replica and its office: the line that breaks, the office that lies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sync.protocol.api import FeedPage, SyncApi
from sync.protocol.errors import UnreachableError

Envelopes = list[tuple[int, bytes]]
FEEDS = frozenset({"get_envelopes", "get_stream_envelopes", "get_own_envelopes"})


class Through:
    """An office reached through somebody, whom every call passes."""

    def __init__(self, api: SyncApi) -> None:
        self.api = api
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.api, name)

        def passed(*arguments: Any, **named: Any) -> Any:
            self.calls.append(name)
            return self.pass_on(name, call, *arguments, **named)

        return passed

    def pass_on(self, _name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Make the call and return the answer."""
        return call(*arguments, **named)


class BreakingLine(Through):
    """A line that breaks after so many calls: the next one is lost before the office hears it, or its answer is."""

    def __init__(self, api: SyncApi, calls: int, *, heard: bool) -> None:
        super().__init__(api)
        self.left = calls
        self.heard = heard

    def pass_on(self, _name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left >= 0:
            return call(*arguments, **named)
        if self.heard and self.left == -1:
            call(*arguments, **named)
        raise UnreachableError("the line broke")


class SmallPages(Through):
    """An office that answers in pages of a few envelopes or wraps."""

    def __init__(self, api: SyncApi, limit: int = 2) -> None:
        super().__init__(api)
        self.limit = limit

    def pass_on(self, name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        if name in FEEDS or name == "get_wraps":
            named["limit"] = self.limit
        return call(*arguments, **named)


class HostileOffice(Through):
    """An office that tampers with what it hands out: ``tamper`` gets the envelopes of a page and returns others."""

    def __init__(
        self, api: SyncApi, tamper: Callable[[Envelopes], Envelopes], feeds: Sequence[str] = tuple(FEEDS)
    ) -> None:
        super().__init__(api)
        self.tamper = tamper
        self.feeds = feeds

    def pass_on(self, name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        answer = call(*arguments, **named)
        if name in self.feeds and isinstance(answer, FeedPage):
            return replace(answer, envelopes=self.tamper(list(answer.envelopes)))
        return answer


class Instead(Through):
    """An office that answers some calls otherwise: ``{name: function of (true call, its arguments)}``."""

    def __init__(self, api: SyncApi, **answers: Callable[..., Any]) -> None:
        super().__init__(api)
        self.answers = answers

    def pass_on(self, name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        if name in self.answers:
            return self.answers[name](call, *arguments, **named)
        return call(*arguments, **named)
