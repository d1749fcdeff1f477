"""The request that is computed next."""

from __future__ import annotations

import threading
import time

from .request import RenderRequest


class Waiting:
    """Room for one request that nobody has begun: a newer one takes its place.

    The window puts, and the thread that computes takes; each at any time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._request: RenderRequest | None = None
        self._since: float | None = None

    def put(self, request: RenderRequest) -> None:
        """Let a request wait, instead of any other."""
        with self._lock:
            self._request = request
            if self._since is None:
                self._since = time.monotonic()

    def take(self) -> RenderRequest | None:
        """Return what waits, and let nothing wait."""
        with self._lock:
            request, self._request, self._since = self._request, None, None
            return request

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._request is None

    @property
    def seconds(self) -> float:
        """How long a request, or one that it replaced, has waited; 0 if none does."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since
