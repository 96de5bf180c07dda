"""What stands before PostgREST in a Supabase project: it serves `/rest/v1/...` and asks for a key.

`python -m infra.local.rest_gateway PORT UPSTREAM_PORT`. A pass-through, nothing of it is kept.
"""

import sys
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.local.process import HOST

_PREFIX = "/rest/v1"
_PATIENCE = 60.0
_OWN_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "upgrade"}
"""Headers that say how one connection is used, not what is asked or answered."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer in two packets would wait for the first to be acknowledged.
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not (self.path == _PREFIX or self.path.startswith((f"{_PREFIX}/", f"{_PREFIX}?"))):
            self._say(404, [], b'{"message":"no Route matched with those values"}')
        elif "apikey" not in self.headers:
            self._say(401, [], b'{"message":"No API key found in request"}')
        else:
            try:
                self._say(*self._ask(body))
            except (OSError, HTTPException):
                self._say(502, [], b'{"message":"An invalid response was received"}')

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _OWN_HOP}
        path = self.path.removeprefix(_PREFIX)
        target = path if path.startswith("/") else f"/{path}"
        connection = HTTPConnection(HOST, self.server.upstream, timeout=_PATIENCE)  # type: ignore[attr-defined]
        try:
            connection.request(self.command, target, body, headers)
            answer = connection.getresponse()
            kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in _OWN_HOP]
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: PostgREST writes its own log."""


class _Gateway(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, upstream: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.upstream = upstream


def main() -> None:
    _Gateway(int(sys.argv[1]), int(sys.argv[2])).serve_forever()


if __name__ == "__main__":
    main()
