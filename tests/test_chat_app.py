import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest

from assistant.chain import Assistant
from corpus.errors import PppError
from ppp_settings import PROJECT, Settings
from tests.browser import running
from ui.chat import serve
from ui.page_route import parse_spans
from ui.server import AddressError, address_of, listen


@pytest.fixture(scope="module")
def site(fda_settings: Settings, assistant: Assistant) -> Iterator[httpx.Client]:
    with (
        running(fda_settings, assistant) as address,
        httpx.Client(base_url=address, timeout=120) as client,
    ):
        yield client


def call(site: httpx.Client, *data: object) -> tuple[str, object]:
    """Event and data of one call of the public endpoint."""
    made = site.post("/gradio_api/call/ask", json={"data": list(data)}).json()["event_id"]
    lines = site.get(f"/gradio_api/call/ask/{made}").text.strip().split("\n")
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))


def test_the_page_names_no_other_host_to_load_from(site: httpx.Client) -> None:
    answer = site.get("/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "preconnect" not in answer.text and "fonts.g" not in answer.text


def test_the_title_and_examples_come_from_the_snapshot(
    site: httpx.Client, assistant: Assistant
) -> None:
    config = site.get("/config").json()
    about = assistant.library.current().snapshot.manifest.about
    assert config["title"] == about.name
    assert about.examples[0] in json.dumps(config)
    assert config["analytics_enabled"] is False


def test_one_endpoint_is_public(site: httpx.Client) -> None:
    assert list(site.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask"]


def test_ask_answers_with_the_whole_answer(site: httpx.Client) -> None:
    event, data = call(site, "What is BioFab USA?", None)
    assert event == "complete" and data[0]["citations"][0]["quote"] in data[0]["text"]


def test_ask_takes_a_history(site: httpx.Client) -> None:
    history = [{"role": "user", "content": "What is BioFab USA?"},
               {"role": "assistant", "content": "BioFab USA is an institute. [1]"}]  # fmt: skip
    event, data = call(site, "Who runs it?", history)
    assert event == "complete" and "BioFab USA" in data[0]["standalone_question"]


@pytest.mark.parametrize(
    "data", [("", None), ("hi", "junk"), ("hi", [{"role": "x", "content": "y"}])]
)
def test_ask_explains_what_it_cannot_ask(site: httpx.Client, data: tuple[object, ...]) -> None:
    event, got = call(site, *data)
    assert event == "error" and "Traceback" not in json.dumps(got)


def test_a_stored_page_is_served_with_its_quotes(site: httpx.Client, assistant: Assistant) -> None:
    cited = assistant.invoke("What is BioFab USA?").citations[0]
    span = f"1:{cited.start}-{cited.end}"
    answer = site.get(f"/stored-page/{cited.page_version}", params={"spans": span})
    assert f'data-n="1">{cited.quote}</mark>' in answer.text
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("version", ["0" * 64, "5d6e", "..%2f..%2fetc%2fpasswd", "*"])
def test_no_other_file_is_served(site: httpx.Client, version: str) -> None:
    assert site.get(f"/stored-page/{version}").status_code == 404


@pytest.mark.parametrize("spans", ["x", "1:2", "1:2-3;4:5-6", ",", "1:-2-3", "1:1-2," * 600])
def test_malformed_spans_are_refused(site: httpx.Client, assistant: Assistant, spans: str) -> None:
    version = assistant.library.current().snapshot.pages[0].version
    assert site.get(f"/stored-page/{version}", params={"spans": spans}).status_code == 422


def test_no_spans_mark_nothing() -> None:
    assert parse_spans("") == []


def test_a_busy_port_is_named_with_a_remedy(fda_settings: Settings, assistant: Assistant) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        busy = Settings(store=fda_settings.store, port=port)
        with pytest.raises(AddressError, match=rf"{port}.*--port") as caught:
            serve(busy, assistant)
    assert isinstance(caught.value, PppError) and caught.value.exit_code == 2


def test_an_unknown_host_is_named() -> None:
    with pytest.raises(AddressError, match=r"no-such-host\.invalid"):
        listen("no-such-host.invalid", 0)


def test_addresses_can_be_opened_in_a_browser() -> None:
    with listen("0.0.0.0", 0) as everywhere:
        assert address_of(everywhere) == f"http://127.0.0.1:{everywhere.getsockname()[1]}"


def test_the_address_is_announced_when_the_chat_answers(
    fda_settings: Settings, assistant: Assistant
) -> None:
    got: list[int] = []
    announced = threading.Event()

    def announce(address: str) -> None:
        threading.Thread(target=lambda: (got.append(httpx.get(address, timeout=60).status_code),
                                         announced.set())).start()  # fmt: skip

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(store=fda_settings.store, port=port)
    threading.Thread(target=serve, args=(settings, assistant, announce), daemon=True).start()
    assert announced.wait(120) and got == [200]


SERVE = """
import sys
from pathlib import Path
from assistant.build import build_assistant
from ppp_settings import PROJECT, Settings
from ui.chat import serve
settings = Settings(store=Path(sys.argv[1]), port=0)
serve(settings, build_assistant(settings), lambda address: print(address, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ctrl_c_stops_the_server_quietly_while_a_chat_is_open(fda_settings: Settings) -> None:
    command = [sys.executable, "-c", SERVE, str(fda_settings.store)]
    with subprocess.Popen(command, stdout=-1, stderr=-2, text=True, cwd=PROJECT) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        open_chat = f"{address}/gradio_api/heartbeat/abc"
        with httpx.stream("GET", open_chat, timeout=120) as beats:
            next(beats.iter_raw())
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=120)
    assert output.strip() == "stopped" and process.returncode == 0
