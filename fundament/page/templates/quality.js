// The sections on findings and printed figures; one without rows is none.
// Findings of high severity are open where they are few.
const OPENED = 5;

function findingsSection() {
  const groups = rows("finding_groups");
  const each = rows("findings");
  if (!groups.length) return [make("p", {}, word("findings.none"))];
  const scale = scaleOf(groups, ["amount_gross", "largest_amount_gross"]);
  const items = groups.map((group) => {
    const own = each.filter((row) => row.finding_rule === group.finding_rule);
    const counted = [value(group, "findings", word("findings.count", { n: group.findings }))];
    for (const [name, column] of [
      ["together", "amount_gross"],
      ["largest", "largest_amount_gross"],
    ]) {
      if (group[column] !== null && !(name === "largest" && group.amount_gross !== null)) {
        const amount = money(group[column], scale);
        counted.push(
          "; ",
          value(group, column, group.findings === 1 ? amount : word(`findings.${name}`, { amount })),
        );
      }
    }
    const found = own.map((row) =>
      make(
        "li",
        {},
        `${local(row, "message")} `,
        make(
          "button",
          {
            type: "button",
            class: "value",
            "aria-haspopup": "dialog",
            "aria-label": word("findings.origin_of", { message: local(row, "message") }),
            click: () => trace(row, `message_${chosen.language}`, local(row, "subject_name")),
          },
          word("findings.origin"),
        ),
      ),
    );
    const missing = group.findings - own.length;
    return make(
      "li",
      {},
      make(
        "details",
        { open: group.severity === "high" && own.length <= OPENED },
        make(
          "summary",
          {},
          make("span", { class: `severity ${group.severity}` }, local(group, "severity")),
          ` ${local(group, "finding_rule")} (${count(group.findings)})`,
        ),
        make("p", {}, `${local(group, "why")}. `, counted, "."),
        make("ul", {}, found),
        missing > 0 ? make("p", { class: "note" }, word("findings.not_shown", { n: missing })) : null,
      ),
    );
  });
  const button = make(
    "button",
    {
      type: "button",
      "aria-label": word("download_of", { caption: word("sections.findings") }),
      click: () => download("findings", each),
    },
    word("download"),
  );
  return [
    make("ol", { class: "findings" }, items),
    leftOut("finding_groups", chosen.publication),
    make("p", { class: "tools" }, button),
  ];
}

function reconciliationSection() {
  const list = rows("figures");
  if (!list.length) return null;
  const verdicts = rows("verdicts");
  const all = verdicts.find((row) => row.verdict === null);
  const told = verdicts
    .filter((row) => row.verdict !== null)
    .flatMap((row, place) => [
      place ? ", " : " ",
      `${code("verdict", row.verdict)} `,
      value(row, "figures", count(row.figures)),
    ]);
  const exact = (row, column) =>
    value(row, column, row[column] === null ? word("unknown") : number(row[column], 0, 3));
  const columns = [
    textColumn("figure", (row) => [
      make("span", { class: "id" }, row.figure_id),
      make("span", { class: "citation" }, cited(row)),
    ]),
    { head: word("heads.printed"), right: true, cell: (row) => value(row, "printed_text", row.printed_text) },
    { head: word("heads.computed"), right: true, cell: (row) => exact(row, "computed_value") },
    { head: word("heads.difference"), right: true, cell: (row) => exact(row, "residual") },
    textColumn("unit", (row) =>
      (data.units[row.unit]?.[chosen.language] ?? row.unit).replace(/\bEUR\b/, publication().currency),
    ),
    textColumn("verdict", (row) => {
      const reason = local(row, "accepted_reason");
      return [
        code("verdict", row.verdict),
        row.is_exception && reason
          ? make("span", { class: "citation" }, word("reconciliation.accepted", { reason }))
          : null,
      ];
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
  return line && line[2] !== null ? data.citations[line[2]][chosen.language] : "";
}
