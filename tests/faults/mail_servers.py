"""SMTP and HTTP servers on plain sockets that do what no decent library lets one do."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

MOST_SECONDS = 30.0


class Hangup(Exception):
    """The server goes away at this point."""


@dataclass
class Line:
    """One client's connection, read by lines."""

    socket: Any
    buffer: bytes = b""

    def read_line(self) -> bytes:
        while b"\n" not in self.buffer:
            part = self.socket.recv(65536)
            if not part:
                raise Hangup
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def say(self, words: bytes) -> None:
        self.socket.sendall(words)


@dataclass
class BadSmtp:
    """Answers by rule; `answers` replaces the answer to a word (GREETING, EHLO, MAIL, RCPT, DATA, TEXT, AUTH ...).

    An answer is bytes, or a function that is given the connection and may do anything, also raise Hangup.
    """

    port: int = 0
    answers: dict[str, bytes | Callable[[Line], None]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)  # Message-IDs of the texts it got whole
    texts: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    extensions: bytes = b""
    context: ssl.SSLContext | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, line: Line) -> None:
        self._answer(line, "GREETING", b"220 test\r\n")
        while True:
            said = line.read_line()
            word = said[:4].decode("latin-1").upper().strip()
            self.heard.append(word)
            if word == "DATA":
                self._answer(line, "DATA", b"354 go\r\n")
                if b"354" in self._plain("DATA", b"354"):
                    self._text(line)
            elif word == "EHLO":
                self._answer(line, "EHLO", b"250-test\r\n" + self.extensions + b"250 HELP\r\n")
            elif word == "STAR":
                self._answer(line, "STAR", b"220 go\r\n")
                if self.context:
                    line.socket = self.context.wrap_socket(line.socket, server_side=True)
            elif word == "QUIT":
                self._answer(line, "QUIT", b"221 bye\r\n")
                return
            else:
                self._answer(line, word, b"250 ok\r\n")

    def _plain(self, word: str, usual: bytes) -> bytes:
        answer = self.answers.get(word, usual)
        return answer if isinstance(answer, bytes) else usual

    def _text(self, line: Line) -> None:
        lines: list[bytes] = []
        while (said := line.read_line()) != b".":
            lines.append(said[1:] if said.startswith(b"..") else said)
            if len(lines) == 1 and "HALF" in self.answers:
                raise Hangup
        text = b"\r\n".join(lines)
        self.texts.append(text)
        self.taken.append(str(message_from_bytes(text, policy=policy.default)["Message-ID"]))
        self._answer(line, "TEXT", b"250 kept\r\n")

    def _answer(self, line: Line, word: str, usual: bytes) -> None:
        answer = self.answers.get(word, usual)
        if callable(answer):
            answer(line)
        else:
            line.say(answer)

    def slowly(self, words: bytes, pause: float) -> Callable[[Line], None]:
        """Lets a byte out now and then."""

        def dribble(line: Line) -> None:
            for byte in words:
                line.say(bytes([byte]))
                if self.over.wait(pause):
                    raise Hangup

        return dribble

    def silence(self, _line: Line) -> None:
        self.over.wait(MOST_SECONDS)
        raise Hangup


def hang_up(_line: Line) -> None:
    raise Hangup


@dataclass
class BadGateway:
    """Reads one HTTP request whole, notes its id, address and content, and says `answer`, or does it."""

    port: int = 0
    answer: bytes | Callable[[Line], None] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    ids: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    slowly = BadSmtp.slowly
    silence = BadSmtp.silence

    def serve(self, line: Line) -> None:
        length = 0
        self.addresses.append(line.read_line().split()[1].decode())
        while head := line.read_line():
            if head.lower().startswith(b"content-length:"):
                length = int(head.split(b":")[1])
        while len(line.buffer) < length:
            line.buffer += line.socket.recv(65536)
        self.contents.append(line.buffer)
        if b'"id": "' in line.buffer:
            self.ids.append(line.buffer.split(b'"id": "')[1].split(b'"')[0].decode())
        if callable(self.answer):
            self.answer(line)
        else:
            line.say(self.answer)


@contextmanager
def listening(server: BadSmtp | BadGateway) -> Iterator[None]:
    """Serves every client in a thread until the block ends, each for a bounded time."""
    with socket.create_server(("127.0.0.1", server.port)) as listener:
        server.port = listener.getsockname()[1]
        threading.Thread(target=_accept, args=[listener, server], daemon=True).start()
        try:
            yield
        finally:
            server.over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server: BadSmtp | BadGateway) -> None:
    with suppress(OSError):
        while True:
            client, _address = listener.accept()
            client.settimeout(MOST_SECONDS)
            threading.Thread(target=_serve, args=[client, server], daemon=True).start()


def _serve(client: socket.socket, server: BadSmtp | BadGateway) -> None:
    line = Line(client)
    with suppress(Hangup, OSError):
        server.serve(line)
    with suppress(OSError):
        line.socket.close()
