// SPDX-License-Identifier: Apache-2.0
//
// Looks at an html report in headless Chromium, as its reader would: filters,
// sorts, pages, opens a secret and comes back by keyboard alone, in light and
// dark and on a phone; no console message, no request, no control without a
// name, no element that data made. Prints what it checked and how long things
// took, writes screenshots, ends with 1 when something is wrong.
//
//   apt-get install chromium-headless-shell nodejs
//   node --experimental-websocket bench/browser/check.mjs REPORT.html SHOTS
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
const file = resolve(process.argv[2]);
const out = process.argv[3];
mkdirSync(out, { recursive: true });
const dir = mkdtempSync(`${tmpdir()}/stanch-chrome-`);
const chrome = spawn(
  "chromium-headless-shell",
  [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-port=0",
    `--user-data-dir=${dir}`,
    "--window-size=1280,900",
    "about:blank",
  ],
  { stdio: ["ignore", "ignore", "pipe"] },
);
const url = await new Promise((done, refuse) => {
  let text = "";
  chrome.stderr.on("data", (d) => {
    text += d;
    const m = /DevTools listening on (ws:\S+)/.exec(text);
    if (m) done(m[1]);
  });
  chrome.on("exit", () => refuse(new Error(text)));
});
const base = url.replace("ws://", "http://").replace(/\/devtools.*/, "");
const target = (await (await fetch(`${base}/json/list`)).json()).find(
  (t) => t.type === "page",
);
const ws = new WebSocket(target.webSocketDebuggerUrl);
await new Promise((r) => ws.addEventListener("open", r));
let id = 0;
const waiting = new Map();
const events = [];
ws.addEventListener("message", (m) => {
  const d = JSON.parse(m.data);
  if (d.id) {
    waiting.get(d.id)(d);
    waiting.delete(d.id);
  } else events.push(d);
});
const send = (method, params = {}) =>
  new Promise((r) => {
    waiting.set(++id, r);
    ws.send(JSON.stringify({ id, method, params }));
  });
const js = async (expression) => {
  const r = await send("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (r.result.exceptionDetails)
    throw new Error(JSON.stringify(r.result.exceptionDetails));
  return r.result.result.value;
};
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const shot = async (name) => {
  const r = await send("Page.captureScreenshot", { format: "png" });
  writeFileSync(`${out}/${name}.png`, Buffer.from(r.result.data, "base64"));
};
const key = async (k, extra = {}) => {
  await send("Input.dispatchKeyEvent", { type: "keyDown", key: k, ...extra });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key: k, ...extra });
};
for (const d of ["Page", "Runtime", "Network", "Log", "Performance"])
  await send(`${d}.enable`);
await send("Emulation.setEmulatedMedia", {
  features: [{ name: "prefers-color-scheme", value: "light" }],
});
const t0 = Date.now();
await send("Page.navigate", { url: `file://${file}` });
while (
  !(await js(
    "document.readyState === 'complete' && document.querySelectorAll('#columns th').length > 0",
  ))
)
  await sleep(20);
const problems = [];
const check = (what, ok, more = "") => {
  console.log(ok ? "ok  " : "FAIL", what, more);
  if (!ok) problems.push(what);
};
console.log("usable after", Date.now() - t0, "ms");
await sleep(200);
await shot("light");
const rows = () => js("document.querySelectorAll('#rows tr').length");
const count = () => js("document.getElementById('count').textContent");
console.log(await count());
const all = await js("findings.length");
check("rows paged", (await rows()) === Math.min(100, all));
if (all > 0) {
  await key("/", { text: "/", code: "Slash" });
  check("/ focuses search", (await js("document.activeElement.id")) === "search");
  let t = await js("performance.now()");
  await js(
    "document.getElementById('search').value='settings7 py'; document.getElementById('search').dispatchEvent(new Event('input',{bubbles:true})); 1",
  );
  console.log("search ms", (await js("performance.now()")) - t, await count());
  await js("document.getElementById('clear').click()");
  await sleep(50);
  check("clear", (await js("view.shown.length")) === all);
  t = await js("performance.now()");
  await js("document.querySelectorAll('#columns button')[4].click()");
  console.log("sort ms", (await js("performance.now()")) - t);
  check(
    "aria-sort",
    (await js(
      "document.querySelectorAll('#columns th')[4].getAttribute('aria-sort')",
    )) === "ascending",
  );
  check(
    "sorted",
    await js(
      "view.shown.every((f,i,a)=>i===0||((a[i-1].story&&a[i-1].story.first?a[i-1].story.first.date:'')<=(f.story&&f.story.first?f.story.first.date:'')))",
    ),
  );
  await js("document.querySelectorAll('[data-severity]')[0].click()");
  check(
    "card filters",
    await js("view.shown.every(f=>f.severity==='critical')"),
    await count(),
  );
  check(
    "card pressed",
    (await js(
      "document.querySelector('[data-severity=critical]').getAttribute('aria-pressed')",
    )) === "true",
  );
  await js("document.getElementById('clear').click()");
  await sleep(50);
  if (all > 100) {
    await js("document.getElementById('next').click()");
    check(
      "next page",
      (await js("document.getElementById('page').textContent")).startsWith("Page 2"),
    );
    await js("document.getElementById('previous').click()");
  }
  await js("document.getElementById('search').focus()");
  await key("ArrowDown", { code: "ArrowDown", windowsVirtualKeyCode: 40 });
  check(
    "arrow from search to first row",
    await js("document.activeElement.classList.contains('open')"),
  );
  await key("ArrowDown", { code: "ArrowDown", windowsVirtualKeyCode: 40 });
  check(
    "arrow down",
    await js(
      `document.activeElement === document.querySelectorAll('a.open')[${Math.min(1, all - 1)}]`,
    ),
  );
  await key("Enter", { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" });
  await sleep(150);
  check(
    "enter opens",
    !(await js("document.getElementById('secret').hidden")),
    await js("location.hash + ' ' + document.activeElement.textContent"),
  );
  check(
    "five questions",
    (await js("document.querySelectorAll('.questions li').length")) === 5,
  );
  await shot("secret-light");
  await send("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: "dark" }],
  });
  await sleep(100);
  await shot("secret-dark");
  await key("Escape", { code: "Escape", windowsVirtualKeyCode: 27 });
  await sleep(100);
  check(
    "escape returns, focus on the row",
    await js(
      "document.getElementById('secret').hidden && document.activeElement.classList.contains('open')",
    ),
  );
}
await send("Emulation.setEmulatedMedia", {
  features: [{ name: "prefers-color-scheme", value: "dark" }],
});
await js("window.scrollTo(0,0)");
await sleep(100);
await shot("dark");
await js("document.getElementById('theme').click()");
check("theme button", (await js("document.documentElement.dataset.theme")) === "light");
await js("delete document.documentElement.dataset.theme");
await send("Emulation.setDeviceMetricsOverride", {
  width: 420,
  height: 900,
  deviceScaleFactor: 1,
  mobile: true,
});
await sleep(150);
await shot("phone");
check(
  "no sideways scroll on a phone",
  await js("document.documentElement.scrollWidth <= window.innerWidth"),
  await js("document.documentElement.scrollWidth"),
);
await send("Accessibility.enable");
const tree = (await send("Accessibility.getFullAXTree")).result.nodes;
const unnamed = tree.filter(
  (n) =>
    !n.ignored &&
    ["button", "link", "textbox", "searchbox", "combobox", "image", "table"].includes(
      n.role?.value,
    ) &&
    !n.name?.value,
);
check(
  "every control has a name",
  unnamed.length === 0,
  JSON.stringify(unnamed.map((n) => n.role.value)),
);
check(
  "no image, no injected element",
  (await js("document.querySelectorAll('img,iframe,b:not(.card b)').length")) === 0,
);
const requests = events
  .filter((e) => e.method === "Network.requestWillBeSent")
  .map((e) => e.params.request.url)
  .filter((u) => !u.startsWith("file://" + file));
check("no request", requests.length === 0, requests.join(" "));
const errors = events.filter(
  (e) =>
    e.method === "Runtime.exceptionThrown" ||
    e.method === "Log.entryAdded" ||
    e.method === "Runtime.consoleAPICalled",
);
check(
  "no console message",
  errors.length === 0,
  JSON.stringify(
    errors.map(
      (e) => e.params.entry?.text ?? e.params.exceptionDetails?.text ?? e.params,
    ),
  ),
);
chrome.kill();
rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
process.exit(problems.length ? 1 : 0);
