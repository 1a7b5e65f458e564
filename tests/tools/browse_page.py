# SPDX-License-Identifier: Apache-2.0
"""browse_page.py [--shots FOLDER] PAGE...: does each page work in a browser?

Opens html reports in headless Chromium as their readers would: filters, sorts,
pages, opens a secret and comes back by keyboard alone, in light and dark and on
a phone. There may be no console message, no request, no control without a name,
no element that data made. Says what is wrong and how long things took; ends
with 1 where something is wrong, with 77 where there is no Chromium.
"""

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAMS = ["chromium-headless-shell", "chromium", "google-chrome"]
KEYS = {"/": 191, "ArrowDown": 40, "Enter": 13, "Escape": 27, "Tab": 9}
SECONDS = 20  # that anything may take; a busy machine is slow


class Browser:
    """One tab, spoken to in the DevTools protocol over two pipes."""

    def __init__(self, program, folder):
        read_by_it, self.out = os.pipe()
        self.into, written_by_it = os.pipe()
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$0" "$@" 3<&{read_by_it} 4>&{written_by_it}',
             program, "--headless", "--no-sandbox", "--disable-gpu",
             "--remote-debugging-pipe", f"--user-data-dir={folder}",
             "--window-size=1280,900", "about:blank"],
            pass_fds=(read_by_it, written_by_it),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_by_it)
        os.close(written_by_it)
        self.number, self.rest, self.events, self.session = 0, b"", [], None
        target = self.send("Target.createTarget", url="about:blank")
        self.session = self.send("Target.attachToTarget", flatten=True,
                                 targetId=target["targetId"])["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
            self.send(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            part = os.read(self.into, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.rest += part
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        text = json.dumps(message).encode() + b"\0"
        while text:
            text = text[os.write(self.out, text):]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def run(self, expression):
        answer = self.send("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait_for(self, expression):
        end = time.monotonic() + SECONDS
        while not self.run(expression):
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    def key(self, name, text=""):
        event = {"key": name, "code": name, "windowsVirtualKeyCode": KEYS[name]}
        self.send("Input.dispatchKeyEvent", type="keyDown",
                  **event, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **event)

    def scheme(self, name):
        self.send("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": name}])

    def close(self):
        self.process.kill()
        self.process.wait()


class Visit:
    """What a reader does with one page."""

    def __init__(self, browser, page, shots):
        self.browser, self.page, self.shots = browser, page, shots
        self.wrong = []

    def check(self, what, holds, more=""):
        if not holds:
            self.wrong.append(f"{self.page}: {what} {more}".rstrip())

    def shot(self, name):
        if not self.shots:
            return
        picture = self.browser.send("Page.captureScreenshot", format="png")
        stem = os.path.splitext(os.path.basename(self.page))[0]
        with open(f"{self.shots}/{stem}-{name}.png", "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def timed(self, what, action):
        begin = time.monotonic()
        value = action()
        took = (time.monotonic() - begin) * 1000
        print(f"{os.path.basename(self.page)}: {what}: {took:.0f} ms")
        return value

    def open(self):
        run = self.browser.run
        self.browser.events.clear()
        self.browser.send("Emulation.setDeviceMetricsOverride", width=1280,
                          height=900, deviceScaleFactor=1, mobile=False)
        self.browser.scheme("light")

        def load():
            self.browser.send("Page.navigate", url=f"file://{self.page}")
            return self.browser.wait_for(
                "document.readyState === 'complete' && "
                "document.querySelectorAll('#columns th').length > 0")

        self.check("the page is there", self.timed("usable", load))
        self.shot("light")
        self.check("a policy", run(
            "document.querySelector('meta[http-equiv]').content"
            ".startsWith(\"default-src 'none'\")"))

    def search_and_sort(self):
        run = self.browser.run
        rows = "document.querySelectorAll('#rows tr').length"
        all_rows = run(rows)
        if all_rows == 0:
            return
        self.browser.key("/", "/")
        self.check("/ leads to the search",
                   run("document.activeElement.id") == "search")
        self.timed("search", lambda: run(
            "$('search').value = 'no such thing'; "
            "$('search').dispatchEvent(new Event('input', {bubbles: true}))"))
        self.check("a search that finds nothing", run(rows) == 0)
        run("$('clear').click()")
        self.check("clear shows all again",
                   self.browser.wait_for(f"{rows} === {all_rows}"))
        order = ("[...document.querySelectorAll('#columns th')]"
                 ".map((head) => head.getAttribute('aria-sort'))")
        button = "document.querySelectorAll('#columns button')"
        for column in range(run(f"{button}.length")):
            heads = set()
            for _ in range(2):
                self.timed("sort", lambda: run(f"{button}[{column}].click()"))
                heads.add(run(order)[column])
                self.check("it is sorted", run(
                    f"view.shown.every((each, i, all) => i === 0 || "
                    f"(view.down ? -1 : 1) * compare("
                    f"kColumns[{column}].of(all[i - 1]), "
                    f"kColumns[{column}].of(each)) <= 0)"), column)
            self.check("the head says so",
                       heads == {"ascending", "descending"}, column)
        run(f"{button}[0].click()")
        if run("!$('next').disabled"):
            run("$('next').click()")
            self.check("the next page",
                       run("$('page').textContent.startsWith('Page 2')"))
            run("$('previous').click()")

    def read_a_secret(self):
        run = self.browser.run
        if run("findings.length") == 0:
            return
        run("document.querySelector('[data-severity=critical]').click()")
        self.check("a card filters", run(
            "view.shown.every((each) => each.severity === 'critical')"))
        run("$('clear').click()")
        self.browser.wait_for("view.shown.length === findings.length")
        run("$('search').focus()")
        self.browser.key("ArrowDown")
        self.check("from the search to the first row", run(
            "document.activeElement === document.querySelector('a.open')"))
        self.browser.key("Enter", "\r")
        self.check("Enter opens one",
                   self.browser.wait_for("!$('secret').hidden"))
        self.check("five questions", run(
            "document.querySelectorAll('.questions li').length") == 5)
        self.check("a runbook", run(
            "document.querySelectorAll('.runbook li').length") > 5)
        self.shot("secret-light")
        self.browser.scheme("dark")
        self.shot("secret-dark")
        self.browser.key("Escape")
        self.check("Escape comes back to the row", self.browser.wait_for(
            "$('secret').hidden && "
            "document.activeElement.classList.contains('open')"))

    def read_the_estate(self):
        run = self.browser.run
        if run("data.overdue.length") == 0:
            return
        run("document.querySelector('#by_owner button').click()")
        self.check("an owner's bar filters", run(
            "view.shown.every((each) => `=${each.owner}` === $('owner').value)"
            " && $('owner').value !== ''"))
        run("$('clear').click()")
        self.browser.wait_for("view.shown.length === data.overdue.length")

    def look_around(self):
        run = self.browser.run
        self.browser.scheme("dark")
        run("window.scrollTo(0, 0)")
        self.shot("dark")
        paper = "getComputedStyle(document.documentElement).backgroundColor"
        dark = run(paper)
        run("$('theme').click()")
        self.check("the theme changes", run(paper) != dark)
        run("delete document.documentElement.dataset.theme")
        self.browser.send("Emulation.setDeviceMetricsOverride", width=420,
                          height=900, deviceScaleFactor=1, mobile=True)
        self.shot("phone")
        self.check("no sideways scrolling on a phone", run(
            "document.documentElement.scrollWidth <= window.innerWidth"))
        named = {"button", "link", "textbox", "searchbox", "combobox", "image",
                 "table"}
        tree = self.browser.send("Accessibility.getFullAXTree")["nodes"]
        bare = [node["role"]["value"] for node in tree
                if not node.get("ignored")
                and node.get("role", {}).get("value") in named
                and not node.get("name", {}).get("value")]
        self.check("every control has a name", not bare, bare)
        self.check("data made no element", run(
            "document.scripts.length === 2 && "
            "document.querySelectorAll('img, iframe, object').length === 0"))

    def listen(self):
        requests, messages = [], []
        for event in self.browser.events:
            method, said = event.get("method"), event.get("params", {})
            if method == "Network.requestWillBeSent":
                requests.append(said["request"]["url"])
            if method in ("Runtime.exceptionThrown", "Log.entryAdded",
                          "Runtime.consoleAPICalled"):
                messages.append(json.dumps(said))
        others = [url for url in requests if url != f"file://{self.page}"]
        self.check("it is asked for", len(requests) > len(others))
        self.check("no other request", not others, others)
        self.check("no console message", not messages, messages)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shots")
    parser.add_argument("pages", nargs="+")
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        print("there is no Chromium; install chromium-headless-shell")
        return 77
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    wrong = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        for page in options.pages:
            visit = Visit(browser, os.path.abspath(page), options.shots)
            visit.open()
            visit.search_and_sort()
            if browser.run("Boolean(data.findings)"):
                visit.read_a_secret()
            else:
                visit.read_the_estate()
            visit.look_around()
            visit.listen()
            wrong += visit.wrong
        browser.close()
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
