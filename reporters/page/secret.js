// ---- One secret -----------------------------------------------------------

function commit_text(commit) {
  return `${day(commit.date)}, ${commit.id.slice(0, 12)} by ${commit.author} <${commit.email}>: ${commit.subject}`;
}

function facts_of(finding) {
  const story = finding.story;
  const facts = [
    ["Rule", finding.rule_id],
    ["Issued by", finding.rule.provider],
    ["Opens", finding.rule.grants],
    ["Confidence", finding.confidence],
    ["Fingerprint", finding.fingerprint],
    ["Inventory", finding.answers.number ? `secret ${finding.answers.number}` : ""],
    ["Encoded as", finding.decoded.join(", then ")],
  ];
  if (story) {
    if (story.first) facts.push(["Since", commit_text(story.first)]);
    if (story.last) facts.push(["Last in", commit_text(story.last)]);
    if (story.removed) facts.push(["Removed by", commit_text(story.removed)]);
    facts.push([
      "Exposed",
      `${plural(story.days, "day")}, in ${plural(story.versions, "version")}`,
    ]);
    const more =
      story.ref_count > story.refs.length
        ? ` and ${number(story.ref_count - story.refs.length)} more`
        : "";
    if (story.refs.length) facts.push(["On", story.refs.join(", ") + more]);
  }
  const { ignored } = finding;
  facts.push([
    "State",
    ignored
      ? `ignored by ${ignored.owner} until ${ignored.until}: ${ignored.reason}`
      : kStates[finding.state],
  ]);
  return element(
    "dl",
    { class: "facts" },
    ...facts
      .filter(([, text]) => text)
      .flatMap(([name, text]) => [element("dt", { text: name }), element("dd", { text })]),
  );
}

// Who is asked, and from when on logs are read.
function first_of(finding) {
  return finding.story && finding.story.first;
}

// The five questions. An answer that the scan does not have says how to get it.
function questions_of(finding) {
  const { answers } = finding;
  const first = first_of(finding);
  const asked = first
    ? `${first.author}, who committed it on ${day(first.date)}`
    : "who last changed the file";
  const where = run.web || "the repository or folder";
  const provider = finding.rule.provider || "the issuer";
  const since = first ? day(first.date) : "the day it was first there";
  return [
    [
      "Where is it stored?",
      answers.stored,
      `Found in ${plural(finding.place_count, "place")} here. Ask ${asked} from which secrets manager or machine the value came; a value that you suspect there, piped into "stanch stdin -f json", must give this fingerprint.`,
      "stored=MANAGER:PATH",
    ],
    [
      "Who can read it?",
      answers.readers,
      `At least everybody who can read ${where}${finding.story && finding.story.ref_count ? `, by ${plural(finding.story.ref_count, "ref")}` : ""}, and every copy of it. List its members, forks and CI systems; then who may read the place where it is stored.`,
      "readers=WHO",
    ],
    [
      "How long is it valid?",
      answers.validity,
      `Look at ${provider} for an expiry or a lease of this credential. Without one it is valid until it is revoked.`,
      "valid=UNTIL",
    ],
    [
      "What breaks if it is rotated tomorrow?",
      answers.impact,
      `It opens ${finding.rule.grants || "what its owner may do"}. Search for the names and files under Places, and ask ${provider} which addresses used it last: those are its consumers.`,
      "plan=STEPS consumers=WHO",
    ],
    [
      "Which log shows its use?",
      answers.log,
      `The audit log of ${provider}, from ${since} on: look for addresses and times that are none of yours.`,
      "audit_log=WHERE",
    ],
  ];
}

function runbook_of(finding) {
  const first = first_of(finding);
  const steps = [
    "Find its owner and its consumers by the questions above; until then take it for known to everybody.",
    "Issue a new credential with no more rights than its consumers need, and put it into the secrets manager, not into a file.",
    "Let the consumers take the new one, and see each of them work.",
    finding.rule.next || "Revoke the old credential where it was issued.",
    "Try the old one: it must be refused, twice, some minutes apart.",
    first
      ? `Read the log for its use since ${day(first.date)}, not only since today.`
      : "Read the log for its use since it was first there.",
    finding.state === "removed"
      ? "The line is gone from the tip; the history has it still. Rewriting it is worth it only after the secret is dead."
      : "Take the line out. Rewriting the history is worth it only after the secret is dead.",
    "Scan again; what must stay, because it is dead, goes into the baseline with a reason.",
  ];
  return element("ol", { class: "runbook" }, ...steps.map((text) => element("li", { text })));
}

function places_of(finding) {
  const item = (place) => {
    const text = place.line ? `${place.name}:${place.line}:${place.column}` : place.name;
    const inside =
      place.link && place.link.startsWith("https://")
        ? element("a", { href: place.link, rel: "noreferrer noopener", text })
        : text;
    return element(
      "li",
      { class: "path" },
      inside,
      place.commit ? ` in ${place.commit.slice(0, 12)}` : "",
    );
  };
  const list = element(
    "ul",
    { class: "places" },
    ...finding.places.slice(0, kPlacesShown).map(item),
  );
  const left = finding.place_count - Math.min(kPlacesShown, finding.places.length);
  return element(
    "div",
    {},
    list,
    left > 0
      ? element("p", {
          class: "faint",
          text: `and ${plural(left, "more place")}; the json report has all.`,
        })
      : null,
  );
}

function panel(name, ...inside) {
  return element("section", { class: "panel" }, element("h2", { text: name }), ...inside);
}

function show_secret(finding) {
  const place = finding.places[0];
  const line =
    finding.secret === ""
      ? null
      : element(
          "pre",
          { tabindex: "0", "aria-label": "The line, the secret hidden" },
          element("span", { class: "faint", text: `${place.line}  ` }),
          finding.before,
          element("mark", { text: finding.secret }),
          finding.after,
        );
  const id = finding.answers.number;
  const questions = questions_of(finding).map(([question, answer, how, tag]) =>
    element(
      "li",
      { class: answer ? "answered" : "open-question" },
      element("h3", { text: question }),
      element("p", { text: answer || "Unanswered." }),
      answer ? null : element("p", { class: "faint", text: how }),
      answer || !id
        ? null
        : element(
            "p",
            { class: "faint" },
            "Note it: ",
            element("code", { text: `stanch inventory tag ${id} ${tag}` }),
          ),
    ),
  );
  const heading = element(
    "h2",
    { tabindex: "-1" },
    severity_badge(finding.severity),
    ` ${finding.rule.title}`,
  );
  $("secret").replaceChildren(
    element("p", {}, element("a", { href: "#results", text: "Back to all findings" })),
    heading,
    panel("What was found", line, facts_of(finding)),
    panel("Five questions", element("ul", { class: "questions" }, ...questions)),
    panel("What to do", runbook_of(finding)),
    panel(`Places (${number(finding.place_count)})`, places_of(finding)),
  );
  heading.focus();
}

// ---- What the reader does -------------------------------------------------

let opened = null;

function go() {
  const match = /^#secret-(\d+)$/.exec(location.hash);
  const finding = match && findings[Number(match[1])];
  $("overview").hidden = Boolean(finding);
  $("secret").hidden = !finding;
  document.title = finding ? `${finding.rule.title} - stanch` : "Leaked secrets - stanch";
  if (finding) {
    opened = finding.index;
    window.scrollTo(0, 0);
    show_secret(finding);
  } else if (opened !== null) {
    const link = document.querySelector(`a.open[href="#secret-${opened}"]`);
    opened = null;
    if (link) link.focus();
  }
}

function on_key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, select");
  if (event.key === "Escape" && !$("secret").hidden) {
    location.hash = "results";
  } else if (event.key === "/" && !typing && $("secret").hidden) {
    event.preventDefault();
    $("search").focus();
  } else if (
    (event.key === "ArrowDown" || event.key === "ArrowUp") &&
    !event.target.matches("select") &&
    $("secret").hidden
  ) {
    const links = [...document.querySelectorAll("a.open")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next || (at < 0 && !typing)) return;
    event.preventDefault();
    next.focus();
  }
}

function start() {
  for (const column of kColumns) {
    $("columns").append(
      element(
        "th",
        { scope: "col" },
        element("button", {
          type: "button",
          text: column.name,
          on: () => {
            view.down = view.sort === column.key ? !view.down : Boolean(column.down);
            view.sort = column.key;
            update();
          },
        }),
      ),
    );
  }
  show_summary();
  show_kinds();
  $("filters").addEventListener("input", () => {
    update();
    mark_cards();
  });
  $("severity").addEventListener("change", () => {
    update();
    mark_cards();
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () =>
    setTimeout(() => {
      update();
      mark_cards();
    }),
  );
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  document.addEventListener("keydown", on_key);
  window.addEventListener("hashchange", go);
  update();
  go();
}
start();
