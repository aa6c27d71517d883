"""Where rows and what is kept ready lie: PostgreSQL and Redis where they are named, else this machine's disk."""

from pathlib import Path
from typing import Any

from kit.env import env_int


def database(url: str, *, folder: Path) -> dict[str, Any]:
    """PostgreSQL at `url`; without one a file of SQLite in `folder`."""
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "db.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: under WAL alone, read-then-write transactions fail as "locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            # A file, so that several connections of one test really meet.
            "TEST": {"NAME": folder / "test.sqlite3"},
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    timeouts = (
        f"-c statement_timeout={env_int('LMS_STATEMENT_TIMEOUT_MS', 15000)}"
        f" -c lock_timeout={env_int('LMS_LOCK_TIMEOUT_MS', 3000)}"
        " -c idle_in_transaction_session_timeout=60000"
        # Compiling a statement that looks dear, as a list of all staff does, costs more than it saves.
        " -c jit=off"
    )
    return {
        "ENGINE": "kit.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # For the statements of kit.statements alone; Django's own are never prepared.
        "OPTIONS": {"options": timeouts, "prepare_threshold": 0},
    }


def caches(redis_url: str, *, folder: Path) -> dict[str, Any]:
    """Redis at `redis_url`; without one a table, and files in `folder` for what is told within a transaction."""
    if redis_url:
        return {"default": {"BACKEND": "kit.redis_cache.KeptClientCache", "LOCATION": redis_url}}
    return {
        # Not in memory: rate limits and one-time codes must be shared by all processes.
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
        # Nor in the database: how far a long transaction is must be seen before it ends (kit/progress.py).
        "progress": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": folder / "progress",
        },
    }
