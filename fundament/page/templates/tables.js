// Tables, and what is said under them.
// Longer tables show their first rows, and the rest when asked.
const ROWS = 20;
const SPARE = 12;

function table(name, caption, columns, list, shown) {
  const right = (column) => (column.right ? "right" : null);
  const head = make(
    "tr",
    {},
    columns.map((column) => make("th", { scope: "col", class: right(column) }, column.head)),
  );
  const body = shown.map((row, number) =>
    make(
      "tr",
      { class: row.style ?? null, hidden: shown.length > ROWS + SPARE && number >= ROWS },
      columns.map((column, place) =>
        make(place ? "td" : "th", { scope: place ? null : "row", class: right(column) }, column.cell(row)),
      ),
    ),
  );
  const hidden = body.filter((row) => row.hidden);
  const all = make(
    "button",
    {
      type: "button",
      click: () => {
        for (const row of hidden) row.hidden = false;
        all.remove();
        hidden[0].querySelector("button")?.focus();
      },
    },
    word("show_all", { n: shown.length }),
  );
  return make(
    "div",
    { class: "table" },
    make(
      "div",
      { class: "wide", role: "region", tabindex: "0", "aria-label": caption },
      make(
        "table",
        {},
        make("caption", {}, make("span", {}, caption)),
        make("thead", {}, head),
        make("tbody", {}, body),
      ),
    ),
    make(
      "p",
      { class: "tools" },
      hidden.length ? all : null,
      make(
        "button",
        { type: "button", "aria-label": word("download_of", { caption }), click: () => download(name, list) },
        word("download"),
      ),
    ),
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

function moneyColumn(head, column, scale, unknownLines) {
  return {
    head: word(`heads.${head}`),
    right: true,
    cell: (row) => value(row, column, amount(row[column], scale, unknownLines ? row[unknownLines] : 0)),
  };
}

function countColumn(head, column) {
  return { head: word(`heads.${head}`), right: true, cell: (row) => value(row, column, count(row[column])) };
}

function textColumn(head, cell) {
  return { head: word(`heads.${head}`), cell };
}
