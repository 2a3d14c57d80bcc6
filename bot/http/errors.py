"""The answer that needs nothing: a plain page, or JSON, that names 111 when all else has failed."""

import base64
import hashlib
import json
import logging
import traceback
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LastResort:
    """What is said when nothing else works: taken from content at the start, to outlive its faults."""

    language: str
    title: str
    text: str
    call: str
    back: str


class ErrorPages:
    """Makes the answers from a `LastResort`, once, so that giving them can't fail."""

    def __init__(self, words: LastResort) -> None:
        style = (_FOLDER / "last_resort.css").read_text(encoding="utf-8")
        paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in words.text.splitlines() if line.strip())
        self._page = Template((_FOLDER / "last_resort.html").read_text(encoding="utf-8")).substitute(
            language=escape(words.language),
            title=escape(words.title),
            style=style,
            paragraphs=paragraphs,
            call=escape(words.call),
            back=escape(words.back),
        )
        self._text = f"{words.title}\n\n{words.text}\n"
        self._json = json.dumps({"error": words.text}, ensure_ascii=False)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
        )

    def response(self, request: web.BaseRequest, status: int) -> web.Response:
        """Return the answer in the form that the request asks for."""
        accepted = request.headers.get("Accept", "")
        if "application/json" in accepted:
            return web.Response(status=status, text=self._json, content_type="application/json")
        if "text/html" in accepted:
            response = web.Response(status=status, text=self._page, content_type="text/html")
            response.headers["Content-Security-Policy"] = self._policy
            return response
        return web.Response(status=status, text=self._text, content_type="text/plain")


def error_boundary(pages: ErrorPages) -> Middleware:
    """Return the middleware behind which no request ends without an answer that names 111."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            response = pages.response(request, error.status)
            if "Allow" in error.headers:
                response.headers["Allow"] = error.headers["Allow"]
            return response
        except web.RequestPayloadError:  # a body that cannot be decoded
            return pages.response(request, 400)
        except Exception as error:  # noqa: BLE001 - the boundary of the web: the page still says 111
            log.error("a request could not be answered", extra=_where(request, error))
            return pages.response(request, 500)

    return middleware


def _where(request: web.Request, error: Exception) -> dict[str, object]:
    """Return what may be logged of a failure: its kind and place, never its text or the address."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    resource = request.match_info.route.resource
    return {
        "action": "request_failed",
        "error": type(error).__name__,
        "place": place,
        "path": resource.canonical if resource is not None else "",
    }
