#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A small HTTP server that misbehaves on request, for the tests of net/.

Prints "listening PORT" when it is ready. Each path is a behaviour; see the
functions named do_*. GET /log answers with the requests so far, one a line:
METHOD PATH and the headers that tests ask about. A CONNECT is answered as
--connect says, with --folder the answers are files, and a whole URL in the request line (a proxy's) as /echo is.
"""
import argparse
import base64
import gzip
import json
import os
import socket
import socketserver
import ssl
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlsplit

log = []
counts = {}
options = None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # the head and the body of an answer in one packet

    def log_message(self, *_):
        pass

    def address_string(self):
        return "client"

    def answer(self, status, body=b"", headers=(), length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header(
            "Content-Length", str(len(body) if length is None else length)
        )
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        url = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(url.query).items()}
        words = [w for w in url.path.split("/") if w]
        if url.path != "/log":
            log.append(
                {
                    "method": self.command,
                    "path": self.path,
                    "headers": {k.lower(): v for k, v in self.headers.items()},
                    "body": self.body.decode("latin-1"),
                    "client": str(self.client_address),
                }
            )
        name = "do_" + (words[0] if words else "echo").replace("-", "_")
        if url.netloc:
            name = "do_echo"
        if options.folder:
            return self.answer_from_folder(url.path)
        getattr(self, name, self.missing)(words[1:])

    def answer_from_folder(self, path):
        try:
            name = os.path.join(options.folder, quote(path, safe=""))
            with open(name, "rb") as file:
                self.answer(200, file.read())
        except OSError:
            self.answer(404, b"no such thing")

    def missing(self, _):
        self.answer(404, b"no such thing")

    def do_log(self, _):
        self.answer(200, json.dumps(log).encode())

    def do_echo(self, _):
        self.answer(200, json.dumps(log[-1]).encode(), [("X-Echo", "Yes")])

    def do_status(self, words):
        self.answer(int(words[0]), b"status " + words[0].encode())

    def do_say(self, words):
        """say/STATUS: the body and the header that the request itself names."""
        body = base64.b64decode(self.headers.get("X-Say-Body", ""))
        header = self.headers.get("X-Say-Header")
        extra = [tuple(header.split(": ", 1))] if header else []
        self.answer(int(words[0]), body, extra)

    def do_gitlab(self, words):
        """A GitLab that knows every token that it was not told to revoke; "lie"
        in its address: it says that it did, and did not."""
        token = self.headers.get("PRIVATE-TOKEN", "")
        lies = words[0] == "lie"
        if token in counts and not lies:
            body = {"error": "invalid_token"}
            return self.answer(401, json.dumps(body).encode())
        if self.command == "DELETE":
            counts[token] = 1
            return self.answer(204)
        body = {"id": 1, "name": "ci", "scopes": ["api"], "active": True}
        self.answer(200, json.dumps(body).encode())

    def do_flaky(self, words):
        """flaky/KEY/N/STATUS: the status N times, then 200."""
        key, times, status = words
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= int(times):
            extra = [("Retry-After", self.query["after"])] if self.query else []
            return self.answer(int(status), b"busy", extra)
        self.answer(200, b"at last")

    def do_drop(self, words):
        """drop/KEY/N: closes the connection without a word, N times."""
        counts[words[0]] = counts.get(words[0], 0) + 1
        if counts[words[0]] <= int(words[1]):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        self.answer(200, b"at last")

    def do_bytes(self, words):
        """bytes/N: N bytes that are a function of their offset; takes Range."""
        size = int(words[0])
        start = 0
        given = self.headers.get("Range")
        if given:
            start = int(given.removeprefix("bytes=").removesuffix("-"))
        body = b"".join(b"%07d\n" % i for i in range(start // 8, size // 8 + 1))
        body = body[start % 8 :][: size - start]
        place = "bytes %d-%d/%d" % (start, size - 1, size)
        extra = [("Content-Range", place)] if given else []
        self.answer(206 if given else 200, body, extra)

    def do_cut(self, words):
        """cut/PROMISED/SENT: fewer bytes than promised, then the end."""
        self.answer(200, b"x" * int(words[1]), length=int(words[0]))
        self.close_connection = True

    def do_long(self, words):
        """long/PROMISED/SENT: more bytes than promised."""
        self.do_cut(words)

    def do_stall(self, words):
        """stall/SENT: so many bytes of a longer answer, then silence."""
        self.answer(200, b"x" * int(words[0]), length=1 << 30)
        self.wait_for_client()

    def do_silent(self, _):
        """Never answers."""
        self.wait_for_client()

    def do_drip(self, _):
        """A byte every 50 ms: never stalled, never done."""
        self.answer(200, length=1 << 30)
        try:
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def wait_for_client(self):
        self.wfile.flush()
        self.close_connection = True
        try:
            self.connection.recv(1)
        except OSError:
            pass

    def do_endless(self, _):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        try:
            while True:
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True

    def do_bomb(self, words):
        """bomb/MIB: so many MiB of zeros, compressed."""
        body = gzip.compress(bytes(int(words[0]) << 20), 9)
        self.answer(200, body, [("Content-Encoding", "gzip")])

    def do_bad_gzip(self, _):
        self.answer(200, b"not gzip at all", [("Content-Encoding", "gzip")])

    def do_redirect(self, _):
        status = int(self.query.get("status", "302"))
        self.answer(status, b"over there", [("Location", self.query["to"])])

    def do_loop(self, words):
        where = "/loop/%d" % (int(words[0]) + 1)
        self.answer(302, b"", [("Location", where)])

    def do_garbage(self, _):
        self.wfile.write(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
        self.close_connection = True

    def do_many_headers(self, _):
        self.send_response(200)
        for i in range(90):
            self.send_header("X-%d" % i, "y" * 4000)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_close_after(self, _):
        """A proper answer on a connection that then ends unannounced."""
        self.answer(200, b"bye")
        self.wfile.flush()
        self.close_connection = True

    def do_CONNECT(self):
        log.append({"method": "CONNECT", "path": self.path, "headers": {}})
        self.answer(options.connect, b"the proxy says no")
        self.close_connection = True

    def __getattr__(self, name):
        # BaseHTTPRequestHandler looks for do_<METHOD>.
        if name.startswith("do_") and name[3:].isupper():
            return self.handle_any
        raise AttributeError(name)


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


class UnixServer(Server):
    address_family = socket.AF_UNIX

    def server_bind(self):
        self.socket.bind(self.server_address)

    def get_request(self):
        request, _ = self.socket.accept()
        return request, ("unix", 0)


def main():
    global options
    parser = argparse.ArgumentParser()
    parser.add_argument("--unix")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--client-ca")
    parser.add_argument("--folder")
    parser.add_argument("--connect", type=int, default=403)
    options = parser.parse_args()
    if options.unix:
        server = UnixServer(options.unix, Handler)
        port = 0
    else:
        server = Server(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        if options.client_ca:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(options.client_ca)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print("listening", port, flush=True)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
