"""An IMAP server in the test's own process: pymap behind a line on which faults happen as planned.

``with ImapServer() as server:`` listens on ``server.port`` of loopback. :meth:`ImapServer.fault` plans what happens at
the n-th command that matches: the line is closed at once or in the middle of the answer, nothing is answered, or
something else is. By hand: ``python -m tests.standins.imap`` serves an empty mailbox until it is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

from imap_tools import BaseMailBox, MailBoxUnencrypted

USER, PASSWORD = "kari", "hemmelig"


@dataclass
class Fault:
    """What happens at the ``nth`` command that matches ``pattern``; ``after`` are bytes of the answer let through."""

    pattern: re.Pattern[bytes]
    kind: Literal["close", "silence", "answer"]
    nth: int = 1
    after: int = 0
    text: bytes = b""
    seen: int = 0


class ImapServer:
    """The server; its clients come by the line with the faults, :meth:`client` comes without."""

    def __init__(self, **config: Any) -> None:
        self.port = 0
        self.commands: list[bytes] = []
        """What clients have said, a line each, without their tags; what signs in is left out."""
        self.faults: list[Fault] = []
        self._config = config
        self._writers: list[asyncio.StreamWriter] = []
        self._direct = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._ends: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._serve, name="imap-standin", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(20), "the server did not start"
        return self

    def __exit__(self, *error: object) -> None:
        assert self._ends is not None
        self._loop.call_soon_threadsafe(self._ends.set)
        self._thread.join(20)

    def fault(self, pattern: str, kind: Literal["close", "silence", "answer"], **more: Any) -> None:
        """Plan a fault at a command that matches ``pattern`` (SELECT, UID FETCH …)."""
        self.faults.append(Fault(re.compile(pattern.encode(), re.IGNORECASE), kind, **more))

    def count(self, pattern: str) -> int:
        """Return how many commands matched."""
        return sum(bool(re.match(pattern.encode(), line, re.IGNORECASE)) for line in self.commands)

    @contextlib.contextmanager
    def client(self) -> Iterator[BaseMailBox]:
        """Give a client that is signed in, by a line without faults."""
        with MailBoxUnencrypted("127.0.0.1", self._direct).login(USER, PASSWORD) as box:
            yield box

    def put(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a folder, which is made where there is none."""
        with self.client() as box:
            if not box.folder.exists(folder):
                box.folder.create(folder)
            for message in messages:
                box.append(message, folder)

    @property
    def direct_port(self) -> int:
        """The port of the line without faults."""
        return self._direct

    def reset(self) -> None:
        """Empty the mailbox, and forget what was planned and said."""
        self.faults.clear()
        with self.client() as box:
            for folder in box.folder.list():
                if folder.name != "INBOX":
                    box.folder.delete(folder.name)
            box.delete(box.uids())
        self.commands.clear()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.close()

    async def _run(self) -> None:
        from proxyprotocol.reader import ProxyProtocolReader
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPServer, IMAPService

        parser = ArgumentParser()
        DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
        IMAPService.add_arguments(parser)
        parser.set_defaults(skip_services=[], passlib_cfg=None, debug=False)
        args = parser.parse_args(
            ["--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
        )  # fmt: skip
        backend, config = await DictBackend.init(args, invalid_user_sleep=0.0, **self._config)
        config.apply_context()
        served = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        direct = await asyncio.start_server(served, "127.0.0.1", 0)
        self._direct = direct.sockets[0].getsockname()[1]
        line = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.port = line.sockets[0].getsockname()[1]
        self._ends = asyncio.Event()
        self._ready.set()
        await self._ends.wait()
        line.close()
        direct.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)  # what was closed is let go

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry a client's line to the server, looking at each command, and the answers back."""
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._direct, limit=1 << 26)
        self._writers += (writer, server_writer)
        allowed: list[int] = []
        answers = asyncio.create_task(_carry(server_reader, writer, allowed))
        try:
            while line := await reader.readline():
                tag, _blank, command = line.strip().partition(b" ")
                signs_in = re.match(rb"LOGIN|AUTHENTICATE", command, re.IGNORECASE)
                self.commands.append(command.split(b" ")[0] if signs_in else command)
                fault = self._planned(command)
                if fault is None:
                    server_writer.write(line)
                    await server_writer.drain()
                elif fault.kind == "answer":
                    writer.write(fault.text.replace(b"{tag}", tag) + b"\r\n")
                    await writer.drain()
                elif fault.kind == "close" and fault.after:
                    allowed.append(fault.after)
                    server_writer.write(line)
                    await server_writer.drain()
                elif fault.kind == "close":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if allowed:
                await asyncio.wait({answers}, timeout=5)
            answers.cancel()
            writer.close()
            server_writer.close()

    def _planned(self, command: bytes) -> Fault | None:
        for fault in self.faults:
            if fault.pattern.match(command):
                fault.seen += 1
                if fault.seen == fault.nth:
                    return fault
        return None


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, allowed: list[int]) -> None:
    """Carry answers to a client; where ``allowed`` gets a number, so many bytes of them and no more."""
    while data := await reader.read(1 << 16):
        if allowed:
            data = data[: allowed[0]]
            allowed[0] -= len(data)
        writer.write(data)
        await writer.drain()
        if allowed and not allowed[0]:
            break
    writer.close()


if __name__ == "__main__":
    import time

    with ImapServer() as standin:
        print(f"imap://{USER}@127.0.0.1:{standin.port}  password {PASSWORD}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(60)
