"""The command line `ppp`: reads arguments, calls one function, prints what comes back.

Exit codes: 0 done; 1 unexpected error; 2 bad usage, settings or input; 3 partly done;
4 nothing to serve; 5 gate failed; 130 interrupted.
"""

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from corpus.errors import PppError, QuestionError, SettingsError
from ppp_console import Counter, Teller, data, note, say, show
from ppp_ingest import Wanted, go_on, ingest_once, say_ingest, take_up

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from ppp_settings import Settings

EVAL_ADD = "eval add"
PACKAGES = ("corpus", "ingest", "assistant", "ui", "evals")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Answers questions from your pages; every sentence opens at its source.",
)  # fmt: skip
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> NoReturn:
    """Entry point of the console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. The outermost edge: every error ends here."""
    try:
        code = _run_app(arguments)
        sys.stdout.flush()
    except PppError as error:
        note(str(error))
        code = error.exit_code
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - open until the process ends
        code = 0
    except Exception as error:  # noqa: BLE001
        if os.environ.get("PPP_LOG_LEVEL") == "debug":
            traceback.print_exc()
        note(f"unexpected {type(error).__name__}: {error}; PPP_LOG_LEVEL=debug shows the trace")
        code = 1
    return code


def _run_app(arguments: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(args=_global_first(arguments), prog_name="ppp")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _global_first(arguments: Sequence[str]) -> list[str]:
    """Move `--store DIR` to the front, so that it may stand after the command too."""
    first: list[str] = []
    rest = list(arguments)
    end = rest.index("--") if "--" in rest else len(rest)
    for index in reversed(range(end)):
        if rest[index] == "--store" and index + 1 < end:
            first += [rest.pop(index), rest.pop(index)]
        elif rest[index].startswith("--store="):
            first.append(rest.pop(index))
    return first + _joined(rest)


def _joined(arguments: list[str]) -> list[str]:
    """`eval add` is a command of its own, beside `eval SET ...`."""
    return [EVAL_ADD, *arguments[2:]] if arguments[:2] == ["eval", "add"] else arguments


def _show_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        say(f"ppp-assistant {version('ppp-assistant')}")
    except PackageNotFoundError as error:
        raise SettingsError("ppp-assistant is not installed; run `make setup`") from error
    raise typer.Exit


@app.callback()
def _global(
    context: typer.Context,
    store: Annotated[
        Path | None, typer.Option(help="Folder of the snapshots.", metavar="DIR")
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    context.obj = store


@app.command()
def ingest(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|URL|sources.toml]...", help="Default: your sources.toml."),
    ] = None,
    full: Annotated[bool, typer.Option(help="Embed everything again.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    fetch: Annotated[bool, typer.Option(help="Fetch web pages.")] = True,
    as_json: JsonFlag = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped.")] = False,
    interval: Annotated[
        str, typer.Option(help="With --watch: from start to start.", metavar="TIME")
    ] = "24h",
    jitter: Annotated[
        str, typer.Option(help="With --watch: so much sooner or later.", metavar="SHARE")
    ] = "10%",
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Log as lines of JSON on stderr.")
    ] = False,
) -> None:
    """Read the pages and publish them as the snapshot that is served."""
    if watch and (full or dry_run):
        raise typer.BadParameter("--watch goes with neither --full nor --dry-run")
    settings = _settings(context)
    given = sources or [str(settings.sources)]
    wanted = Wanted(fetch=fetch, full=full, dry_run=dry_run, as_json=as_json, log_json=log_json)
    if log_json:
        from ppp_log import log_as_json

        log_as_json()
    if watch:
        go_on(settings, given, wanted, interval, jitter)
    else:
        raise typer.Exit(ingest_once(settings, given, wanted))


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help='The question; "-" reads stdin.')] = None,
    history: Annotated[
        Path | None, typer.Option(help='JSON list of {"role", "content"}.', metavar="FILE")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help='JSON Lines to answer; "-" reads stdin.', metavar="FILE")
    ] = None,
    top_k: Annotated[int | None, typer.Option(help="Passages retrieved.", metavar="N")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer a question, or a batch of them, from the served snapshot."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either a QUESTION or --batch FILE")
    settings = _settings(context, top_k=top_k)
    if batch is not None:
        if history is not None:
            raise typer.BadParameter("--history goes with a QUESTION; in a batch each line has one")
        _ask_batch(settings, batch)
    else:
        _ask_one(settings, str(question), history, as_json)


@app.command()
def chat(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch web pages first.")] = False,
) -> None:
    """Open the chat in a browser; ingests first when there is no snapshot."""
    settings = _settings(context, host=host, port=port, fetch_on_start=fetch or None)
    from corpus.store import Store

    if settings.fetch_on_start or Store(settings.store).current_folder() is None:
        with Teller(pages=True) as teller:
            report, left = take_up(
                settings, [str(settings.sources)], teller, fetch=settings.fetch_on_start
            )
        say_ingest(report, left)
    from ui.chat import serve

    with suppress(KeyboardInterrupt):
        serve(settings, _assistant(settings), lambda at: say(f"Open {at} (Ctrl-C stops it)"))


@app.command()
def mcp(context: typer.Context) -> None:
    """Serve the pages to a program that speaks MCP, on stdin and stdout."""
    settings = _settings(context)
    from ui.mcp_server import run_stdio

    with suppress(KeyboardInterrupt):
        run_stdio(_assistant(settings))


@app.command()
def page(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="As `ppp status` lists it.")],
    version: Annotated[
        str | None, typer.Option(help="An earlier version, or a beginning of it.", metavar="V")
    ] = None,
) -> None:
    """Print the text that offsets refer to, exactly."""
    settings = _settings(context)
    from corpus.status import served_text
    from corpus.store import Store

    store = Store(settings.store)
    text = store.version_text(version) if version is not None else served_text(store.open(), url)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


@app.command()
def diff(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Argument(help="A page; default: all pages that changed.")
    ] = None,
    old: Annotated[
        str | None, typer.Option("--from", help="A version; default: the one before.", metavar="V")
    ] = None,
    new: Annotated[
        str | None, typer.Option("--to", help="A version; default: the newest.", metavar="V")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write it as a page to read.", metavar="FILE")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what changed between two versions of a page, sentence by sentence."""
    settings = _settings(context)
    from corpus.compare import compare, diff_json, diff_lines
    from corpus.store import Store

    found = compare(Store(settings.store), url, old, new)
    if html is not None:
        from corpus.diffhtml import write_diff_html

        write_diff_html(found, html)
    if as_json:
        data(diff_json(found))
    elif html is not None:
        say(f"{len(found)} pages in {html}")
    else:
        say("\n".join(diff_lines(found)))


@app.command()
def impact(
    context: typer.Context,
    sets: Annotated[
        list[Path] | None, typer.Option("--set", help="An eval set; repeatable.", metavar="FILE")
    ] = None,
    answers: Annotated[
        list[Path] | None,
        typer.Option(help="Answers of `ppp ask --json`; repeatable.", metavar="FILE"),
    ] = None,
    old: Annotated[
        str | None,
        typer.Option("--from", help="The version that gold quotes are of.", metavar="V"),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show which eval questions and saved answers rest on sentences that changed."""
    settings = _settings(context)
    from corpus.cited import answer_questions, set_questions
    from corpus.impact import impact as trace
    from corpus.impactreport import impact_json, impact_lines
    from corpus.store import Store

    chosen = list(sets or ()) if sets or answers else _packaged_sets()
    questions = [each for path in chosen for each in set_questions(path)]
    questions += [each for path in answers or () for each in answer_questions(path)]
    cited = [quote for each in questions for quote in each.cited]
    found = trace(Store(settings.store), cited, old)
    if as_json:
        data(impact_json(found, questions))
    else:
        say("\n".join(impact_lines(found, questions)))


@app.command()
def rollback(
    context: typer.Context,
    snapshot: Annotated[
        str | None, typer.Argument(help="Beginning of its id; default: the one before.")
    ] = None,
) -> None:
    """Serve an earlier snapshot again, at once; the next ingest goes on from it."""
    settings = _settings(context)
    from corpus.clock import utc_now
    from corpus.store import Store

    served = Store(settings.store).rollback(snapshot, utc_now())
    say(f"snapshot: {served.id} (published, made {served.manifest.created_at})")


@app.command()
def status(context: typer.Context, as_json: JsonFlag = False) -> None:
    """Show what is served: snapshot, pages with their versions and dates, counts, sizes."""
    settings = _settings(context)
    from corpus.status import read_status, status_lines
    from corpus.store import Store

    found = read_status(Store(settings.store), settings.llm)
    if as_json:
        data(found)
    else:
        say("\n".join(status_lines(found)))


@app.command()
def settings(context: typer.Context, as_json: JsonFlag = False) -> None:
    """Show the effective settings and where each came from."""
    effective = _settings(context)
    from ppp_settings import origins

    values = effective.model_dump(mode="json")
    where = origins(effective, options=["store"] if context.obj else [])
    if as_json:
        data({name: {"value": values[name], "origin": where[name]} for name in values})
        return
    width = max(map(len, values))
    for name, value in values.items():
        say(f"{name:<{width}}  {json.dumps(value, ensure_ascii=False)}  ({where[name]})")


@app.command()
def feedback(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(help="Only from this date or time (UTC) on.", metavar="DATE")
    ] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Only right, wrong or missing.", metavar="VERDICT")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write lines of JSON.", metavar="FILE.jsonl")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List what users of the chat said of its answers, oldest first."""
    settings = _settings(context)
    from ui import feedback_list

    records = feedback_list.chosen(settings, since, verdict)
    if export is not None:
        feedback_list.export(records, export)
    if as_json:
        for each in records:
            print(each.line())
    elif export is not None:
        say(f"{len(records)} records in {export}")
    elif records:
        show(feedback_list.table(records))
    else:
        say("no feedback")


@app.command("eval")
def evaluate(
    context: typer.Context,
    sets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SET]...", help="Names, .jsonl files, bench:NAME; default: all."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--data", help="Where bench:NAME is.", metavar="DIR")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a page to read.", metavar="FILE.html")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Fail (5) where worse than this.", metavar="FILE")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Make this run the baseline.")
    ] = False,
    llm: Annotated[bool, typer.Option("--llm", help="Let PPP_LLM write the answers.")] = False,
    judge: Annotated[
        str | None,
        typer.Option(help="nli:MODEL, llm:PROVIDER:MODEL or ragas:PROVIDER:MODEL.", metavar="KIND"),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask the questions of the eval sets and judge the answers."""
    settings = _settings(context)
    if update_baseline and baseline is None:
        raise typer.BadParameter("--update-baseline needs --baseline FILE")
    evals = _evals()
    wanted = evals.Wanted(sets or (), folder, report, baseline, update_baseline, llm, judge)
    with Counter() as counter:
        ended = evals.run(settings, wanted, counter.advance)
    if as_json:
        data(evals.as_json(ended))
    else:
        show(evals.as_tables(ended))
    raise typer.Exit(ended.exit_code)


@app.command(EVAL_ADD)
def evaluate_add(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help="Set that cases are added to.", metavar="FILE.jsonl")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FEEDBACK.jsonl]", help="Default: what the chat has stored."),
    ] = None,
    ids: Annotated[
        list[int] | None,
        typer.Option("--feedback", help="Stored feedback; repeatable.", metavar="ID"),
    ] = None,
) -> None:
    """Make eval cases of answers that users marked wrong."""
    if file is not None and ids:
        raise typer.BadParameter("give either FEEDBACK.jsonl or --feedback ID")
    settings = _settings(context)
    evals = _evals()
    given: Path | list[str]
    if file is None:
        from ui.feedback_list import lines_of

        given = lines_of(settings, ids or ())
    else:
        given = file
    added = evals.add(settings, given, to, lambda words: str(typer.prompt(words, "")), say)
    say(f"{added.added} added to {to}, {added.skipped} left out")


def _packaged_sets() -> list[Path]:
    from ppp_settings import PROJECT

    return sorted((PROJECT / "evals" / "sets").glob("*.jsonl"))


def _evals() -> ModuleType:
    try:
        import evals.cli
    except ModuleNotFoundError as error:
        raise SettingsError(f"evals can't be loaded ({error}); reinstall the package") from error
    return evals.cli


def _settings(context: typer.Context, **overrides: Any) -> "Settings":  # noqa: ANN401 - of any setting
    from ppp_settings import load_settings

    settings = load_settings(store=context.obj, **overrides)
    logging.basicConfig(format="%(name)s: %(message)s")
    for name in PACKAGES:
        logging.getLogger(name).setLevel(settings.log_level.upper())
    return settings


def _assistant(settings: "Settings") -> "Assistant":
    from assistant.build import build_assistant

    return build_assistant(settings)


def _ask_one(settings: "Settings", question: str, history: Path | None, as_json: bool) -> None:
    from assistant.batch import read_history
    from assistant.question import parse_asked
    from assistant.render import failure_note, render

    given = _read_question() if question == "-" else question
    turns = read_history(history) if history else ()
    asked = parse_asked({"question": given, "history": turns}, settings.max_question_chars)
    assistant = _assistant(settings)
    answer = assistant.invoke(asked)
    if failure := failure_note(answer):
        note(failure)
    if as_json:
        print(answer.model_dump_json())
    else:
        say(render(answer, assistant.library.current().snapshot))


def _read_question() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionError(f"the question on stdin is not UTF-8 text: {error}") from error


def _ask_batch(settings: "Settings", name: str) -> None:
    from assistant.batch import answer_lines

    with _lines(name) as lines:
        assistant = _assistant(settings)
        assistant.library.current()
        for line in answer_lines(lines, assistant.invoke):
            print(line, flush=True)


@contextmanager
def _lines(name: str) -> Iterator[Iterator[bytes]]:
    if name == "-":
        yield iter(sys.stdin.buffer)
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening may fail so
    except OSError as error:
        raise QuestionError(f"{name}: can't be read: {error.strerror}") from error
    with file:
        yield iter(file)


if __name__ == "__main__":
    main()
