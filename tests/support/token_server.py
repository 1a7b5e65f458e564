#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A token server for docker-registry (distribution's token authentication).

Makes its own key and certificate in FOLDER (token.pem), then prints
"listening PORT". Whoever has the password may pull everything; nobody in
particular may pull what is below public/. The tokens live for --seconds.
"""
import argparse
import base64
import json
import ssl
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

options = None


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed(claims, folder):
    with open(folder + "/token.pem") as file:
        der = ssl.PEM_cert_to_DER_cert(file.read())
    chain = [base64.b64encode(der).decode()]
    head = {"typ": "JWT", "alg": "RS256", "x5c": chain}
    parts = [base64url(json.dumps(part).encode()) for part in (head, claims)]
    text = b".".join(parts)
    signature = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", folder + "/token.key"],
        input=text,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return (text + b"." + base64url(signature)).decode()


def access_of(scope, is_known):
    kind, name, actions = scope.split(":")
    if is_known or (kind == "repository" and name.startswith("public/")):
        return [{"type": kind, "name": name, "actions": actions.split(",")}]
    return []


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def address_string(self):
        return "client"

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        login = self.headers.get("Authorization")
        plain = "%s:%s" % (options.user, options.password)
        expected = "Basic " + base64.b64encode(plain.encode()).decode()
        if login is not None and login != expected:
            self.send_response(401)
            self.end_headers()
            return
        now = int(time.time())
        access = []
        for scope in query.get("scope", []):
            access += access_of(scope, login is not None)
        claims = {
            "iss": "stanch test",
            "sub": options.user if login else "",
            "aud": query["service"][0],
            "exp": now + options.seconds,
            "nbf": now - 60,
            "iat": now,
            "jti": "1",
            "access": access,
        }
        body = json.dumps({"token": signed(claims, options.folder)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    global options
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--user", default="me")
    parser.add_argument("--password", required=True)
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
        + ["-days", "2", "-subj", "/CN=stanch test tokens"]
        + ["-keyout", options.folder + "/token.key"]
        + ["-out", options.folder + "/token.pem"],
        stderr=subprocess.DEVNULL,
        check=True,
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print("listening", server.server_address[1], flush=True)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
