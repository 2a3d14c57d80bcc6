"""The commands: they parse arguments, call one thing, and print; nothing is decided here."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from bot import app as application
from bot import batch, evaluation, handbook_report, qr, questions, tips_commands, tips_notice, zalo_commands
from bot import logs as logging_setup
from bot.channels.terminal.channel import HERE, TerminalChannel, converse, parse
from bot.channels.terminal.render import Menu
from bot.config import Settings, load
from bot.core.channel import Receiver
from bot.core.clock import utc_now
from bot.core.errors import OperatorError, StorageError
from bot.core.journal import Entry
from bot.core.knowledge import Live
from bot.core.message import Address, Incoming
from bot.core.people import Audience, Language
from bot.core.tokens import Phase
from bot.core.turn import ChatState, Remember
from bot.metrics import NullMeter
from bot.services.content import coverage
from bot.storage.backup import backup
from bot.storage.cipher import Cipher
from bot.storage.content.handbook import load_handbook
from bot.storage.content.new_topic import write_topic
from bot.storage.content.problems import worded
from bot.storage.content.schema import schemas, write_schemas
from bot.storage.database import Database, open_beside, upgrade
from bot.storage.erasure import erase_chat, export_chat
from bot.storage.key import open_key
from bot.storage.memory import MemoryJournal

T = TypeVar("T")

main = typer.Typer(
    name="khien-nho",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Khiên Nhỏ (Little Shield): a chatbot for children's safety online.",
)
content_commands = typer.Typer(no_args_is_help=True, help="Check and describe the handbook.")
new_commands = typer.Typer(no_args_is_help=True, help="Begin a new file of the handbook.")
db_commands = typer.Typer(no_args_is_help=True, help="Upgrade and back up the database.")
tips_group = typer.Typer(no_args_is_help=True, help="See, preview and send weekly tips and urgent notices.")
zalo_group = typer.Typer(no_args_is_help=True, help="Let a Zalo Official Account's administrator agree.")
subscribers_commands = typer.Typer(no_args_is_help=True, help="Show or erase what is kept of a chat.")
main.add_typer(content_commands, name="content")
content_commands.add_typer(new_commands, name="new")
main.add_typer(db_commands, name="db")
main.add_typer(tips_group, name="tips")
main.add_typer(zalo_group, name="zalo")
main.add_typer(subscribers_commands, name="subscribers")

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="The settings file; by default config.yaml, if there is one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _fail(error: OperatorError | StorageError) -> typer.Exit:
    for line in str(error).splitlines():
        typer.echo(f"error: {line}", err=True)
    return typer.Exit(1)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what the operator must mend into a sentence and exit code 1."""
    try:
        yield
    except (OperatorError, StorageError) as error:
        raise _fail(error) from None


def _progress(text: str) -> None:
    typer.echo(text, err=True)


def _quiet(_: str) -> None:
    return


def _settings(config: Path | None) -> Settings:
    settings = load(config)
    logging_setup.configure(settings.logs.level, settings.secrets())
    return settings


@main.callback()
def _prepare() -> None:
    # Where a terminal or a pipe has fewer letters than Vietnamese, a "?" is better than no answer.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@main.command()
def run(config: ConfigFile = None) -> None:
    """Run all that the settings enable; with none: the web chat on 127.0.0.1:8080."""
    with _plain_errors():
        settings = _settings(config)
        asyncio.run(application.run(settings, _progress, _announce))


def _announce(bot: application.Running) -> None:
    if bot.port is not None and bot.settings.web.enabled:
        typer.echo(f"Khiên Nhỏ answers on http://{bot.settings.web.host}:{bot.port}/ (Ctrl+C stops it)")
    if bot.settings.telegram.token is not None:
        typer.echo("Khiên Nhỏ answers on Telegram")
    if bot.settings.zalo_oa.app_id is not None:
        typer.echo("Khiên Nhỏ answers for the Zalo Official Account")


@main.command()
def chat(
    config: ConfigFile = None,
    audience: Annotated[Audience | None, typer.Option(help="Who is asking.")] = None,
    lang: Annotated[Language | None, typer.Option(help="The language.")] = None,
) -> None:
    """Hold the conversation in this terminal; nothing is kept."""
    with _plain_errors():
        settings = _settings(config)
        knowledge = application.learn(settings, _progress)
        receive = application.dispatcher(Live(knowledge), MemoryJournal(), settings, NullMeter())
        words = knowledge.handbook.words(lang or Language.VI)
        door = audience.value if audience else ""
        converse(receive, Console(), words, utc_now, language=lang, door=door)


@main.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="A question.")] = None,
    config: ConfigFile = None,
    audience: Annotated[Audience | None, typer.Option(help="Who is asking.")] = None,
    lang: Annotated[Language | None, typer.Option(help="The language of the answer.")] = None,
    batch_file: Annotated[
        str | None, typer.Option("--batch", help="JSON lines from a file, or - for standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or a batch of JSON lines; touches no database."""
    if (text is None) == (batch_file is None):
        raise typer.BadParameter("give either a TEXT or --batch FILE")
    with _plain_errors():
        settings = _settings(config)
        knowledge = application.learn(settings, _quiet)
        if batch_file is not None:
            with batch.open_lines(batch_file) as lines:
                for line in batch.answer_lines(lines, knowledge.understanding, why=as_json):
                    sys.stdout.write(line + "\n")
                    sys.stdout.flush()
        elif as_json:
            found = batch.verdict(knowledge.understanding, text or "", audience, why=True)
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            journal = MemoryJournal()
            receive = application.dispatcher(Live(knowledge), journal, settings, NullMeter())
            asyncio.run(_ask_once(receive, journal, text or "", audience, lang))


async def _ask_once(
    receive: Receiver,
    journal: MemoryJournal,
    text: str,
    audience: Audience | None,
    language: Language | None,
) -> None:
    now = utc_now()
    if audience is not None:
        await journal.commit(Entry(HERE, now, change=Remember(ChatState(audience=audience))))
    await receive(Incoming(HERE, parse(text, Menu()), now, language=language), TerminalChannel(Console()))


@content_commands.command("check")
def content_check(
    config: ConfigFile = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Check as on this day.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.VI,
    as_json: AsJson = False,
) -> None:
    """Check the handbook; exit with 1 when something must be mended."""
    with _plain_errors():
        settings = _settings(config)
        day = (today or datetime.now(ZoneInfo(settings.tips.timezone))).date()
        checked = handbook_report.check_folder(settings.content.path, day)
    if as_json:
        typer.echo(json.dumps(handbook_report.check_json(checked, lang), ensure_ascii=False))
    else:
        typer.echo("\n".join(handbook_report.check_lines(checked, lang)))
    if checked.problems:
        raise typer.Exit(1)


@content_commands.command("stats")
def content_stats(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show what the handbook covers: topics, audiences, languages, examples, review dates."""
    with _plain_errors():
        figures = coverage(load_handbook(_settings(config).content.path))
    if as_json:
        typer.echo(json.dumps(handbook_report.stats_json(figures), ensure_ascii=False))
    else:
        Console().print(handbook_report.stats_table(figures))


@content_commands.command("schema")
def content_schema(
    config: ConfigFile = None,
    write: Annotated[bool, typer.Option("--write", help="Write content/schema/*.json anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of each kind of content file."""
    with _plain_errors():
        settings = _settings(config)
    if write:
        for path in write_schemas(settings.content.path / "schema"):
            typer.echo(path)
    else:
        typer.echo(json.dumps(schemas(), ensure_ascii=False, indent=None if as_json else 2))


@new_commands.command("topic")
def content_new_topic(
    topic_id: Annotated[str, typer.Argument(metavar="ID", help="For example online-friends.")],
    config: ConfigFile = None,
    audiences: Annotated[
        list[Audience] | None, typer.Option("--for", help="An audience; may be given several times.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.VI,
) -> None:
    """Write the two files of a new topic, to be filled in."""
    with _plain_errors():
        settings = _settings(config)
        today = datetime.now(ZoneInfo(settings.tips.timezone)).date()
        for path in write_topic(settings.content.path, topic_id, audiences or (), today):
            typer.echo(path)
    typer.echo(worded("new-topic", lang))


@main.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Labelled JSON lines.")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well labelled messages are understood; prints rates and never a message."""
    with _plain_errors():
        settings = _settings(config)
        labelled = evaluation.read(files)
        found = evaluation.evaluate(labelled, application.learn(settings, _quiet).understanding)
    if as_json:
        typer.echo(json.dumps(evaluation.as_json(found)))
    else:
        evaluation.show(found, Console())


@main.command("questions")
def show_questions(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show where the handbook is thin: how the last three months' questions were met, by topic."""
    with _plain_errors():
        found = asyncio.run(questions.read(_settings(config).database.url, utc_now()))
        if as_json:
            typer.echo(json.dumps(questions.as_json(found)))
        elif found:
            Console().print(questions.table(found))
        else:
            typer.echo("No question has been counted yet.")


@main.command("qr")
def qr_codes(
    out: Annotated[Path, typer.Option(help="The folder; made when it is not there.")] = Path("qr"),
    zalo_link: Annotated[str | None, typer.Option(help="The Zalo bot's https address, for adults.")] = None,
    telegram_link: Annotated[
        str | None, typer.Option(help="The Telegram bot's, such as https://t.me/YOUR_BOT, for adults.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Write QR codes to print, as SVG and PNG. The children's leads to the web page, never to a messenger."""
    with _plain_errors():
        made = qr.codes(_settings(config), zalo_link=zalo_link, telegram_link=telegram_link)
        qr.write(made, out)
        typer.echo(f"Written into {out}:")
        Console().print(qr.table(made))


@tips_group.command("status")
def tips_status(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show subscribers, the queue, the busiest slots, and what was said of tips."""
    with _plain_errors():
        settings = _settings(config)
        found = asyncio.run(tips_commands.status(settings, application.forecast_of(settings)))
        if as_json:
            typer.echo(json.dumps(tips_commands.status_json(found), ensure_ascii=False))
        else:
            tips_commands.show_status(found, Console())


@tips_group.command("preview")
def tips_preview(
    audience: Annotated[Audience, typer.Argument(help="Whose tips.")],
    config: ConfigFile = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this day on.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="The language of the titles.")] = Language.VI,
    as_json: AsJson = False,
) -> None:
    """Show the tips of the next quarter for somebody who subscribes now."""
    with _plain_errors():
        settings = _settings(config)
        zone = ZoneInfo(settings.tips.timezone)
        moment = utc_now() if since is None else since.replace(tzinfo=zone)
        found = tips_commands.preview(
            load_handbook(settings.content.path),
            settings,
            application.forecast_of(settings),
            audience,
            moment,
            lang,
        )
        if as_json:
            typer.echo(json.dumps(tips_commands.preview_json(found), ensure_ascii=False))
        else:
            tips_commands.show_preview(found, Console())


@tips_group.command("due")
def tips_due(
    now: Annotated[str, typer.Option("--now", help="The moment, such as 2026-11-29T20:00+07:00.")],
    config: ConfigFile = None,
    send: Annotated[bool, typer.Option("--send", help="Deliver it and exit.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is due at a moment; with --send, deliver it and exit."""
    with _plain_errors():
        settings = _settings(config)
        moment = _moment(now, settings.tips.timezone)
        if send:
            sent = asyncio.run(tips_commands.send(settings, moment))
            if as_json:
                typer.echo(json.dumps(asdict(sent)))
            else:
                typer.echo(
                    f"{sent.queued} queued, {sent.sent} sent, {sent.failed} failed, "
                    f"{sent.unknown} in doubt, {sent.left} left in the queue."
                )
            return
        handbook = load_handbook(settings.content.path)
        limit = 1_000 if as_json else tips_commands.SHOWN
        found, tips = asyncio.run(tips_commands.due(settings, handbook, moment, limit))
        if as_json:
            typer.echo(json.dumps(tips_commands.due_json(found, tips), ensure_ascii=False))
        else:
            tips_commands.show_due(found, tips, Console())


@tips_group.command("notice")
def tips_notice_command(
    file: Annotated[Path | None, typer.Argument(help="The notice in Vietnamese, a text file.")] = None,
    config: ConfigFile = None,
    audience: Annotated[Audience | None, typer.Option(help="For whom; by default for all.")] = None,
    english: Annotated[Path | None, typer.Option(help="The notice in English, a text file.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show who would get what.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop the notice that is going out.")] = False,
) -> None:
    """Send an urgent notice through the running bot, after a second confirmation; or stop it."""
    with _plain_errors():
        settings = _settings(config)
        if stop:
            withdrawn = asyncio.run(tips_notice.stop(settings))
            typer.echo("No notice is going out." if withdrawn is None else f"Stopped: {withdrawn} withdrawn.")
            return
        if file is None:
            raise typer.BadParameter("give a FILE, or --stop")
        handbook = application.safe_handbook(settings)
        texts = tips_notice.read_texts(handbook, file, english)
        drafted = asyncio.run(tips_notice.draft(settings, audience, texts))
        console = Console()
        tips_notice.show(drafted, handbook, settings, utc_now(), console)
        if dry_run or not drafted.recipients:
            return
        typed = typer.prompt("To send it, type the number of recipients", default="", show_default=False)
        if typed.strip() != str(drafted.recipients):
            raise OperatorError("Nothing was sent: that was not the number of recipients.")
        number = asyncio.run(tips_notice.queue(settings, drafted))
        typer.echo("Queued. Ctrl+C leaves this view; `python -m bot tips notice --stop` stops the notice.")
        ended = asyncio.run(tips_notice.watch(settings, number, console))
        typer.echo(", ".join(f"{amount} {state.value}" for state, amount in ended.items()))


@zalo_group.command("login")
def zalo_login(
    config: ConfigFile = None,
    redirect_uri: Annotated[
        str | None, typer.Option(help="The callback in the console; by default web.public_url with a slash.")
    ] = None,
) -> None:
    """Let an administrator of the Official Account agree; the running bot goes on with the new tokens."""
    with _plain_errors():
        settings = _settings(config)
        login = asyncio.run(zalo_commands.begin(settings, redirect_uri))
        typer.echo("1. On developers.zalo.me, page Official Account of the app, enter once:")
        typer.echo(f"   Callback URL    {login.redirect_uri}")
        typer.echo(f"   Code challenge  {login.challenge}")
        typer.echo(f"2. As an administrator of the account, open and agree:\n   {login.link}")
        typer.echo("3. Copy the whole address of the page that opens then; it holds code=…")
        address = typer.prompt("Address", hide_input=False)
        asyncio.run(zalo_commands.complete(settings, address, utc_now))
        typer.echo("The account may be served now.")


@zalo_group.command("status")
def zalo_status(config: ConfigFile = None) -> None:
    """Show how the Official Account's tokens stand; exit with 1 when a login is needed."""
    with _plain_errors():
        kept = asyncio.run(zalo_commands.status(_settings(config)))
        typer.echo(zalo_commands.sentence(kept, utc_now()))
        if kept is None or kept.phase is Phase.DEAD:
            raise typer.Exit(1)


def _moment(text: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise OperatorError(f"{text!r} is not a moment. Write it as 2026-11-29T20:00+07:00.") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(zone))


@db_commands.command("upgrade")
def db_upgrade(config: ConfigFile = None) -> None:
    """Bring the database to this version's tables. `run` does it by itself on SQLite."""
    with _plain_errors():
        settings = _settings(config)
        done = asyncio.run(upgrade(settings.database.url))
        typer.echo(f"The database is at revision {done.current}.")


@db_commands.command("backup")
def db_backup(
    destination: Annotated[
        Path | None, typer.Argument(help="The new file; by default beside the database.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Copy the running database into a new file. The key is not in it: keep that apart."""
    with _plain_errors():
        settings = _settings(config)
        made = asyncio.run(backup(settings.database.url, destination or _backup_name(settings)))
        typer.echo(f"{made.path} ({made.size} bytes). The key is not in it; keep a copy of it elsewhere.")


def _backup_name(settings: Settings) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kind = "db" if settings.database.url.startswith("sqlite") else "dump"
    return settings.data_folder / f"backup-{stamp}.{kind}"


Subject = Annotated[str, typer.Argument(metavar="CHANNEL:ID", help="For example telegram:123456789.")]


@subscribers_commands.command("export")
def subscribers_export(subject: Subject, config: ConfigFile = None) -> None:
    """Print all that is kept of a chat, as JSON."""
    with _plain_errors():
        settings = _settings(config)
        kept = asyncio.run(_with_chat(settings, _address(subject), _export))
        typer.echo(json.dumps(kept, ensure_ascii=False))


@subscribers_commands.command("erase")
def subscribers_erase(subject: Subject, config: ConfigFile = None) -> None:
    """Erase all that is kept of a chat."""
    with _plain_errors():
        settings = _settings(config)
        found = asyncio.run(_with_chat(settings, _address(subject), erase_chat))
        typer.echo("Erased." if found else "Nothing was kept of this chat.")


async def _export(database: Database, cipher: Cipher, address: Address) -> dict[str, object] | None:
    return await export_chat(database, cipher, address, utc_now())


async def _with_chat(
    settings: Settings, address: Address, work: Callable[[Database, Cipher, Address], Awaitable[T]]
) -> T:
    database = await open_beside(settings.database.url)
    try:
        key = settings.database.key
        cipher = Cipher(await open_key(database, key.get_secret_value() if key else None))
        return await work(database, cipher, address)
    finally:
        await database.close()


def _address(subject: str) -> Address:
    channel, colon, chat_id = subject.partition(":")
    if not colon or not channel or not chat_id:
        raise OperatorError(f"{subject!r} names no chat. Write it as CHANNEL:ID, such as telegram:123456789.")
    return Address(channel, chat_id)
