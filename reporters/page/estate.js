const kPageSize = 100;
const kBarsShown = { by_owner: 8, by_kind: 12 };
const kRotationShown = 500;
const kImpactRank = { high: 2, medium: 1, low: 0 };
const kTone = { high: "critical", medium: "medium", low: "low" };
const kUnits = [
  [86400, "d"],
  [3600, "h"],
  [60, "min"],
];

// "3 d", "30 h": the largest unit of which there are two or more.
function span(seconds) {
  const [size, unit] = kUnits.find(([each]) => seconds >= 2 * each) || kUnits[2];
  return `${number(Math.round(seconds / size))} ${unit}`;
}

// What moves the cursor or turns the direction of reading is shown, not done.
const shown_text = (text) =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const now = Date.parse(data.at) / 1000;
const name_of = (name) => shown_text(name) || "nobody";

data.overdue.forEach((secret) => {
  secret.late = now - Date.parse(secret.due) / 1000;
  secret.where = secret.path ? `${secret.repository}:${secret.path}` : secret.repository;
  secret.where = shown_text(secret.where);
  if (secret.line) secret.where += `:${secret.line}`;
  const all = secret.places + secret.gone;
  if (all > 1) secret.where += ` and ${number(all - 1)} more`;
  secret.hay = [
    `${secret.id}`,
    secret.kind,
    secret.provider,
    secret.state,
    name_of(secret.owner),
    secret.where,
    secret.fingerprint,
  ]
    .join("\n")
    .toLowerCase();
});

// ---- Figures --------------------------------------------------------------

function card(figure, text, tone = "") {
  return element("div", { class: `card ${tone}` }, element("b", { text: figure }), text);
}

function show_cards() {
  const mean = data.mean_seconds_to_dead;
  $("subtitle").textContent =
    `${shown_text(data.inventory)} · ${data.at.replace("T", " ").replace("Z", "")} UTC`;
  $("cards").append(
    card(number(data.total), data.total === 1 ? "secret" : "secrets"),
    card(number(data.open), "open"),
    card(number(data.overdue_count), "overdue", data.overdue_count ? "critical" : "low"),
    card(number(data.rotation.length), "to be rotated", data.rotation.length ? "high" : "low"),
    card(
      mean === null ? "–" : span(mean),
      mean === null
        ? "mean time to dead: none is proven dead yet"
        : `mean time to dead, of ${number(data.dead)}`,
    ),
  );
}

// A bar of all, and in it one of the open ones.
function bar(count, most) {
  const wide = (value) => (most === 0 ? 0 : (100 * value) / most);
  const chart = svg("svg", {
    viewBox: "0 0 100 4",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  chart.append(
    svg("rect", { class: "all", width: wide(count.total), height: 4 }),
    svg("rect", { class: "open", width: wide(count.open), height: 4 }),
  );
  return chart;
}

// `filter`: the field of the filters below that a name of this list is put into.
function show_counts(id, counts, filter) {
  const most = Math.max(...counts.map((count) => count.total), 0);
  const shown = counts.slice(0, kBarsShown[id]);
  const is_mixed = counts.some((count) => count.open > 0 && count.open < count.total);
  $(id).append(
    ...shown.map((count) => {
      const figures = is_mixed
        ? `${number(count.open)} open of ${number(count.total)}`
        : number(count.total);
      const inside = [
        element("span", { text: name_of(count.name) }),
        element("span", { class: "faint", text: figures }),
        bar(count, most),
      ];
      if (!filter) return element("li", {}, element("div", { class: "bar" }, ...inside));
      const pick = () => {
        $(filter).value = $(filter).value === `=${count.name}` ? "" : `=${count.name}`;
        update();
        $("results").scrollIntoView();
      };
      return element("li", {}, element("button", { type: "button", on: pick }, ...inside));
    }),
  );
  if (counts.length === 0) $(id).append(element("li", { class: "faint", text: "none" }));
  const left = counts.length - shown.length;
  if (left > 0) $(id).append(element("li", { class: "faint", text: `and ${number(left)} more` }));
}

// ---- What is overdue ------------------------------------------------------

const kColumns = [
  { key: "id", name: "Secret", of: (s) => s.id },
  { key: "impact", name: "Impact", of: (s) => kImpactRank[s.impact], down: true },
  { key: "late", name: "Overdue by", of: (s) => s.late, down: true },
  { key: "state", name: "State", of: (s) => s.state },
  { key: "kind", name: "Kind", of: (s) => s.kind },
  { key: "owner", name: "Owner", of: (s) => name_of(s.owner) },
  { key: "where", name: "Where", of: (s) => s.where },
];
const view = { sort: "impact", down: true, page: 0, shown: data.overdue };

function row(secret) {
  const cell = (text, kind = "") => element("td", { class: kind, text });
  return element(
    "tr",
    {},
    cell(`${secret.id}`, "number"),
    element(
      "td",
      {},
      element("span", { class: `badge ${kTone[secret.impact]}`, text: secret.impact }),
    ),
    cell(span(secret.late), "number"),
    cell(secret.state),
    cell(name_of(secret.kind)),
    cell(name_of(secret.owner)),
    element("td", {}, element("span", { class: "path", text: secret.where })),
  );
}

function show_list() {
  const pages = Math.max(1, Math.ceil(view.shown.length / kPageSize));
  const begin = view.page * kPageSize;
  $("rows").replaceChildren(...view.shown.slice(begin, begin + kPageSize).map(row));
  const all = data.overdue.length;
  const cut =
    data.overdue_count > all
      ? ` These are the ${number(all)} worst of ${number(data.overdue_count)}; "stanch inventory list --overdue" has all.`
      : "";
  $("count").textContent =
    all === 0
      ? "Nothing is overdue."
      : view.shown.length === all
        ? `${plural(all, "secret")}.${cut}`
        : `${number(view.shown.length)} of ${plural(all, "secret")} match.${cut}`;
  $("page").textContent = `Page ${number(view.page + 1)} of ${number(pages)}`;
  $("previous").disabled = view.page === 0;
  $("next").disabled = view.page + 1 >= pages;
  for (const [i, head] of [...$("columns").children].entries()) {
    const sorted = kColumns[i].key === view.sort;
    head.setAttribute("aria-sort", !sorted ? "none" : view.down ? "descending" : "ascending");
  }
}

function update() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const column = kColumns.find((each) => each.key === view.sort);
  const sign = view.down ? -1 : 1;
  view.shown = data.overdue.filter(
    (secret) =>
      ["impact", "owner", "kind"].every(
        (key) => !$(key).value || $(key).value === `=${secret[key]}`,
      ) && words.every((word) => secret.hay.includes(word)),
  );
  view.shown.sort(
    (a, b) => sign * compare(column.of(a), column.of(b)) || b.late - a.late || a.id - b.id,
  );
  view.page = 0;
  show_list();
}

function turn(pages) {
  view.page += pages;
  show_list();
  $("results").scrollIntoView();
}

// "=NAME", as "" is every one, and nobody's owner is "".
function show_choices(id, counts) {
  $(id).replaceChildren(
    element("option", { value: "", text: "all" }),
    ...counts.map((count) =>
      element("option", { value: `=${count.name}`, text: name_of(count.name) }),
    ),
  );
}

function show_rotation() {
  const shown = data.rotation.slice(0, kRotationShown);
  $("rotation").append(
    ...shown.map((due) => {
      const since = Date.parse(due.since) / 1000;
      return element(
        "tr",
        {},
        element("td", { text: `${due.secret}` }),
        element("td", { text: span(due.every_seconds) }),
        element("td", {
          text: `${day(due.since)}, ${due.known ? "rotated then" : "there since at least then"}`,
        }),
        element("td", { text: span(now - since - due.every_seconds) }),
      );
    }),
  );
  const left = data.rotation.length - shown.length;
  const note =
    data.rotation.length === 0
      ? "No secret with a rotation_ttl is late."
      : left > 0
        ? `and ${number(left)} more`
        : "";
  if (note) {
    $("rotation").append(
      element("tr", {}, element("td", { class: "faint", colspan: "4", text: note })),
    );
  }
}

function start() {
  for (const column of kColumns) {
    const sort = () => {
      view.down = view.sort === column.key ? !view.down : Boolean(column.down);
      view.sort = column.key;
      update();
    };
    $("columns").append(
      element(
        "th",
        { scope: "col" },
        element("button", { type: "button", text: column.name, on: sort }),
      ),
    );
  }
  const by_number = (counts) => [...counts].sort((a, b) => b.open - a.open || b.total - a.total);
  const filled = (counts) => counts.filter((count) => count.total > 0);
  const worst_first = filled(data.by_impact).toSorted(
    (a, b) => kImpactRank[b.name] - kImpactRank[a.name],
  );
  const owners = by_number(data.by_owner);
  const kinds = by_number(data.by_kind);
  show_cards();
  show_counts("by_impact", worst_first, "impact");
  show_counts("by_age", data.by_age);
  show_counts("by_state", filled(data.by_state));
  show_counts("by_owner", owners, "owner");
  show_counts("by_kind", kinds, "kind");
  show_choices("impact", worst_first);
  show_choices("owner", owners);
  show_choices("kind", kinds);
  show_rotation();
  $("filters").addEventListener("input", update);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(update));
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) return;
    event.preventDefault();
    $("search").focus();
  });
  update();
}
start();
