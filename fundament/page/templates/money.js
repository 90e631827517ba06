// The sections on money; one without rows is none.
// How many contracts have a chart of their own, and from when these have a scale of their own.
const BARS = 5;
const SMALL = 3;

function spendSection() {
  const all = rows("spend");
  const total = all.find((row) => row.row_kind === "total" && row.is_sum_of_types);
  if (!total) return null;
  const scale = scaleOf(all, ["unlawful_amount_gross", "uncertain_amount_gross", "spend_amount_gross"]);
  const years = all.filter((row) => row.row_kind === "total" && !row.is_sum_of_years && row.year !== null);
  years.sort((one, other) => one.year - other.year || other.measure_type.localeCompare(one.measure_type));
  const sums = all.filter((row) => row.is_sum_of_years && ["contract", "rest"].includes(row.row_kind));
  const ranked = rows("contracts").map((row) => row.contract_id);
  sums.sort(
    (one, other) =>
      (one.row_kind === "rest") - (other.row_kind === "rest") ||
      ranked.indexOf(one.contract_id) - ranked.indexOf(other.contract_id),
  );
  const published = all.filter((row) => row.row_kind === "published_total" && !row.is_sum_of_years);
  const cellsOf = (sum) =>
    all.filter(
      (row) =>
        row.row_kind === sum.row_kind &&
        row.contract_id === sum.contract_id &&
        !row.is_sum_of_years &&
        row.year !== null,
    );
  const parts = [];
  if (years.length) {
    const panels = [
      [word("charts.all_contracts"), years],
      ...sums.slice(0, BARS).map((sum) => [spendLabel(sum, "name"), cellsOf(sum)]),
    ];
    if (panels.length === 2) panels.pop();
    const reach = (some) =>
      some
        .flatMap(([, cells]) => heights(cells))
        .reduce(([low, high], end) => [Math.min(low, end), Math.max(high, end)], [0, 0]);
    const [whole, single] = [reach(panels), reach(panels.slice(1))];
    // Of many contracts each is small beside all of them.
    const isApart = panels.length > 1 && (single[1] - single[0]) * SMALL < whole[1] - whole[0];
    parts.push(legend("realised", "forecast", "unjudged"));
    parts.push(
      make(
        "div",
        { class: "panels" },
        panels.map(([title, cells], place) => bars(title, cells, ...(isApart && place ? single : whole), scale)),
      ),
    );
    if (panels.some(([, cells]) => cells.some((cell) => cell.unlawful_amount_gross === null)))
      parts.push(make("p", { class: "note" }, word("charts.gap")));
    if (isApart) parts.push(make("p", { class: "note" }, word("charts.apart")));
  }
  const shown = [
    ...sums.map((sum) => ({ name: spendLabel(sum, "name"), sum, cells: cellsOf(sum), column: "unlawful" })),
    ...published.map((sum) => ({ name: spendLabel(sum, "name"), sum, cells: [], column: "unlawful" })),
    { name: word("total"), sum: total, cells: years, column: "unlawful", style: "total" },
    { name: word("heads.unjudged"), sum: total, cells: years, column: "uncertain" },
    { name: word("heads.spend"), sum: total, cells: years, column: "spend" },
  ];
  const cell = (line, row) =>
    row &&
    value(
      row,
      `${line.column}_amount_gross`,
      amount(row[`${line.column}_amount_gross`], scale, row[`${line.column}_unknown_lines`]),
    );
  const columns = [
    textColumn("contract", (line) => line.name),
    ...years.map((year) => ({
      head: [
        make("span", {}, String(year.year)),
        make("br"),
        make("span", { class: "type" }, code("measure_type", year.measure_type)),
      ],
      right: true,
      cell: (line) =>
        cell(
          line,
          line.cells.find((row) => row.year === year.year && row.measure_type === year.measure_type),
        ) ?? "",
    })),
    { head: word("total"), right: true, cell: (line) => cell(line, line.sum) },
  ];
  parts.push(table("spend", word("tables.spend", { unit: unit(scale) }), columns, all, shown));
  parts.push(
    unknownNote(
      [...sums, ...years, total].flatMap((row) =>
        ["unlawful", "uncertain", "spend"].map((name) => [
          row[`${name}_amount_gross`],
          row[`${name}_unknown_lines`],
        ]),
      ),
    ),
  );
  parts.push(leftOut("contracts", `${chosen.publication} ${chosen.scenario}`, "left_out_contracts"));
  return parts;
}

// How high and how low the bars of each year reach.
function heights(cells) {
  const ends = {};
  for (const cell of cells) {
    const [up, down] = (ends[cell.year] ??= [0, 0]);
    const values = [cell.unlawful_amount_gross, cell.uncertain_amount_gross].map((amount) => Number(amount ?? 0));
    ends[cell.year] = values.reduce(
      ([high, low], one) => (one > 0 ? [high + one, low] : [high, low + one]),
      [up, down],
    );
  }
  return Object.values(ends).flat();
}

function scenariosSection() {
  const list = rows("scenarios");
  if (!list.length) return null;
  const scale = scaleOf(list, ["total_gross"]);
  const columns = [
    textColumn("scenario", (row) => local(row, "scenario_name")),
    countColumn("pause", "pause_months"),
    moneyColumn("unlawful", "total_gross", scale, "total_unknown_lines"),
    moneyColumn("unjudged", "uncertain_gross", scale, "uncertain_unknown_lines"),
    moneyColumn("increase", "increase_gross", scale),
    {
      head: word("heads.increase_pct"),
      right: true,
      cell: (row) => value(row, "increase_pct", percent(row.increase_pct)),
    },
  ];
  return [
    table("scenarios", word("tables.scenarios", { unit: unit(scale) }), columns, list, list),
    unknownNote(
      list.flatMap((row) => [
        [row.total_gross, row.total_unknown_lines],
        [row.uncertain_gross, row.uncertain_unknown_lines],
      ]),
    ),
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
      return {
        place,
        value: known ? Number(row.unlawful_amount_gross) : null,
        dashed: row?.method === "extrapolated",
        dotted: row?.method === "stated",
      };
    }),
  });
  const lines = [
    line(
      totals.filter((row) => row.method !== "run_off"),
      "first",
    ),
    line(
      totals.filter((row) => row.method === "run_off"),
      "second",
    ),
  ].filter(({ points }) => points.some((point) => point.value !== null));
  const drawn = make("div", { class: "drawing" });
  const below = make("div", {});
  const output = make("output", { for: "months" });
  const slider = make("input", {
    type: "range",
    id: "months",
    min: places[0],
    max: places.at(-1),
    step: 1,
    value: chosen.months,
  });
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
  const styles = { first: ["stated", "interpolated"], "first dashed": ["extrapolated"], second: ["run_off"] };
  const said = Object.entries(styles)
    .map(([style, methods]) => [style, methods.filter((method) => totals.some((row) => row.method === method))])
    .filter(([, methods]) => methods.length)
    .map(([style, methods]) => lineKey(style, methods.map((method) => code("whatif_method", method)).join(", ")));
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
    textColumn("method", (row) => code("whatif_method", row.method)),
    moneyColumn("unlawful", "unlawful_amount_gross", scale, "unknown_lines"),
    moneyColumn("increase", "increase_gross", scale),
    moneyColumn("unjudged", "uncertain_amount_gross", scale, "uncertain_unknown_lines"),
  ];
  const months = word("months", { n: chosen.months });
  const parts = [table("whatif", word("tables.whatif", { months, unit: unit(scale) }), columns, all, totals)];
  parts.push(
    unknownNote(
      totals.flatMap((row) => [
        [row.unlawful_amount_gross, row.unknown_lines],
        [row.uncertain_amount_gross, row.uncertain_unknown_lines],
      ]),
    ),
  );
  const contracts = shown.filter((row) => !row.is_total);
  if (contracts.length) {
    const own = scaleOf(contracts, ["unlawful_amount_gross"]);
    const caption = `${word("pause.contracts")}. ${word("tables.whatif", { months, unit: unit(own) })}`;
    const named = [
      textColumn("contract", (row) => contractName(row)),
      columns[0],
      moneyColumn("unlawful", "unlawful_amount_gross", own, "unknown_lines"),
      moneyColumn("increase", "increase_gross", own),
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
    textColumn("reason", (row) => local(row, "reason")),
    moneyColumn("unjudged", "amount_gross", scale, "unknown_lines"),
    countColumn("lines", "lines"),
    textColumn("deliver", (row) => local(row, "deliver")),
  ];
  return [
    table("unjudged", word("tables.unjudged", { unit: unit(scale) }), columns, list, list),
    unknownNote(list.map((row) => [row.amount_gross, row.unknown_lines])),
    leftOut("unjudged", `${chosen.publication} ${chosen.scenario}`),
  ];
}
