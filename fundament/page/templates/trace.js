// Where a number comes from, and tables as files.
const PARTS = 60;

// The address of a row or a cell, as `fundament explain` takes it; nothing for a sum over rows.
function addressOf(row, column) {
  const { mart, key } = row.from.table;
  const parts = key.map((name) => row[name]);
  if (parts.length === 0 || parts.some((part) => part === null || part === undefined)) return null;
  return [mart, ...[...parts, column].map((part) => String(part).replace(/%/g, "%25").replace(/\//g, "%2F"))].join(
    "/",
  );
}

// The rows on this page that a sum or a count is made of, or that a value rests on.
function partsOf(row, column) {
  const { name } = row.from;
  const spend = (test, ...columns) =>
    tables.spend
      .filter(
        (one) => one.publication_id === row.publication_id && one.scenario_id === row.scenario_id && test(one),
      )
      .map((one) => ({ row: one, column, label: spendLabel(one, ...columns) }));
  const named = (list, test, label, shown) =>
    tables[list]
      .filter((one) => one.publication_id === row.publication_id && test(one))
      .map((one) => ({ row: one, column: shown, label: label(one) }));
  if (name === "spend" && !row.cell_id && row.row_kind !== "rest") {
    if (row.row_kind === "contract")
      return spend((one) => one.contract_id === row.contract_id && !one.is_sum_of_years, "year");
    if (row.is_sum_of_types)
      return spend(
        (one) => one.row_kind !== "total" && one.is_sum_of_years !== (one.row_kind === "published_total"),
        "name",
      );
    return spend(
      (one) =>
        one.row_kind !== "total" &&
        !one.is_sum_of_types &&
        one.measure_type === row.measure_type &&
        (row.is_sum_of_years || one.year === row.year),
      "name",
      "year",
    );
  }
  if (name === "scenarios" && column !== "pause_months") {
    return spend(
      (one) => one.row_kind !== "total" && one.is_sum_of_years !== (one.row_kind === "published_total"),
      "name",
    ).map((part) => ({
      ...part,
      column: column.startsWith("uncertain") ? "uncertain_amount_gross" : "unlawful_amount_gross",
    }));
  }
  if (name === "whatif") {
    if (row.method !== "run_off") {
      return named(
        "scenarios",
        (one) => one.pause_months !== null,
        (one) => local(one, "scenario_name"),
        "total_gross",
      );
    }
    return [];
  }
  const late = { overdue: ["overdue"], delayed: ["delayed"], unknown: ["unknown", "delayed_unknown"] };
  if (name === "service_counts") {
    const test = (one) => column === "services" || late[column].includes(one.delay_status);
    return named("services", test, (one) => local(one, "service_name"), "slip_months");
  }
  if (name === "verdicts")
    return named(
      "figures",
      (one) => one.verdict === row.verdict,
      (one) => one.figure_id,
      "printed_text",
    );
  return [];
}

function spendLabel(row, ...columns) {
  const names = {
    total: () => word("total"),
    rest: () => word("rest", { n: row.contracts }),
    published_total: () => word("published_total"),
    contract: () => contractName(row),
  };
  const parts = {
    name: names[row.row_kind](),
    year: row.year === null ? "" : `${row.year}, ${code("measure_type", row.measure_type)}`,
  };
  return columns
    .map((column) => parts[column])
    .filter(Boolean)
    .join(", ");
}

function contractName(row) {
  const found = tables.contracts.find(
    (one) =>
      one.publication_id === row.publication_id &&
      one.contract_id === row.contract_id &&
      (!row.scenario_id || one.scenario_id === row.scenario_id),
  );
  return (found && local(found, "contract_name")) || (row.contract_id === "none" ? word("none") : row.contract_id);
}

// Every digit of a value; a number has no more than it needs.
function exactly(row, column) {
  const value = row[column];
  if (value === null) return word("unknown");
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  if (typeof value === "number") return /year/.test(column) ? String(value) : number(value, 0);
  if (row.from.table.decimals.includes(column))
    return /amount|gross/.test(column) ? `${currency()}\u00a0${number(value, 2)}` : number(value, 0, 8);
  return value;
}

// A value as a button that shows where it comes from.
function value(row, column, text = exactly(row, column)) {
  return make(
    "button",
    { type: "button", class: "value", "aria-haspopup": "dialog", click: () => trace(row, column, text) },
    text,
  );
}

// The lines that the row has, or of them those that the column adds up.
function linesOf(row, column) {
  const { table, place, lines } = row.from;
  return table.lines_of[column.split("_")[0]]?.[place] ?? lines;
}

function trace(row, column, text) {
  const dialog = document.getElementById("trace");
  const { mart, key } = row.from.table;
  const facts = [];
  const fact = (name, ...content) => facts.push(make("dt", {}, word(`trace.${name}`)), make("dd", {}, ...content));
  if (exactly(row, column) !== text) fact("value", exactly(row, column));
  fact("mart", make("code", {}, `marts.${mart}.${column}`));
  const about = addressOf(row, column) ? [...new Set(["publication_id", ...key])] : aboutSum(row);
  fact(
    "row",
    make(
      "ul",
      { class: "keys" },
      about
        .filter((name) => row[name] !== undefined && row[name] !== null)
        .map((name) => make("li", {}, make("code", {}, name), ` ${row[name]}`)),
    ),
  );
  const meaning = data.described[mart]?.[column];
  if (meaning) fact("meaning", make("span", { lang: "en" }, meaning));
  if (row.reason && row.from.name === "whatif") fact("reason", make("span", { lang: "en" }, row.reason));
  if (row.computed_from) fact("reason", make("span", { lang: "en" }, row.computed_from));
  if (row.from.name === "findings") fact("evidence", local(row, "evidence_text"));
  const [total, lines] = linesOf(row, column);
  const parts = partsOf(row, column);
  if (lines.length && !(row.from.name === "scenarios" && parts.length)) {
    const items = lines.map(([file, line, citation]) =>
      make(
        "li",
        {},
        make("code", {}, word("trace.line", { file: data.files[file], line: String(line) })),
        citation === null ? null : make("span", { class: "citation" }, data.citations[citation][chosen.language]),
      ),
    );
    if (total > lines.length) items.push(make("li", {}, word("trace.more_lines", { n: total - lines.length })));
    fact("lines", make("ul", {}, items));
  } else if (!parts.length) {
    fact("lines", word("trace.no_lines"));
  }
  if (parts.length) {
    const items = parts
      .slice(0, PARTS)
      .map((part) => make("li", {}, `${part.label}: `, value(part.row, part.column)));
    if (parts.length > PARTS) items.push(make("li", {}, word("trace.more_lines", { n: parts.length - PARTS })));
    fact(row.from.name === "whatif" ? "rests_on" : "parts", make("ul", {}, items));
  }
  const address = addressOf(row, column);
  if (address) fact("explain", make("code", { class: "command" }, `fundament explain ${forShell(address)}`));
  dialog.replaceChildren(
    make("h2", { id: "trace-title", tabindex: "-1" }, `${word("trace.title")}: ${text}`),
    make("dl", {}, facts),
    make("button", { type: "button", class: "close", click: () => dialog.close() }, word("trace.close")),
  );
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  dialog.querySelector("h2").focus();
}

function forShell(text) {
  return /^[\w.:\/%-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

function aboutSum(row) {
  return [
    "publication_id",
    "scenario_id",
    "contract_id",
    "method",
    "pause_months",
    "year",
    "measure_type",
    "verdict",
  ].filter((name) => name in row);
}

// Comma-separated values that a spreadsheet program takes for data: a text that looks like a formula gets an apostrophe.
function csv(name, list) {
  const { columns, decimals } = data.tables[name];
  const formula = new RegExp(data.formula, "u");
  const plain = (row, column) => {
    const cell = row[column];
    if (cell === null) return "";
    return typeof cell === "string" && !decimals.includes(column) && formula.test(cell)
      ? `'${cell}`
      : String(cell);
  };
  const line = ([file, number, citation]) => [
    data.files[file],
    String(number),
    citation === null ? "" : data.citations[citation].as_it_is,
  ];
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const guarded = (text) => (formula.test(text) ? `'${text}` : text);
  const table = [[...columns, "source_file", "source_line", "citation"]];
  for (const row of list) {
    const first = row.from.lines[1][0];
    table.push([
      ...columns.map((column) => plain(row, column)),
      ...(first ? line(first).map(guarded) : ["", "", ""]),
    ]);
  }
  return "\ufeff" + table.map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
}

function download(name, list) {
  const link = make("a", {
    href: URL.createObjectURL(new Blob([csv(name, list)], { type: "text/csv;charset=utf-8" })),
  });
  link.download = `${chosen.publication}-${name}.csv`.replace(/[^\w.-]/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
