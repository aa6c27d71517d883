"""How gunicorn serves the site: processes × threads, no shared state between them.

Sized by the environment (docs/settings.md). A request waits mostly for the database, so each
process runs a few threads; more threads than four only queue behind the interpreter's lock.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from kit.env import env_bool, env_int, env_text


class JsonAccessLogger(Logger):
    """One JSON object a line for each request: where from, what, how it ended, how long. No query string."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if not self.access_log_enabled:
            return
        line = {
            "at": self.now().strip("[]"),
            # The proxy sets this header to one address, never appends.
            "from": environ.get("HTTP_X_FORWARDED_FOR") or environ.get("REMOTE_ADDR"),
            "method": environ.get("REQUEST_METHOD"),
            "path": str(environ.get("RAW_URI", "")).partition("?")[0],
            "status": str(resp.status).split(None, 1)[0],
            "bytes": getattr(resp, "sent", None),
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
        self.access_log.info(json.dumps(line, ensure_ascii=False))


bind = env_text("LMS_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env_int("LMS_WEB_PROCESSES", 2 * (os.cpu_count() or 1))
threads = env_int("LMS_WEB_THREADS", 4)
# Longer than the proxy waits for an answer; a process that hangs is replaced.
timeout = 90
# After SIGTERM running requests have this long; the container is given a little more.
graceful_timeout = 30
keepalive = 15
# A fresh process now and then, not all at once: what leaks in any library stays bounded.
max_requests = 20_000
max_requests_jitter = 4_000
logger_class = JsonAccessLogger
accesslog = "-" if env_bool("LMS_ACCESS_LOG", default=False) else None
errorlog = "-"
loglevel = "warning"
