const { findings, rules, run } = data;
const kPageSize = 100;
const kBarsShown = 24;
const kPlacesShown = 100;
const kRank = { critical: 3, high: 2, medium: 1, low: 0 };
const kStates = {
  head: "in HEAD",
  open: "on a ref",
  removed: "removed, still in the history",
  now: "there now",
  ignored: "ignored for a time",
};
// ---- What is derived once -------------------------------------------------

findings.forEach((finding, index) => {
  finding.index = index;
  finding.rule = rules[finding.rule_id];
  const story = finding.story;
  finding.state = finding.ignored
    ? "ignored"
    : !story
      ? "now"
      : story.in_head
        ? "head"
        : story.open
          ? "open"
          : "removed";
  finding.days = story ? story.days : -1;
  const commits = story ? [story.first, story.last, story.removed] : [];
  finding.hay = [
    finding.rule_id,
    finding.rule.title,
    finding.rule.provider,
    finding.severity,
    finding.fingerprint,
    finding.answers.number ? `secret ${finding.answers.number}` : "",
    ...finding.places.map((place) => place.name),
    ...commits.flatMap((commit) =>
      commit ? [commit.id, commit.author, commit.email, commit.subject] : [],
    ),
  ]
    .join("\n")
    .toLowerCase();
});

// ---- The list -------------------------------------------------------------

const kColumns = [
  { key: "severity", name: "Severity", of: (f) => kRank[f.severity], down: true },
  { key: "title", name: "What", of: (f) => f.rule.title },
  { key: "place", name: "Where", of: (f) => f.places[0].name },
  { key: "places", name: "Places", of: (f) => f.place_count, down: true },
  { key: "first", name: "Since", of: (f) => (f.story && f.story.first ? f.story.first.date : "") },
  { key: "days", name: "Days exposed", of: (f) => f.days, down: true },
  { key: "state", name: "State", of: (f) => kStates[f.state] },
];
const view = { sort: "severity", down: true, page: 0, shown: findings };

function update() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [severity, kind, state] = ["severity", "kind", "state"].map((id) => $(id).value);
  const column = kColumns.find((each) => each.key === view.sort);
  const sign = view.down ? -1 : 1;
  view.shown = findings.filter(
    (finding) =>
      (!severity || finding.severity === severity) &&
      (!kind || finding.rule_id === kind) &&
      (!state || finding.state === state) &&
      words.every((word) => finding.hay.includes(word)),
  );
  view.shown.sort((a, b) => sign * compare(column.of(a), column.of(b)) || a.index - b.index);
  view.page = 0;
  show_list();
  show_timeline();
}

function severity_badge(severity) {
  return element("span", { class: `badge ${severity}`, text: severity });
}

function row(finding) {
  const first = finding.story && finding.story.first;
  const place = finding.places[0];
  const name = place.line ? `${place.name}:${place.line}` : place.name;
  const cell = (text, kind = "") => element("td", { class: kind, text });
  return element(
    "tr",
    {},
    element("td", {}, severity_badge(finding.severity)),
    element(
      "td",
      {},
      element("a", { href: `#secret-${finding.index}`, class: "open", text: finding.rule.title }),
    ),
    element("td", {}, element("span", { class: "path", text: name })),
    cell(number(finding.place_count), "number"),
    cell(first ? day(first.date) : "", "date"),
    cell(finding.days < 0 ? "" : number(finding.days), "number"),
    cell(kStates[finding.state]),
  );
}

function show_list() {
  const pages = Math.max(1, Math.ceil(view.shown.length / kPageSize));
  const begin = view.page * kPageSize;
  $("rows").replaceChildren(...view.shown.slice(begin, begin + kPageSize).map(row));
  $("count").textContent =
    view.shown.length === findings.length
      ? `${plural(findings.length, "finding")}.`
      : `${number(view.shown.length)} of ${plural(findings.length, "finding")} match.`;
  $("page").textContent = `Page ${number(view.page + 1)} of ${number(pages)}`;
  $("previous").disabled = view.page === 0;
  $("next").disabled = view.page + 1 >= pages;
  for (const [i, head] of [...$("columns").children].entries()) {
    const sorted = kColumns[i].key === view.sort;
    head.setAttribute("aria-sort", !sorted ? "none" : view.down ? "descending" : "ascending");
  }
}

function turn(pages) {
  view.page += pages;
  show_list();
  $("results").scrollIntoView();
}

// ---- Summary --------------------------------------------------------------

function card(count, text, kind, severity) {
  const inside = [element("b", { text: number(count) }), text];
  if (!severity) return element("div", { class: `card ${kind}` }, ...inside);
  return element(
    "button",
    {
      class: `card ${kind}`,
      type: "button",
      "aria-pressed": "false",
      "data-severity": severity,
      on: () => {
        $("severity").value = $("severity").value === severity ? "" : severity;
        $("severity").dispatchEvent(new Event("change", { bubbles: true }));
      },
    },
    ...inside,
  );
}

function mark_cards() {
  for (const each of document.querySelectorAll("[data-severity]")) {
    each.setAttribute("aria-pressed", String(each.dataset.severity === $("severity").value));
  }
}

function show_summary() {
  const count = (wanted) => findings.filter(wanted).length;
  $("subtitle").textContent = [
    `stanch ${run.target}`,
    run.branch && `branch ${run.branch}`,
    run.revision && run.revision.slice(0, 12),
    run.began && `${run.began.replace("T", " ").replace("Z", "")} UTC`,
    `${plural(run.blobs, run.unit)} read`,
  ]
    .filter(Boolean)
    .join(" · ");
  $("cards").append(card(findings.length, findings.length === 1 ? "secret" : "secrets", ""));
  for (const severity of Object.keys(kRank)) {
    $("cards").append(
      card(
        count((f) => f.severity === severity),
        severity,
        severity,
        severity,
      ),
    );
  }
  $("cards").append(
    card(
      count((f) => f.state !== "removed" && f.state !== "ignored"),
      "still there",
      "",
    ),
  );
  if (run.complete) return;
  $("incomplete").hidden = false;
  $("incomplete").append(
    element("strong", {
      text: run.interrupted
        ? "Incomplete: stopped before the end."
        : "Incomplete: not everything could be read.",
    }),
    element(
      "ul",
      {},
      ...run.unread.map((item) => element("li", { text: `${item.path}: ${item.reason}` })),
    ),
  );
}

function show_kinds() {
  const kinds = new Map();
  for (const finding of findings) kinds.set(finding.rule_id, (kinds.get(finding.rule_id) || 0) + 1);
  const sorted = [...kinds].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  const most = sorted.length ? sorted[0][1] : 1;
  $("kinds").replaceChildren(
    ...sorted.slice(0, 10).map(([id, count]) =>
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            on: () => {
              $("kind").value = $("kind").value === id ? "" : id;
              update();
            },
          },
          element("span", { text: rules[id].title }),
          element("span", { text: number(count) }),
          element("meter", {
            min: "0",
            max: String(most),
            value: String(count),
            "aria-hidden": "true",
          }),
        ),
      ),
    ),
  );
  const option = (value, text) => element("option", { value, text });
  $("kind").replaceChildren(
    option("", "all"),
    ...sorted.map(([id]) => option(id, rules[id].title)),
  );
  $("severity").replaceChildren(
    option("", "all"),
    ...Object.keys(kRank).map((each) => option(each, each)),
  );
  $("state").replaceChildren(
    option("", "all"),
    ...Object.entries(kStates).map(([key, text]) => option(key, text)),
  );
}

// ---- Timeline -------------------------------------------------------------

const end_of = (finding) =>
  finding.state === "removed" && finding.story.removed
    ? Date.parse(finding.story.removed.date)
    : Date.parse(finding.story.first.date) + finding.days * 86400000;

function show_timeline() {
  const told = view.shown.filter((f) => f.story && f.story.first && !Number.isNaN(end_of(f)));
  const longest = told
    .toSorted((a, b) => b.days - a.days || a.index - b.index)
    .slice(0, kBarsShown);
  longest.sort((a, b) => compare(a.story.first.date, b.story.first.date));
  if (longest.length === 0) {
    $("timeline").replaceChildren(
      element("p", {
        class: "faint",
        text: "Only a scan of a history knows since when a secret was exposed: stanch git -f html -o report.html",
      }),
    );
    return;
  }
  const begin = Math.min(...longest.map((f) => Date.parse(f.story.first.date)));
  const end = Math.max(begin + 86400000, ...longest.map(end_of));
  // On a phone no wider than what it is drawn in, so that its words stay legible.
  const width = Math.min(640, $("timeline").clientWidth || 640),
    left = 4,
    height = 7,
    gap = 3;
  const x = (time) => left + ((time - begin) / (end - begin)) * (width - 2 * left);
  const bottom = longest.length * (height + gap) + 4;
  const chart = svg("svg", { viewBox: `0 0 ${width} ${bottom + 16}`, role: "img" });
  chart.append(
    svg(
      "title",
      {},
      `${plural(told.length, "secret")} with a history; the ${longest.length} longest exposed, from ${day(new Date(begin).toISOString())} to ${day(new Date(end).toISOString())}`,
    ),
  );
  const days = (end - begin) / 86400000;
  const ticks = days < 8 ? 1 : width < 400 ? 2 : 4;
  for (let i = 0; i <= ticks; ++i) {
    const at = begin + ((end - begin) * i) / ticks;
    chart.append(svg("line", { x1: x(at), x2: x(at), y1: 0, y2: bottom }));
    chart.append(
      svg(
        "text",
        { x: x(at), y: bottom + 13, "text-anchor": i === 0 ? "start" : i === ticks ? "end" : "middle" },
        new Date(at).toISOString().slice(0, days < 150 ? 10 : 7),
      ),
    );
  }
  longest.forEach((finding, i) => {
    const from = x(Date.parse(finding.story.first.date));
    const bar = svg("rect", {
      x: from,
      y: i * (height + gap) + 2,
      height,
      rx: 2,
      width: Math.max(3, x(end_of(finding)) - from),
      class: finding.severity,
    });
    bar.append(
      svg(
        "title",
        {},
        `${finding.rule.title}, ${finding.places[0].name}: ${plural(finding.days, "day")}`,
      ),
    );
    bar.addEventListener("click", () => {
      location.hash = `secret-${finding.index}`;
    });
    chart.append(bar);
  });
  const note =
    told.length > longest.length ? `The ${longest.length} longest of ${number(told.length)}. ` : "";
  $("timeline").replaceChildren(
    chart,
    element("p", {
      class: "faint",
      text: `${note}A bar goes from the first commit to the one that removed it, or to the scan.`,
    }),
  );
}
