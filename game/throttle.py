"""Throttles: how much one phone, or one address, may ask in a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KNOWN = 4096


@dataclass
class Bucket:
    """Holds up to `most` and fills again by `rate` a second."""

    rate: float
    most: float
    level: float = 0.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one, if there is one.

        >>> bucket = Bucket(rate=1.0, most=2.0, level=2.0)
        >>> [bucket.take(0.0) for _ in range(3)], bucket.take(1.0)
        ([True, True, False], True)
        """
        self.level = min(self.most, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


class Throttle:
    """A bucket for each key, such as a player or an address; the oldest keys are forgotten."""

    def __init__(
        self, rate: float, most: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow `most` at once and `rate` a second after that, by a clock in seconds."""
        self.clock = clock
        self.rate = rate
        self.most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Count one for a key and tell whether it is still allowed."""
        now = self.clock()
        bucket = self._buckets.pop(key, None) or Bucket(self.rate, self.most, self.most, now)
        self._buckets[key] = bucket
        while len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        return bucket.take(now)

    def give_back(self, key: str) -> None:
        """Count one less for a key: what it asked was right."""
        if key in self._buckets:
            bucket = self._buckets[key]
            bucket.level = min(bucket.most, bucket.level + 1.0)
