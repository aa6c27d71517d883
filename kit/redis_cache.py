"""Redis as Django's cache, with one client kept for each server instead of a new one for each command."""

from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class KeptClient(RedisCacheClient):
    """Django makes a `redis.Redis` for each command; building its table of callbacks costs more than a GET."""

    def get_client(self, key: Any = None, *, write: bool = False) -> "redis.Redis":
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        clients: dict[int, redis.Redis] = self.__dict__.setdefault("_clients", {})
        if id(pool) not in clients:
            clients[id(pool)] = redis.Redis(connection_pool=pool)
        return clients[id(pool)]


class KeptClientCache(RedisCache):
    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
