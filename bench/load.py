"""Clients that keep their connection and measure each answer; plain sockets, so that the server is what is measured."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Client:
    """One kept HTTP/1.1 connection to the server under test."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, method: str, path: str, body: bytes = b"", headers: str = "") -> Answer:
        self.send_only(method, path, body, headers)
        return self._answer()

    def send_only(self, method: str, path: str, body: bytes = b"", headers: str = "") -> None:
        """Without waiting for the answer; afterwards the connection is of no more use."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        if body:
            head += "Content-Type: application/json\r\n"
        if self.token:
            head += f"Authorization: Token {self.token}\r\n"
        self.stream.sendall(f"{head}{headers}\r\n".encode() + body)

    def _answer(self) -> Answer:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        status = int(lines[0].split()[1])
        if fields.get("transfer-encoding") == "chunked":
            return Answer(status, self._chunks())
        return Answer(status, self._take(int(fields.get("content-length", 0))))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._line(), 16):
            body += self._take(size)
            self._take(2)
        self._take(2)
        return body

    def _line(self) -> bytes:
        while b"\r\n" not in self.rest:
            self._more()
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def _take(self, size: int) -> bytes:
        while len(self.rest) < size:
            self._more()
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def _more(self) -> None:
        got = self.stream.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.rest += got

    def close(self) -> None:
        self.stream.close()


@dataclass
class Run:
    """What a run of several clients took: seconds per answer, and the wall time of all."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall


Job = Callable[[Client], Answer]


def run(jobs: list[Iterator[Job]], client: Callable[[], Client], expect: int = 201) -> Run:
    """One thread and one connection for each iterator of jobs; an unexpected answer ends the benchmark."""
    done, failures = Run(), list[str]()
    ready = threading.Barrier(len(jobs) + 1)

    def work(own: Iterator[Job]) -> None:
        line, taken = client(), list[float]()
        ready.wait()
        for job in own:
            began = time.perf_counter()
            answer = job(line)
            taken.append(time.perf_counter() - began)
            if answer.status != expect:
                failures.append(f"{answer.status}: {answer.body[:500].decode(errors='replace')}")
                break
        done.seconds.extend(taken)
        line.close()

    threads = [threading.Thread(target=work, args=(own,), daemon=True) for own in jobs]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    done.wall = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"the server answered {failures[0]}")
    return done
