#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Forwards TCP connections to a port of loopback, roughly.

Prints "listening PORT". With --cut N the answers of the first --times
connections that are longer than N bytes end there, with --stall N they come no
further and never end; with --corrupt N the byte at that place is another one.
"""
import argparse
import socket
import threading

options = None
left = 0
lock = threading.Lock()


def may_harm():
    global left
    with lock:
        left -= 1
        return left >= 0


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def answer(source, sink):
    sent = 0
    try:
        while data := source.recv(65536):
            if options.cut and sent + len(data) > options.cut and may_harm():
                sink.sendall(data[: max(0, options.cut - sent)])
                break
            if options.stall and sent + len(data) > options.stall and may_harm():
                sink.sendall(data[: max(0, options.stall - sent)])
                return
            at = (options.corrupt or -1) - sent
            if options.corrupt and 0 <= at < len(data) and may_harm():
                data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            sink.sendall(data)
            sent += len(data)
    except OSError:
        pass
    for end in (sink, source):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main():
    global options, left
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--cut", type=int)
    parser.add_argument("--stall", type=int)
    parser.add_argument("--corrupt", type=int)
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    left = options.times
    server = socket.create_server(("127.0.0.1", 0), backlog=32)
    print("listening", server.getsockname()[1], flush=True)
    while True:
        client, _ = server.accept()
        target = socket.create_connection(("127.0.0.1", options.port))
        for work in ((pump, client, target), (answer, target, client)):
            threading.Thread(
                target=work[0], args=work[1:], daemon=True
            ).start()


if __name__ == "__main__":
    main()
