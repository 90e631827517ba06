// The sections of the page, each from rows of the marts; one without rows is none.
// Longer tables show their first rows, and the rest when asked.
const ROWS = 20;
const SPARE = 12;
const BARS = 5;
const SMALL = 3;
// Findings of high severity are open where they are few.
const OPENED = 5;

function table(name, caption, columns, list, shown) {
  const right = (column) => (column.right ? "right" : null);
  const head = make("tr", {}, columns.map((column) => make("th", { scope: "col", class: right(column) }, column.head)));
  const body = shown.map((row, number) =>
    make(
      "tr",
      { class: row.style ?? null, hidden: shown.length > ROWS + SPARE && number >= ROWS },
      columns.map((column, place) => make(place ? "td" : "th", { scope: place ? null : "row", class: right(column) }, column.cell(row))),
    ),
  );
  const hidden = body.filter((row) => row.hidden);
  const all = make("button", { type: "button", click: () => {
    for (const row of hidden) row.hidden = false;
    all.remove();
    hidden[0].querySelector("button")?.focus();
  } }, word("show_all", { n: shown.length }));
  return make(
    "div",
    { class: "table" },
    make(
      "div",
      { class: "wide", role: "region", tabindex: "0", "aria-label": caption },
      make("table", {}, make("caption", {}, make("span", {}, caption)), make("thead", {}, head), make("tbody", {}, body)),
    ),
    make("p", { class: "tools" }, hidden.length ? all : null, make("button", { type: "button", "aria-label": word("download_of", { caption }), click: () => download(name, list) }, word("download"))),
  );
}

// How many rows of a table are not on the page, as it counts them.
function leftOut(name, key, sentence = "left_out") {
  const n = data.tables[name].left_out[key];
  return n ? make("p", { class: "note" }, word(sentence, { n })) : null;
}

// What a mark at an amount means, where one has a mark: pairs of an amount and the lines that it leaves out.
function unknownNote(pairs) {
  const n = Math.max(0, ...pairs.map(([amount, lines]) => (amount === null ? 0 : (lines ?? 0))));
  return n > 0 ? make("p", { class: "note" }, word("lines_left_out", { n })) : null;
}

function money_column(head, column, scale, unknownLines) {
  return { head: word(`heads.${head}`), right: true, cell: (row) => value(row, column, amount(row[column], scale, unknownLines ? row[unknownLines] : 0)) };
}

function count_column(head, column) {
  return { head: word(`heads.${head}`), right: true, cell: (row) => value(row, column, count(row[column])) };
}

function text_column(head, cell) {
  return { head: word(`heads.${head}`), cell };
}

function spendSection() {
  const all = rows("spend");
  const total = all.find((row) => row.row_kind === "total" && row.is_sum_of_types);
  if (!total) return null;
  const scale = scaleOf(all, ["unlawful_amount_gross", "uncertain_amount_gross", "spend_amount_gross"]);
  const years = all.filter((row) => row.row_kind === "total" && !row.is_sum_of_years && row.year !== null);
  years.sort((one, other) => one.year - other.year || other.measure_type.localeCompare(one.measure_type));
  const sums = all.filter((row) => row.is_sum_of_years && ["contract", "rest"].includes(row.row_kind));
  const ranked = rows("contracts").map((row) => row.contract_id);
  sums.sort((one, other) => (one.row_kind === "rest") - (other.row_kind === "rest") || ranked.indexOf(one.contract_id) - ranked.indexOf(other.contract_id));
  const published = all.filter((row) => row.row_kind === "published_total" && !row.is_sum_of_years);
  const cellsOf = (sum) => all.filter((row) => row.row_kind === sum.row_kind && row.contract_id === sum.contract_id && !row.is_sum_of_years && row.year !== null);
  const parts = [];
  if (years.length) {
    const panels = [[word("charts.all_contracts"), years], ...sums.slice(0, BARS).map((sum) => [spendLabel(sum, "name"), cellsOf(sum)])];
    if (panels.length === 2) panels.pop();
    const reach = (some) => some.flatMap(([, cells]) => heights(cells)).reduce(([low, high], end) => [Math.min(low, end), Math.max(high, end)], [0, 0]);
    const [whole, single] = [reach(panels), reach(panels.slice(1))];
    // Of many contracts each is small beside all of them.
    const isApart = panels.length > 1 && (single[1] - single[0]) * SMALL < whole[1] - whole[0];
    parts.push(legend("realised", "forecast", "unjudged"));
    parts.push(make("div", { class: "panels" }, panels.map(([title, cells], place) => bars(title, cells, ...(isApart && place ? single : whole), scale))));
    if (panels.some(([, cells]) => cells.some((cell) => cell.unlawful_amount_gross === null))) parts.push(make("p", { class: "note" }, word("charts.gap")));
    if (isApart) parts.push(make("p", { class: "note" }, word("charts.apart")));
  }
  const shown = [
    ...sums.map((sum) => ({ name: spendLabel(sum, "name"), sum, cells: cellsOf(sum), column: "unlawful" })),
    ...published.map((sum) => ({ name: spendLabel(sum, "name"), sum, cells: [], column: "unlawful" })),
    { name: word("total"), sum: total, cells: years, column: "unlawful", style: "total" },
    { name: word("heads.unjudged"), sum: total, cells: years, column: "uncertain" },
    { name: word("heads.spend"), sum: total, cells: years, column: "spend" },
  ];
  const cell = (line, row) => row && value(row, `${line.column}_amount_gross`, amount(row[`${line.column}_amount_gross`], scale, row[`${line.column}_unknown_lines`]));
  const columns = [
    text_column("contract", (line) => line.name),
    ...years.map((year) => ({
      head: [make("span", {}, String(year.year)), make("br"), make("span", { class: "type" }, code("measure_type", year.measure_type))],
      right: true,
      cell: (line) => cell(line, line.cells.find((row) => row.year === year.year && row.measure_type === year.measure_type)) ?? "",
    })),
    { head: word("total"), right: true, cell: (line) => cell(line, line.sum) },
  ];
  parts.push(table("spend", word("tables.spend", { unit: unit(scale) }), columns, all, shown));
  parts.push(unknownNote([...sums, ...years, total].flatMap((row) => ["unlawful", "uncertain", "spend"].map((name) => [row[`${name}_amount_gross`], row[`${name}_unknown_lines`]]))));
  parts.push(leftOut("contracts", `${chosen.publication} ${chosen.scenario}`, "left_out_contracts"));
  return parts;
}

// How high and how low the bars of each year reach.
function heights(cells) {
  const ends = {};
  for (const cell of cells) {
    const [up, down] = (ends[cell.year] ??= [0, 0]);
    const values = [cell.unlawful_amount_gross, cell.uncertain_amount_gross].map((amount) => Number(amount ?? 0));
    ends[cell.year] = values.reduce(([high, low], one) => (one > 0 ? [high + one, low] : [high, low + one]), [up, down]);
  }
  return Object.values(ends).flat();
}

function scenariosSection() {
  const list = rows("scenarios");
  if (!list.length) return null;
  const scale = scaleOf(list, ["total_gross"]);
  const columns = [
    text_column("scenario", (row) => local(row, "scenario_name")),
    count_column("pause", "pause_months"),
    money_column("unlawful", "total_gross", scale, "total_unknown_lines"),
    money_column("unjudged", "uncertain_gross", scale, "uncertain_unknown_lines"),
    money_column("increase", "increase_gross", scale),
    {
      head: word("heads.increase_pct"),
      right: true,
      cell: (row) => value(row, "increase_pct", percent(row.increase_pct)),
    },
  ];
  return [
    table("scenarios", word("tables.scenarios", { unit: unit(scale) }), columns, list, list),
    unknownNote(list.flatMap((row) => [[row.total_gross, row.total_unknown_lines], [row.uncertain_gross, row.uncertain_unknown_lines]])),
    leftOut("scenarios", chosen.publication),
  ];
}

function pauseSection(width) {
  const all = rows("whatif");
  const totals = all.filter((row) => row.is_total);
  if (!totals.length) return null;
  const scale = scaleOf(totals, ["unlawful_amount_gross"]);
  const places = [...new Set(totals.map((row) => row.pause_months))].sort((one, other) => one - other);
  chosen.months = Math.min(Math.max(chosen.months, places[0]), places.at(-1));
  const line = (list, style) => ({
    style,
    points: places.map((months, place) => {
      const row = list.find((one) => one.pause_months === months);
      const known = row && row.unlawful_amount_gross !== null;
      return { place, value: known ? Number(row.unlawful_amount_gross) : null, dashed: row?.method === "extrapolated", dotted: row?.method === "stated" };
    }),
  });
  const lines = [
    line(totals.filter((row) => row.method !== "run_off"), "first"),
    line(totals.filter((row) => row.method === "run_off"), "second"),
  ].filter(({ points }) => points.some((point) => point.value !== null));
  const drawn = make("div", { class: "drawing" });
  const below = make("div", {});
  const output = make("output", { for: "months" });
  const slider = make("input", { type: "range", id: "months", min: places[0], max: places.at(-1), step: 1, value: chosen.months });
  const update = () => {
    const marked = places.indexOf(chosen.months);
    output.textContent = word("months", { n: chosen.months });
    slider.setAttribute("aria-valuetext", output.textContent);
    const label = word("charts.pause", { unit: unit(scale) });
    const foot = { name: word("charts.months"), every: 6 };
    const show = (tick) => number(tick + scale.power, 0);
    drawn.replaceChildren(lines.length ? curve({ width, label, places, lines, marked, foot, show }) : "");
    below.replaceChildren(...pauseTables(all, scale));
  };
  slider.addEventListener("input", () => {
    chosen.months = Number(slider.value);
    update();
    remember();
  });
  update();
  const names = [...new Set(totals.map((row) => (row.method === "run_off" ? "second" : "first")))];
  const keys = { first: ["stated", "interpolated", "extrapolated"], second: ["run_off"] };
  const said = names.map((style) =>
    make("li", {}, draw("svg", { viewBox: "0 0 22 14", class: "key", "aria-hidden": "true" }, draw("line", { x1: 1, x2: 21, y1: 7, y2: 7, class: style })), keys[style].map((method) => code("whatif_method", method)).join(", ")),
  );
  return [
    make("p", {}, word("pause.said")),
    make("p", { class: "slider" }, make("label", { for: "months" }, word("pause.label")), slider, output),
    make("ul", { class: "legend" }, said),
    drawn,
    below,
  ];
}

function pauseTables(all, scale) {
  const shown = all.filter((row) => row.pause_months === chosen.months);
  const totals = shown.filter((row) => row.is_total);
  const columns = [
    text_column("method", (row) => code("whatif_method", row.method)),
    money_column("unlawful", "unlawful_amount_gross", scale, "unknown_lines"),
    money_column("increase", "increase_gross", scale),
    money_column("unjudged", "uncertain_amount_gross", scale, "uncertain_unknown_lines"),
  ];
  const months = word("months", { n: chosen.months });
  const parts = [table("whatif", word("tables.whatif", { months, unit: unit(scale) }), columns, all, totals)];
  parts.push(unknownNote(totals.flatMap((row) => [[row.unlawful_amount_gross, row.unknown_lines], [row.uncertain_amount_gross, row.uncertain_unknown_lines]])));
  const contracts = shown.filter((row) => !row.is_total);
  if (contracts.length) {
    const own = scaleOf(contracts, ["unlawful_amount_gross"]);
    const caption = `${word("pause.contracts")}. ${word("tables.whatif", { months, unit: unit(own) })}`;
    const named = [
      text_column("contract", (row) => contractName(row)),
      columns[0],
      money_column("unlawful", "unlawful_amount_gross", own, "unknown_lines"),
      money_column("increase", "increase_gross", own),
    ];
    parts.push(table("whatif", caption, named, all, contracts));
  }
  return parts.filter(Boolean);
}

function unjudgedSection() {
  const list = rows("unjudged");
  if (!list.length) return null;
  const scale = scaleOf(list, ["amount_gross"]);
  const columns = [
    text_column("reason", (row) => local(row, "reason")),
    money_column("unjudged", "amount_gross", scale, "unknown_lines"),
    count_column("lines", "lines"),
    text_column("deliver", (row) => local(row, "deliver")),
  ];
  return [
    table("unjudged", word("tables.unjudged", { unit: unit(scale) }), columns, list, list),
    unknownNote(list.map((row) => [row.amount_gross, row.unknown_lines])),
    leftOut("unjudged", `${chosen.publication} ${chosen.scenario}`),
  ];
}

function slipsSection() {
  const list = rows("services");
  if (!list.length) return null;
  const longest = Math.max(1, ...list.map((row) => row.slip_months ?? 0));
  const slip = (row) => {
    const known = row.slip_months !== null;
    const bar = known
      ? draw("rect", { x: 0, y: 1, width: (100 * Math.max(row.slip_months, 0)) / longest, height: 10, class: "realised" })
      : draw("rect", { x: 1, y: 1, width: 24, height: 10, class: "gap" });
    return [value(row, "slip_months", known ? count(row.slip_months) : word("unknown")), draw("svg", { viewBox: "0 0 100 12", preserveAspectRatio: "none", class: "bar", "aria-hidden": "true" }, bar)];
  };
  const columns = [
    text_column("name", (row) => local(row, "service_name")),
    { head: word("heads.slip"), right: true, cell: slip },
    text_column("status", (row) => local(row, "delay_status")),
    text_column("baseline", (row) => value(row, "baseline_end_date", day(row.baseline_end_date))),
    text_column("forecast", (row) => value(row, "forecast_end_date", day(row.forecast_end_date))),
    { head: word("heads.overdue"), right: true, cell: (row) => (row.overdue_days === null ? "" : value(row, "overdue_days", count(row.overdue_days))) },
    text_column("kind", (row) => local(row, "service_kind")),
    { head: word("heads.blocking"), right: true, cell: (row) => value(row, "open_blocking_issues", row.open_blocking_issues === null ? word("not_stated") : count(row.open_blocking_issues)) },
  ];
  return [table("services", word("tables.services"), columns, list, list), leftOut("services", chosen.publication)];
}

function issuesSection(width) {
  const weeks = rows("issues");
  const stock = rows("stock");
  if (!weeks.length && !stock.length) return null;
  const parts = [];
  if (weeks.length > 1) {
    const line = (column, style) => ({ style, points: weeks.map((row, place) => ({ place, value: row[column] })) });
    const lines = [line("open", "first"), line("open_blocking", "second")];
    const short = new Intl.DateTimeFormat(LOCALES[chosen.language], { month: "short", year: "2-digit", timeZone: "UTC" });
    const places = weeks.map((row) => short.format(new Date(row.period_last_day)));
    const key = (style, name) => make("li", {}, draw("svg", { viewBox: "0 0 22 14", class: "key", "aria-hidden": "true" }, draw("line", { x1: 1, x2: 21, y1: 7, y2: 7, class: style })), word(`charts.${name}`));
    parts.push(make("ul", { class: "legend" }, key("first", "open"), key("second", "open_blocking")));
    if (lines.some(({ points }) => points.some((point) => point.value !== null))) {
      parts.push(make("div", { class: "drawing" }, curve({ width, label: word("charts.issues"), places, lines, show: (tick) => number(tick, 0) })));
    }
  }
  if (stock.length) {
    const stated = (head, column) => ({ head: word(`heads.${head}`), right: true, cell: (row) => value(row, column, row[column] === null ? word("not_stated") : count(row[column])) });
    const columns = [
      text_column("component", (row) => (row.is_total ? word("total") : row.component)),
      stated("open", "open"),
      stated("blocking", "open_blocking"),
      stated("awaiting", "awaiting_validation"),
    ];
    const ordered = [...stock.filter((row) => !row.is_total), ...stock.filter((row) => row.is_total).map((row) => Object.assign(row, { style: "total" }))];
    parts.push(table("stock", word("tables.stock"), columns, stock, ordered), leftOut("stock", chosen.publication));
  }
  if (weeks.length) {
    const columns = [
      text_column("week", (row) => day(row.period_last_day)),
      ...["opened", "reopened", "resolved", "validated", "open"].map((name) => count_column(name, name)),
      count_column("blocking", "open_blocking"),
      count_column("oldest", "oldest_open_days"),
    ];
    parts.push(make("details", {}, make("summary", {}, word("tables.issues")), table("issues", word("tables.issues"), columns, weeks, [...weeks].reverse()), leftOut("issues", chosen.publication, "left_out_weeks")));
  }
  return parts;
}

function toleranceSection() {
  const list = rows("tolerance");
  if (!list.length) return null;
  const scale = scaleOf(list, ["base_amount", "error_amount"]);
  const columns = [
    text_column("entity", (row) => local(row, "entity")),
    { head: word("heads.year"), right: true, cell: (row) => String(row.year) },
    money_column("base", "base_amount", scale),
    money_column("tolerance", "tolerance_amount", scale),
    money_column("errors", "error_amount", scale),
    money_column("uncertainties", "uncertainty_amount", scale),
    money_column("sum", "sum_amount", scale),
    { head: word("heads.sum_pct"), right: true, cell: (row) => value(row, "sum_pct", percent(row.sum_pct)) },
    text_column("breach", (row) => value(row, "is_breach")),
  ];
  return [table("tolerance", word("tables.tolerance", { unit: unit(scale) }), columns, list, list), leftOut("tolerance", chosen.publication)];
}

function findingsSection() {
  const groups = rows("finding_groups");
  const each = rows("findings");
  if (!groups.length) return [make("p", {}, word("findings.none"))];
  const scale = scaleOf(groups, ["amount_gross", "largest_amount_gross"]);
  const items = groups.map((group) => {
    const own = each.filter((row) => row.finding_rule === group.finding_rule);
    const counted = [value(group, "findings", word("findings.count", { n: group.findings }))];
    for (const [name, column] of [["together", "amount_gross"], ["largest", "largest_amount_gross"]]) {
      if (group[column] !== null && !(name === "largest" && group.amount_gross !== null)) {
        const amount = money(group[column], scale);
        counted.push("; ", value(group, column, group.findings === 1 ? amount : word(`findings.${name}`, { amount })));
      }
    }
    const found = own.map((row) =>
      make("li", {}, `${local(row, "message")} `, make("button", { type: "button", class: "value", "aria-haspopup": "dialog", "aria-label": word("findings.origin_of", { message: local(row, "message") }), click: () => trace(row, `message_${chosen.language}`, local(row, "subject_name")) }, word("findings.origin"))),
    );
    const missing = group.findings - own.length;
    return make(
      "li",
      {},
      make(
        "details",
        { open: group.severity === "high" && own.length <= OPENED },
        make("summary", {}, make("span", { class: `severity ${group.severity}` }, local(group, "severity")), ` ${local(group, "finding_rule")} (${count(group.findings)})`),
        make("p", {}, `${local(group, "why")}. `, counted, "."),
        make("ul", {}, found),
        missing > 0 ? make("p", { class: "note" }, word("findings.not_shown", { n: missing })) : null,
      ),
    );
  });
  const button = make("button", { type: "button", "aria-label": word("download_of", { caption: word("sections.findings") }), click: () => download("findings", each) }, word("download"));
  return [make("ol", { class: "findings" }, items), leftOut("finding_groups", chosen.publication), make("p", { class: "tools" }, button)];
}

function reconciliationSection() {
  const list = rows("figures");
  if (!list.length) return null;
  const verdicts = rows("verdicts");
  const all = verdicts.find((row) => row.verdict === null);
  const told = verdicts.filter((row) => row.verdict !== null).flatMap((row, place) => [place ? ", " : " ", `${code("verdict", row.verdict)} `, value(row, "figures", count(row.figures))]);
  const exact = (row, column) => value(row, column, row[column] === null ? word("unknown") : number(row[column], 0, 3));
  const columns = [
    text_column("figure", (row) => [make("span", { class: "id" }, row.figure_id), make("span", { class: "citation" }, cited(row))]),
    { head: word("heads.printed"), right: true, cell: (row) => value(row, "printed_text", row.printed_text) },
    { head: word("heads.computed"), right: true, cell: (row) => exact(row, "computed_value") },
    { head: word("heads.residual"), right: true, cell: (row) => exact(row, "residual") },
    text_column("unit", (row) => (data.units[row.unit]?.[chosen.language] ?? row.unit).replace(/\bEUR\b/, publication().currency)),
    text_column("verdict", (row) => {
      const reason = local(row, "accepted_reason");
      return [code("verdict", row.verdict), row.is_exception && reason ? make("span", { class: "citation" }, word("reconciliation.accepted", { reason })) : null];
    }),
  ];
  return [
    make("p", {}, word("reconciliation.said", { n: all.figures }), told, "."),
    table("figures", word("tables.figures"), columns, list, list),
    leftOut("figures", chosen.publication),
  ];
}

function cited(row) {
  const [line] = row.from.lines[1];
  return line && line[2] !== null ? data.citations[line[2]] : "";
}
