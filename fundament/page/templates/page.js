// What is chosen, and the page as a whole.
const SECTIONS = {
  spend: spendSection,
  unjudged: unjudgedSection,
  scenarios: scenariosSection,
  pause: pauseSection,
  slips: slipsSection,
  issues: issuesSection,
  tolerance: toleranceSection,
  findings: findingsSection,
  reconciliation: reconciliationSection,
};
const ELSEWHERE = 5;
const element = (id) => document.getElementById(id);

function fillSelect(select, options, selected) {
  select.replaceChildren(
    ...options.map(([id, name]) => make("option", { value: id, selected: id === selected }, name)),
  );
}

function scenarios() {
  const listed = rows("scenarios").map((row) => [row.scenario_id, local(row, "scenario_name")]);
  const ofSpend = tables.spend
    .filter((row) => row.publication_id === chosen.publication)
    .map((row) => row.scenario_id);
  const others = [...new Set(ofSpend)].filter((id) => !listed.some(([known]) => known === id));
  return [...listed, ...others.map((id) => [id, id === "none" ? word("no_scenario") : id])];
}

// The last of those whose lines are there, else the last that has a total.
function usualScenario() {
  const withLines = (id) =>
    tables.contracts.some((row) => row.publication_id === chosen.publication && row.scenario_id === id);
  const ids = scenarios().map(([id]) => id);
  return ids.findLast(withLines) ?? ids.at(-1) ?? "";
}

function choose(publicationId, scenarioId) {
  chosen.publication = publicationId;
  const known = scenarios().map(([id]) => id);
  chosen.scenario = known.includes(scenarioId) ? scenarioId : usualScenario();
}

// The choice stands in the address, so that it can be kept and passed on.
function remember() {
  history.replaceState(
    null,
    "",
    `#${new URLSearchParams({ lang: chosen.language, publication: chosen.publication, scenario: chosen.scenario, months: chosen.months })}`,
  );
}

function recall() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const languages = Object.keys(LOCALES);
  if (languages.includes(asked.get("lang"))) chosen.language = asked.get("lang");
  const known = tables.publications.map((row) => row.publication_id);
  choose(known.includes(asked.get("publication")) ? asked.get("publication") : known[0], asked.get("scenario"));
  const pause = rows("scenarios").find((row) => row.scenario_id === chosen.scenario)?.pause_months;
  chosen.months = /^\d+$/.test(asked.get("months") ?? "") ? Number(asked.get("months")) : (pause ?? 12);
}

function show() {
  const about = publication();
  document.documentElement.lang = chosen.language;
  document.title = `${local(about, "title")}: ${word("title")}`;
  for (const labelled of document.querySelectorAll("[data-word]"))
    labelled.textContent = word(labelled.dataset.word);
  for (const labelled of document.querySelectorAll("[data-label]"))
    labelled.setAttribute("aria-label", word(labelled.dataset.label));
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen.language));
  element("title").textContent = local(about, "title");
  const issued = word("issued", { issuer: about.issuer ?? word("unknown"), date: day(about.published_on) });
  element("issued").textContent = [
    issued,
    about.document_reference && word("reference", { reference: about.document_reference }),
  ]
    .filter(Boolean)
    .join("; ");
  element("made").textContent =
    `${word("as_of")} ${day(data.release.as_of_date)}. ${word("published_at")} ${day(data.release.published_at)}. ${word("release")} ${data.release.release_id}.`;
  element("synthetic").hidden = !about.is_synthetic;
  element("synthetic").textContent = data.words.synthetic[chosen.language];
  fillSelect(
    element("publication"),
    tables.publications.map((row) => [row.publication_id, local(row, "title")]),
    chosen.publication,
  );
  const options = scenarios();
  fillSelect(element("scenario"), options, chosen.scenario);
  element("scenario-field").hidden = options.every(([id]) => id === "none");
  const scenario = options.find(([id]) => id === chosen.scenario && id !== "none")?.[1];
  element("state").textContent = scenario ? `${word("scenario")}: ${scenario}` : "";
  element("tiles").replaceChildren(...tiles());
  showSections();
}

function showSections() {
  const main = element("sections");
  const width = Math.max(320, Math.min(main.clientWidth, 860));
  const silent = [];
  const found = [];
  for (const [name, section] of Object.entries(SECTIONS)) {
    const content = section(width);
    // Where nothing is unjudged the tile says so.
    if (content === null && name === "unjudged") continue;
    if (content === null) silent.push(name);
    else
      found.push(
        make(
          "section",
          { id: name, "aria-labelledby": `${name}-title` },
          make("h2", { id: `${name}-title` }, word(`sections.${name}`)),
          content,
        ),
      );
  }
  main.replaceChildren(...found);
  element("contents").replaceChildren(
    ...found.map((section) =>
      make("li", {}, make("a", { href: `#${section.id}` }, section.querySelector("h2").textContent)),
    ),
  );
  element("publications").replaceChildren(leftOut("publications", "", "left_out_publications") ?? "");
  element("silent").replaceChildren(
    ...(silent.length
      ? [
          make("p", {}, word("silent", { names: silent.map((name) => word(`about.${name}`)).join(", ") })),
          ...elsewhere(silent),
        ]
      : []),
  );
}

// Other publications that have what this one does not, to go there.
function elsewhere(silent) {
  const has = {
    spend: "spend",
    scenarios: "scenarios",
    pause: "whatif",
    slips: "services",
    issues: "stock",
    tolerance: "tolerance",
    reconciliation: "figures",
  };
  return silent.flatMap((name) => {
    const ids = new Set(tables[has[name]].map((row) => row.publication_id));
    const others = tables.publications.filter((row) => ids.has(row.publication_id)).slice(0, ELSEWHERE);
    if (!others.length) return [];
    const go = (row) =>
      make(
        "button",
        {
          type: "button",
          class: "link",
          click: () => {
            choose(row.publication_id, null);
            show();
            remember();
            element(name)?.scrollIntoView();
          },
        },
        local(row, "title"),
      );
    return [
      make(
        "p",
        { class: "elsewhere" },
        word("also", { about: word(`about.${name}`) }),
        " ",
        others.flatMap((row, place) => [place ? "; " : "", go(row)]),
        ".",
      ),
    ];
  });
}

function start() {
  recall();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      chosen.language = button.dataset.language;
      show();
      remember();
    });
  }
  element("publication").addEventListener("change", (event) => {
    choose(event.target.value, null);
    show();
    remember();
  });
  element("scenario").addEventListener("change", (event) => {
    chosen.scenario = event.target.value;
    show();
    remember();
  });
  // A link to a section is not a choice.
  element("contents").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const heading = element(link.hash.slice(1)).querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
    heading.scrollIntoView();
  });
  show();
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      showSections();
    }
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("publication=")) {
      recall();
      show();
    }
  });
  // On paper nothing can be opened.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

start();
