"""A scanner for tests that speaks clamd's protocol on a socket and knows one virus, which is none."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The text every scanner calls a virus, put together here so that no scanner calls this file one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0", command
        got = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            got += self.rfile.read(size)
            if len(got) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(len(got))  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in got else b"stream: OK\0")


class Clamd(socketserver.ThreadingUnixStreamServer):
    """`seen` are the sizes it was shown; above `most` bytes it refuses to look, as StreamMaxLength does."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Talk)
        self.seen: list[int] = []
        self.most = 25_000_000


@contextmanager
def running(path: Path) -> Iterator[Clamd]:
    with Clamd(path) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent(answer: bytes) -> Iterator[str]:
    """HOST:PORT of something that takes one file and answers with these bytes, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer_once() -> None:
            line, _address = door.accept()
            with line:
                while not line.recv(65_536).endswith(b"\0\0\0\0"):
                    pass
                line.sendall(answer)

        thread = threading.Thread(target=answer_once, daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join(5)
