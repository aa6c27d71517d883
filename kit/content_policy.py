"""The content security policy, put together once for the pages that all have the same."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What makes a response's policy its own (csp.decorators, kit.privacy).
_OF_ITS_OWN = {"_csp_config", "_csp_update", "_csp_replace", "_csp_exempt"}


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's own, which puts every policy together anew; here only those that differ from the usual one."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.put_together: tuple[object, str] = (None, "")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = not (settings.DEBUG or _OF_ITS_OWN & vars(response).keys() or hasattr(request, "_csp_nonce"))
        if not is_usual:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual())
        return response

    def _usual(self) -> str:
        """The policy of the settings, put together when they are first seen."""
        said, policy = self.put_together
        if said is not settings.CONTENT_SECURITY_POLICY:
            said, policy = settings.CONTENT_SECURITY_POLICY, build_policy()
            self.put_together = (said, policy)
        return policy
