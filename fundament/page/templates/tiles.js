// Three to five numbers at the top, a sentence each.

function tile(name, numbers, sentence) {
  // Before its unit a number may break.
  for (const [, button] of numbers)
    button.textContent = button.textContent.replace(/\u00a0(?=[^\d\u00a0]+$)/, " ");
  const shown = numbers.map(([label, button]) =>
    make("span", { class: "number" }, label ? make("span", { class: "label" }, label) : null, button),
  );
  return make(
    "li",
    {},
    make("h3", {}, word(`tiles.${name}`)),
    make("p", { class: "numbers" }, shown),
    make("p", { class: "sentence" }, sentence),
  );
}

function tiles() {
  const found = [];
  const spend = rows("spend").filter((row) => row.row_kind === "total" && row.is_sum_of_years);
  const total = spend.find((row) => row.is_sum_of_types);
  if (total) {
    const scale = scaleOf([total], ["unlawful_amount_gross", "spend_amount_gross", "uncertain_amount_gross"]);
    const shown = (row, column) =>
      value(
        row,
        `${column}_amount_gross`,
        money(row[`${column}_amount_gross`], scale, row[`${column}_unknown_lines`]),
      );
    const years =
      total.first_year === total.last_year
        ? String(total.first_year)
        : `${total.first_year}\u2013${total.last_year}`;
    const onlyTotal = total.spend_amount_gross === null && total.spend_unknown_lines === 0;
    const isNone = total.first_year === null && !onlyTotal;
    const said =
      onlyTotal || isNone
        ? word(`tiles.unlawful_${isNone ? "none" : "total_only"}`)
        : word("tiles.unlawful_said", { years, n: total.unlawful_contracts });
    const leaving = (row, column) =>
      row[`${column}_unknown_lines`] > 0 ? ` ${word("tiles.leaving", { n: row[`${column}_unknown_lines`] })}` : "";
    found.push(tile("unlawful", [["", shown(total, "unlawful")]], said + leaving(total, "unlawful")));
    const types = ["realised", "forecast"]
      .map((type) => spend.find((row) => row.measure_type === type && !row.is_sum_of_types))
      .filter(Boolean);
    if (types.length)
      found.push(
        tile(
          "types",
          types.map((row) => [code("measure_type", row.measure_type), shown(row, "unlawful")]),
          word("tiles.types_said"),
        ),
      );
    if (!onlyTotal) {
      const isJudged =
        Number(total.uncertain_amount_gross) === 0 &&
        !total.uncertain_unknown_lines &&
        total.uncertain_amount_gross !== null;
      const rest = word("tiles.unjudged_said", {
        spend: money(total.spend_amount_gross, scale, total.spend_unknown_lines),
      });
      found.push(
        tile(
          "unjudged",
          [["", shown(total, "uncertain")]],
          isJudged ? word("tiles.unjudged_none") : rest + leaving(total, "spend"),
        ),
      );
    }
  }
  const [counts] = rows("service_counts");
  if (counts) {
    const values = {
      n: counts.services,
      delayed: count(counts.delayed),
      overdue: count(counts.overdue),
      unknown: count(counts.unknown),
    };
    const [worst] = rows("services").filter((row) => row.delay_measure !== null);
    const [column, said] = worst ? slipOf(worst) : [];
    if (worst)
      found.push(
        tile(
          "slip",
          [["", value(worst, column, column === "slip_months" ? word("months", { n: worst.slip_months }) : said)]],
          word("tiles.slip_said", { ...values, whose: whose(counts, worst) }),
        ),
      );
    else
      found.push(tile("slip", [["", value(counts, "unknown", word("unknown"))]], word("tiles.slip_none", values)));
  }
  const stock = rows("stock").find((row) => row.is_total);
  if (stock) {
    const stated = stock.open_blocking !== null;
    const said = stated
      ? word("tiles.blocking_said", { open: stock.open === null ? word("not_stated") : count(stock.open) })
      : word("tiles.blocking_listed", { n: stock.open_blocking_listed });
    found.push(
      tile(
        "blocking",
        [["", value(stock, "open_blocking", stated ? count(stock.open_blocking) : word("not_stated"))]],
        said,
      ),
    );
  }
  const [tolerance] = rows("tolerance");
  if (tolerance && !total) {
    const scale = scaleOf([tolerance], ["sum_amount", "error_amount"]);
    const outcome = { true: "broken", false: "kept", null: "unknown" }[String(tolerance.is_breach)];
    const values = {
      entity: local(tolerance, "entity"),
      year: tolerance.year,
      tolerance: money(tolerance.tolerance_amount, scale),
    };
    found.push(
      tile(
        "tolerance",
        [["", value(tolerance, "sum_amount", money(tolerance.sum_amount, scale))]],
        word(`tiles.tolerance_${outcome}`, values),
      ),
    );
  }
  return found;
}

function whose(counts, worst) {
  const name = local(worst, "service_name");
  const others = counts.with_largest - 1;
  return others > 0 ? word("tiles.slip_others", { n: others, name }) : `${name}.`;
}
