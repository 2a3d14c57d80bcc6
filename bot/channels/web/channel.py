"""The web chat's routes: a request in, the receiver's answer out as a page.

Nothing of a conversation is kept here. Without script each page shows the person's last message and
its answer; with script the log grows in the page only.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from bot.channels.web.assets import Assets
from bot.channels.web.collector import NAME, PAGE, Collector
from bot.channels.web.farewell import FORGET, Farewell
from bot.channels.web.form import Form, read_body, read_form
from bot.channels.web.options import WebOptions
from bot.channels.web.pages import POLICY, Exchange, Pages, WordsOf
from bot.channels.web.report import ADDRESS, Places, ReportPage, read_report
from bot.channels.web.session import COOKIE, Session, Standing, Tokens, judge, new_id, read_cookie
from bot.channels.web.view import LANGUAGE, ShownReply, chosen_language, show
from bot.core.action import decode, encode
from bot.core.channel import Receiver
from bot.core.clock import Clock
from bot.core.errors import InDoubt, TryLater
from bot.core.media import Media, NoMedia
from bot.core.message import Address, Body, Command, Incoming, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Button, Press, Reply, Tone
from bot.core.short_links import SHORT_LINKS
from bot.http.limits import networks, visitor

MAX_START = 64
# Buttons that answer the card's own chat.
_OF_CHAT = frozenset({"notso", "safe"})
_SOUNDS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver gave back: replies, or a notice of the page's own."""

    collector: Collector
    notice: str | None = None


class WebChannel:
    """The web chat. `secret` keys the forms' tokens; it should outlive a restart."""

    def __init__(
        self,
        *,
        receive: Receiver,
        words: WordsOf,
        secret: bytes,
        options: WebOptions,
        clock: Clock,
        make_id: Callable[[], str] = new_id,
        places: Places = lambda _: (),
        media: Media | None = None,
    ) -> None:
        self._receive = receive
        self._options = options
        self._clock = clock
        self._make_id = make_id
        self._words = words
        self._places = places
        self._media = media or NoMedia()
        self._tokens = Tokens(secret)
        self._trusted = networks(options.trusted_proxies)
        self._assets = Assets()
        self._pages = Pages(words, options, self._assets)
        self._farewell = Farewell(receive)

    def add_routes(self, app: web.Application) -> None:
        """Add the page's routes to the server's application."""
        app.router.add_get("/", self._open)
        app.router.add_post("/", self._say)
        # Posters print addresses in capitals too.
        app.router.add_get(f"/{{link:(?i:{'|'.join(SHORT_LINKS)})}}", self._short_link)
        app.router.add_get("/goi", self._call)
        app.router.add_get("/nhung", self._embed)
        app.router.add_get("/hinh/{language}/{name}.png", self._drawing)
        app.router.add_get("/nghe/{name}", self._recording)
        app.router.add_get(ADDRESS, self._report)
        app.router.add_post(ADDRESS, self._report)
        app.router.add_get("/roi", self._left)
        app.router.add_post("/roi", self._leave)
        app.router.add_get("/static/{name}", self._assets.serve)
        app.on_shutdown.append(self._farewell.finish)

    async def _open(self, request: web.Request) -> web.Response:
        """Open the conversation; `?a=` or `?start=` names where, `?lang=` the language."""
        session = self._session(request)
        chosen = _language(request.query.get("lang", ""))
        if chosen is not None:
            session = replace(session, language=chosen)
            await self._ask(request, session, Pressed(encode(LANGUAGE, chosen)))
        start = (request.query.get("a") or request.query.get("start") or "")[:MAX_START]
        answer = await self._ask(request, session, Command("start", start))
        return self._page(session, self._pages.chat(self._exchange(session, answer)))

    async def _short_link(self, request: web.Request) -> web.Response:
        """Lead on to where a link from a poster opens. Whatever else the address says is let go."""
        audience = SHORT_LINKS[request.match_info["link"].lower()]
        return web.Response(status=303, headers={"Location": f"/?a={audience}"})

    async def _say(self, request: web.Request) -> web.Response:
        """Answer what was typed or pressed. Nobody is refused: see Standing."""
        form = await read_form(request)
        session = self._session(request)
        standing = self._judge(request, session, form)
        if standing is Standing.FOREIGN:
            return self._ask_again(request, form)
        if standing is Standing.FRESH:
            session = Session(self._make_id(), session.language)
        body = form.body
        if body is None:
            answer = Answer(Collector(), "empty")
        else:
            if isinstance(body, Pressed):
                session = replace(session, language=chosen_language(body.action) or session.language)
            answer = await self._ask(request, session, body)
        return self._respond(request, session, self._exchange(session, answer, form), answer.collector.wiped)

    def _ask_again(self, request: web.Request, form: Form) -> web.Response:
        """Give a form from elsewhere its text back, to be sent once more from our own page.

        The real session is not touched: no cookie is set, and the new page's first sending is FRESH.
        """
        exchange = Exchange(Language.VI, token="", notice="again", draft=form.text)
        if _wants_json(request):
            return web.json_response({"html": self._pages.answer(exchange), "token": "", "keep": True})
        return _html(self._pages.chat(exchange), status=403)

    async def _ask(self, request: web.Request, session: Session, body: Body) -> Answer:
        collector = Collector()
        try:
            await self._receive(self._incoming(request, session, body), collector)
        except (TryLater, InDoubt):
            return Answer(collector, None if collector.replies else "busy")
        return Answer(collector, None if collector.replies or collector.wiped else "silent")

    def _incoming(self, request: web.Request, session: Session, body: Body) -> Incoming:
        forwarded = request.headers.getall("X-Forwarded-For", [])
        return Incoming(
            Address(NAME, session.id),
            body,
            self._clock(),
            language=session.language,
            origin=visitor(request.remote, forwarded, self._trusted),
            message_ids=(PAGE,),
        )

    def _exchange(self, session: Session, answer: Answer, form: Form | None = None) -> Exchange:
        """Decide what the page shows; words that got no answer yet stay in the box."""
        body = form.body if form is not None else None
        text = form.text if form is not None else ""
        unsent = isinstance(body, Pressed) or answer.notice == "busy"
        said = ""
        if not unsent and not answer.collector.wiped and isinstance(body, Typed | Command):
            said = text.strip()
        return Exchange(
            language=session.language or Language.VI,
            token=self._tokens.of(session),
            said=said,
            replies=show(answer.collector.replies),
            notice=answer.notice,
            draft=text if unsent else "",
        )

    def _respond(
        self, request: web.Request, session: Session, exchange: Exchange, wiped: bool
    ) -> web.Response:
        if not _wants_json(request):
            return self._page(session, self._pages.chat(exchange))
        response = web.json_response(
            {
                "html": self._pages.answer(replace(exchange, said="")),
                "token": exchange.token,
                "wipe": wiped,
                "keep": exchange.notice == "busy",
            }
        )
        self._set_cookie(response, session)
        return response

    async def _call(self, request: web.Request) -> web.Response:
        session = self._session(request)
        page = self._pages.call(session.language or Language.VI, self._tokens.of(session))
        return self._page(session, page)

    async def _report(self, request: web.Request) -> web.Response:
        """Show the form of a report, or without script the finished text; nothing of it is kept.

        What reaches the server is screened like all free text: a card stands above the finished text.
        """
        session = self._session(request)
        is_sent = request.method == "POST" and self._stands(request) is not Standing.FOREIGN
        fields = (await read_body(request)).decode("utf-8", "replace") if is_sent else request.query_string
        language = session.language or Language.VI
        form = read_report(fields, is_sent=is_sent)
        page = ReportPage(self._words(language), form, self._places(language), self._clock())
        cards = await self._cards(request, language, form.told) if form.told else ()
        shown = self._pages.report(page, cards, language, self._tokens.of(session))
        return self._page(session, shown) if is_sent or request.method == "GET" else _html(shown, status=403)

    def _stands(self, request: web.Request) -> Standing:
        return judge(request.headers, self._hosts(request), token_fits=False)

    async def _cards(self, request: web.Request, language: Language, told: str) -> Sequence[ShownReply]:
        """Return the crisis cards that answer these words, in a chat of their own: ours may not be known."""
        passing = Session(self._make_id(), language)
        answer = await self._ask(request, passing, Typed(told))
        await self._farewell.forget(self._incoming(request, passing, FORGET))
        cards = [_without_pardon(reply) for reply in answer.collector.replies if reply.tone is Tone.CRISIS]
        return show(cards)

    async def _drawing(self, request: web.Request) -> web.Response:
        """Show a drawing; like every page it is not kept by the browser."""
        body = self._media.picture(f"{request.match_info['language']}/{request.match_info['name']}")
        if body is None:
            raise web.HTTPNotFound
        return web.Response(body=body, content_type="image/png")

    async def _recording(self, request: web.Request) -> web.Response:
        """Give a recording to whoever has asked to hear it."""
        name = request.match_info["name"]
        body = await asyncio.to_thread(self._media.recording, name)
        if body is None:
            raise web.HTTPNotFound
        return web.Response(body=body, content_type=_SOUNDS.get(name.rpartition(".")[2], "audio/mpeg"))

    async def _embed(self, request: web.Request) -> web.Response:
        session = self._session(request)
        address = self._options.public_url or f"{request.scheme}://{request.host}"
        language = session.language or Language.VI
        return self._page(session, self._pages.embed(language, self._tokens.of(session), address))

    async def _leave(self, request: web.Request) -> web.Response:
        """Forget the chat and go; leaving never fails and hardly waits."""
        form = await read_form(request)
        session = read_cookie(request.cookies.get(COOKIE))
        response = web.Response(status=204) if form.beacon else web.Response(status=303)
        if not form.beacon:
            response.headers["Location"] = "/roi"
        if session is not None and self._judge(request, session, form) is Standing.OWN:
            await self._farewell.forget(self._incoming(request, session, FORGET))
        self._drop_cookie(response)
        return response

    async def _left(self, _request: web.Request) -> web.Response:
        """Send the browser on to the neutral site.

        Not by a redirect: browsers hold those after a form to `form-action 'self'`.
        """
        response = _html(self._pages.leaving(Language.VI))
        self._drop_cookie(response)
        return response

    def _session(self, request: web.Request) -> Session:
        return read_cookie(request.cookies.get(COOKIE)) or Session(self._make_id())

    def _judge(self, request: web.Request, session: Session, form: Form) -> Standing:
        has_cookie = COOKIE in request.cookies
        fits = has_cookie and self._tokens.fits(session, form.token)
        return judge(request.headers, self._hosts(request), token_fits=fits)

    def _hosts(self, request: web.Request) -> set[str]:
        return {request.host.lower(), self._options.public_host or request.host.lower()}

    def _page(self, session: Session, text: str) -> web.Response:
        response = _html(text)
        self._set_cookie(response, session)
        return response

    def _set_cookie(self, response: web.Response, session: Session) -> None:
        secure = self._options.secure_cookie
        response.set_cookie(COOKIE, session.cookie, httponly=True, samesite="Lax", secure=secure)

    def _drop_cookie(self, response: web.Response) -> None:
        secure = self._options.secure_cookie
        response.del_cookie(COOKIE, httponly=True, samesite="Lax", secure=secure)


def _without_pardon(card: Reply) -> Reply:
    """Return the card without the buttons that only mean something in the chat that it came in."""
    rows = (tuple(one for one in row if not _is_of_chat(one)) for row in card.buttons)
    return replace(card, buttons=tuple(row for row in rows if row))


def _is_of_chat(button: Button) -> bool:
    action = decode(button.action) if isinstance(button, Press) else None
    return action is not None and action.verb in _OF_CHAT


def _html(text: str, status: int = 200) -> web.Response:
    response = web.Response(text=text, status=status, content_type="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _language(text: str) -> Language | None:
    return Language(text) if text in set(Language) else None
