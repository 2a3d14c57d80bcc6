"""The ordered list of routes: the whole bot on one screen. The first match answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.core.draft import was_begun
from bot.core.message import Attached, ChatKind, Command, Pressed, Typed
from bot.core.request import Handler, Request
from bot.core.turn import Turn
from bot.core.understanding import Level
from bot.dispatch import Named, Need, Route
from handlers import (
    about,
    ask,
    audience,
    browse,
    crisis,
    draft,
    groups,
    guides,
    language,
    media,
    practice,
    press,
    privacy,
    start,
    subscribe,
    tips,
    triage,
    unknown,
)
from handlers.groups import PrivateLink
from handlers.subscribe import Subscribing
from handlers.triage import Triage

Matches = Callable[[Request], bool]
_MINE = frozenset({Need.SUBSCRIPTION})
_HELP = frozenset({Need.PROVINCE})
_OURS = frozenset({Need.SUBSCRIPTION, Need.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs this bot, as its users are told, and where its web page is; empty fields are left out."""

    name: str = ""
    contact: str = ""
    privacy_contact: str = ""
    verified_links: Sequence[str] = ()
    page: str = ""


def build(
    organisation: Organisation, private_link: PrivateLink, subscribing: Subscribing, helping: Triage
) -> tuple[Route, ...]:
    """Return the routes in order."""
    greet = partial(start.start, organisation=organisation.name)
    privacy_contact = organisation.privacy_contact or organisation.contact
    weekly = _weekly(subscribing)
    contacts = partial(browse.contacts, province=helping.province_of_all)
    help_now = partial(crisis.help_now, ask=helping.ask)
    return (
        *(_for_administrators(route) for route in weekly),
        Route("group", _in_group, partial(groups.group, private_link=private_link)),
        Route("quiet", lambda request: request.quiet, privacy.leave),
        Route("crisis", _is_alarming, partial(crisis.alarm, ask=helping.ask)),
        Route("draft-dropped", lambda request: request.drops, draft.drop),
        Route("draft-words", _writes_a_draft, draft.written),
        Route("misuse", lambda request: request.misuse is not None, crisis.misuse),
        Route("stop", lambda request: request.stop, subscribe.stop, _MINE),
        Route("subscribe", lambda request: request.subscribes, subscribing.begin, _MINE),
        *weekly,
        # commands, by their Vietnamese and English names
        Route("start", _command("start", "batdau"), greet),
        Route("help", _command("giup", "cangiup", "sos"), help_now, _HELP, urgent=True),
        Route("manual", _command("help", "trogiup"), about.manual),
        Route("topics", _command("chude", "topics"), browse.topics),
        Route("contacts", _command("danhba", "contacts"), contacts, _HELP),
        Route("guides", _command("baoxau", "report"), guides.menu),
        Route("tip", _command("meo", "tip"), tips.tip),
        Route("scenes", _command("tinhhuong", "scenes"), practice.scenes),
        Route("quiz", _command("dovui", "quiz"), practice.quiz),
        Route("press", _command("baochi", "press"), press.pack),
        Route("figures", _command("solieu", "figures"), press.figures),
        Route("audience", _command("doituong", "audience"), audience.choose),
        Route("language", _command("ngonngu", "language"), language.choose),
        Route("privacy", _command("riengtu", "privacy"), partial(privacy.privacy, contact=privacy_contact)),
        Route("about", _command("gioithieu", "about"), _about(organisation)),
        Route("unknown-command", _is_command, unknown.command),
        # buttons, by the verb they carry
        Route("start", _button("start"), greet),
        Route("help", _button("help"), help_now, _HELP, urgent=True),
        Route("triage", _button("aid"), helping.go_on, _HELP, urgent=True),
        Route("triage", _button("aidsee"), helping.see, _HELP, urgent=True),
        Route("whom", _button("whom"), triage.whom),
        Route("rehearse", _button("rehearse"), triage.rehearse),
        Route("show", _button("show"), triage.show, urgent=True),
        Route("draft", _button("draft"), draft.begin),
        Route("draft", _button("draftgo"), draft.go_on),
        Route("draft", _button("draftset"), draft.pressed),
        Route("draft-text", _button("draftto"), draft.address),
        Route("draft-dropped", _button("draftdrop"), draft.drop, urgent=True),
        Route("provinces", _button("provinces"), triage.provinces),
        Route("province", _button("province"), helping.province, _HELP),
        Route("door", _button("door"), start.child_door),
        Route("audience", _button("who"), audience.chosen),
        Route("topics", _button("topics"), browse.topics),
        Route("topic", _button("topic"), browse.topic),
        Route("more", _button("more"), browse.more),
        Route("teen", _button("teen"), browse.teen),
        Route("part", _button("part"), browse.part),
        Route("helpers", _button("helpers"), browse.helpers),
        Route("contacts", _button("contacts"), contacts, _HELP),
        Route("guides", _button("guides"), guides.menu),
        Route("guide", _button("guide"), guides.guide),
        Route("tip", _button("tip"), tips.tip),
        Route("scenes", _button("scenes"), practice.scenes),
        Route("scene", _button("scene"), practice.scene),
        Route("quiz", _button("quiz"), practice.quiz),
        Route("press", _button("press"), press.pack),
        Route("figures", _button("figures"), press.figures),
        Route("rate", _button("rate"), subscribe.rate),
        Route("card", _button("card"), browse.card, urgent=True),
        Route("not-so", _button("notso"), crisis.not_so, urgent=True),
        Route("tell", _button("tell"), crisis.tell_more, urgent=True),
        Route("safe", _button("safe"), crisis.safe, urgent=True),
        Route("language", _button("lang"), language.chosen),
        Route("leave", _button("leave"), privacy.leave, urgent=True),
        Route("interrupted", _button("again"), unknown.interrupted),
        Route("old-button", _is_button, unknown.old_button),
        # everything else
        Route(
            "withheld",
            _is_withheld,
            partial(media.withheld, page=organisation.page),
        ),
        Route("media", _is_media, media.media),
        Route("triage", lambda request: request.case is not None, helping.go_on, _HELP),
        Route("not-so", lambda request: request.rejects and request.after_card, crisis.not_so_typed),
        Route("not-that", lambda request: request.rejects and request.about is not None, ask.not_that),
        Route("draft-lost", _has_lost_a_draft, draft.lost_and_ask),
        Route("guide", _names_a_platform, draft.with_way_back(guides.guide)),
        Route("ask", lambda _: True, draft.with_way_back(ask.ask)),
    )


def _weekly(subscribing: Subscribing) -> tuple[Route, ...]:
    """Return the routes around weekly tips; a group has the same ones, for its administrators."""
    return (
        Route("stop", _command("dung", "stop"), subscribe.stop, _MINE, urgent=True),
        Route("stop", _button("substop"), subscribe.stop, _MINE, urgent=True),
        Route("forget", _command("xoa", "forget"), privacy.forget, urgent=True),
        Route("forget", _button("forget"), privacy.forget, urgent=True),
        Route("subscribe", _command("dangky", "subscribe"), subscribing.begin, _MINE),
        Route("subscribe", _linked("dangky", "subscribe"), subscribing.begin, _MINE),
        Route("subscribe", _button("sub"), subscribing.begin, _MINE),
        Route("subscribe", _button("subday"), subscribing.days, _MINE),
        Route("subscribe", _button("subtime"), subscribing.times, _MINE),
        Route("subscribe", _button("subok"), subscribing.accept, _MINE),
        Route("interests", _button("subint"), subscribing.interests, _MINE),
        Route("pause", _button("subpause"), subscribing.pause, _MINE),
        Route("resume", _button("subgo"), subscribing.resume, _MINE),
        Route("tips-language", _button("sublang"), subscribing.language, _MINE),
        Route("timezone", _command("muigio", "timezone"), subscribing.timezone, _MINE),
    )


def _for_administrators(route: Route) -> Route:
    """Return the same route for a group, where only an administrator decides."""

    def matches(request: Request) -> bool:
        return request.in_group and route.matches(request)

    async def handler(request: Request) -> Turn:
        if not request.by_administrator:
            return await subscribe.admin_only(request)
        return await route.handler(request)

    return Route(route.name, matches, handler, _OURS)


def _about(organisation: Organisation) -> Handler:
    return partial(
        about.about,
        organisation=organisation.name,
        contact=organisation.contact,
        links=tuple(organisation.verified_links),
    )


def _is_alarming(request: Request) -> bool:
    return request.alarm.level is Level.HARD


def _in_group(request: Request) -> bool:
    return request.incoming.kind is ChatKind.GROUP


def _command(*names: str) -> Named:
    return Named(Command, frozenset(names))


def _button(verb: str) -> Named:
    return Named(Pressed, frozenset({verb}))


def _linked(*payloads: str) -> Matches:
    """Match a deep link that carries one of these."""

    def matches(request: Request) -> bool:
        body = request.incoming.body
        linked = isinstance(body, Command) and body.name == "start" and not request.in_group
        return linked and request.incoming.words.strip().lower() in payloads

    return matches


def _is_command(request: Request) -> bool:
    return isinstance(request.incoming.body, Command)


def _is_button(request: Request) -> bool:
    return isinstance(request.incoming.body, Pressed)


def _writes_a_draft(request: Request) -> bool:
    return request.writes and isinstance(request.incoming.body, Typed)


def _has_lost_a_draft(request: Request) -> bool:
    return request.draft is None and was_begun(request.state.step, request.incoming.at)


def _names_a_platform(request: Request) -> bool:
    return request.platform is not None and request.alarm.level is Level.NONE


def _is_withheld(request: Request) -> bool:
    return request.withheld is not None


def _is_media(request: Request) -> bool:
    return isinstance(request.incoming.body, Attached)
