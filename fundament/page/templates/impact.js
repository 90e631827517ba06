// The sections on services, issues and tolerance; one without rows is none.

// By how much something is late: the column that says it, and its words. Of what is not late its months, if any.
function slipOf(row) {
  if (!["days", "at_least_days"].includes(row.delay_measure)) return ["slip_months", count(row.slip_months)];
  const days = word("days", { n: row.chain_slip_days });
  return ["chain_slip_days", row.delay_measure === "days" ? days : word("at_least", { days })];
}

function slipsSection() {
  const list = rows("services");
  if (!list.length) return null;
  const monthsOf = (row) => (slipOf(row)[0] === "slip_months" ? row.slip_months : (row.chain_slip_days * 12) / 365);
  const longest = Math.max(1, ...list.map((row) => monthsOf(row) ?? 0));
  const slip = (row) => {
    const known = monthsOf(row) !== null;
    const bar = known
      ? draw("rect", {
          x: 0,
          y: 1,
          width: (100 * Math.max(monthsOf(row), 0)) / longest,
          height: 10,
          class: "realised",
        })
      : draw("rect", { x: 1, y: 1, width: 24, height: 10, class: "gap" });
    return [
      value(row, ...slipOf(row)),
      draw(
        "svg",
        { viewBox: "0 0 100 12", preserveAspectRatio: "none", class: "bar", "aria-hidden": "true" },
        bar,
      ),
    ];
  };
  const columns = [
    textColumn("name", (row) => local(row, "service_name")),
    { head: word("heads.slip_months"), right: true, cell: slip },
    textColumn("status", (row) => local(row, "delay_status")),
    textColumn("baseline", (row) => value(row, "baseline_end_date", day(row.baseline_end_date))),
    textColumn("forecast", (row) => value(row, "forecast_end_date", day(row.forecast_end_date))),
    {
      head: word("heads.overdue"),
      right: true,
      cell: (row) => (row.overdue_days === null ? "" : value(row, "overdue_days", count(row.overdue_days))),
    },
    textColumn("kind", (row) => local(row, "service_kind")),
    {
      head: word("heads.blocking"),
      right: true,
      cell: (row) =>
        value(
          row,
          "open_blocking_issues",
          row.open_blocking_issues === null ? word("not_stated") : count(row.open_blocking_issues),
        ),
    },
  ];
  return [
    table("services", word("tables.services"), columns, list, list),
    leftOut("services", chosen.publication),
  ];
}

function issuesSection(width) {
  const weeks = rows("issues");
  const stock = rows("stock");
  if (!weeks.length && !stock.length) return null;
  const parts = [];
  if (weeks.length > 1) {
    const line = (column, style) => ({
      style,
      points: weeks.map((row, place) => ({ place, value: row[column] })),
    });
    const lines = [line("open", "first"), line("open_blocking", "second")];
    const short = new Intl.DateTimeFormat(LOCALES[chosen.language], {
      month: "short",
      year: "2-digit",
      timeZone: "UTC",
    });
    const places = weeks.map((row) => short.format(new Date(row.period_last_day)));
    const keys = [lineKey("first", word("charts.open")), lineKey("second", word("charts.open_blocking"))];
    parts.push(make("ul", { class: "legend" }, keys));
    if (lines.some(({ points }) => points.some((point) => point.value !== null))) {
      parts.push(
        make(
          "div",
          { class: "drawing" },
          curve({ width, label: word("charts.issues"), places, lines, show: (tick) => number(tick, 0) }),
        ),
      );
    }
  }
  if (stock.length) {
    const stated = (head, column) => ({
      head: word(`heads.${head}`),
      right: true,
      cell: (row) => value(row, column, row[column] === null ? word("not_stated") : count(row[column])),
    });
    const columns = [
      textColumn("component", (row) => (row.is_total ? word("total") : local(row, "component"))),
      stated("open", "open"),
      stated("blocking", "open_blocking"),
      stated("awaiting", "awaiting_validation"),
    ];
    const ordered = [
      ...stock.filter((row) => !row.is_total),
      ...stock.filter((row) => row.is_total).map((row) => Object.assign(row, { style: "total" })),
    ];
    parts.push(
      table("stock", word("tables.stock"), columns, stock, ordered),
      leftOut("stock", chosen.publication),
    );
  }
  if (weeks.length) {
    const columns = [
      textColumn("week", (row) => day(row.period_last_day)),
      ...["opened", "reopened", "resolved", "validated", "open"].map((name) => countColumn(name, name)),
      countColumn("blocking", "open_blocking"),
      countColumn("oldest", "oldest_open_days"),
    ];
    parts.push(
      make(
        "details",
        {},
        make("summary", {}, word("tables.issues")),
        table("issues", word("tables.issues"), columns, weeks, [...weeks].reverse()),
        leftOut("issues", chosen.publication, "left_out_weeks"),
      ),
    );
  }
  return parts;
}

function toleranceSection() {
  const list = rows("tolerance");
  if (!list.length) return null;
  const scale = scaleOf(list, ["base_amount", "error_amount"]);
  const columns = [
    textColumn("entity", (row) => local(row, "entity")),
    { head: word("heads.year"), right: true, cell: (row) => String(row.year) },
    moneyColumn("base", "base_amount", scale),
    moneyColumn("tolerance", "tolerance_amount", scale),
    moneyColumn("errors", "error_amount", scale),
    moneyColumn("uncertainties", "uncertainty_amount", scale),
    moneyColumn("sum", "sum_amount", scale),
    { head: word("heads.sum_pct"), right: true, cell: (row) => value(row, "sum_pct", percent(row.sum_pct)) },
    textColumn("breach", (row) => value(row, "is_breach")),
  ];
  return [
    table("tolerance", word("tables.tolerance", { unit: unit(scale) }), columns, list, list),
    leftOut("tolerance", chosen.publication),
  ];
}
