// What is chosen, the words of a language, and how values are shown. Amounts stay text: no digit is lost on the way.
const data = JSON.parse(document.getElementById("data").textContent);
const chosen = { language: "nl", publication: "", scenario: "", months: 12 };
const LOCALES = { nl: "nl-NL", en: "en-GB" };
const MILLION = 1e6;

const tables = {};
for (const [name, table] of Object.entries(data.tables)) {
  tables[name] = table.rows.map((values, place) => {
    const row = Object.fromEntries(table.columns.map((column, number) => [column, values[number]]));
    return Object.assign(row, { from: { name, table, place, lines: table.lines[place] } });
  });
}

// The rows of a table for what is chosen.
function rows(name) {
  return tables[name].filter(
    (row) =>
      row.publication_id === chosen.publication &&
      (name === "scenarios" || !("scenario_id" in row) || row.scenario_id === chosen.scenario),
  );
}

function word(path, values = {}) {
  let found = path.split(".").reduce((part, step) => part[step], data.words)[chosen.language];
  if (typeof found === "object") {
    found = found[new Intl.PluralRules(LOCALES[chosen.language]).select(values.n)];
  }
  const filled = "n" in values ? { ...values, n: count(values.n) } : values;
  return found.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
}

// A text of a mart in the language of the page.
function local(row, column) {
  return row[`${column}_${chosen.language}`];
}

function code(list, value) {
  return data.codes[list]?.[value]?.[chosen.language] ?? value;
}

function number(value, decimals, most = decimals) {
  const style = { minimumFractionDigits: decimals, maximumFractionDigits: most };
  return new Intl.NumberFormat(LOCALES[chosen.language], style).format(value).replace("-", "\u2212");
}

function count(value) {
  return value === null ? word("unknown") : number(value, 0);
}

function day(value) {
  if (value === null) return word("unknown");
  const style = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[chosen.language], style).format(new Date(value.slice(0, 10)));
}

function currency() {
  const code = publication().currency;
  return code === "EUR" && chosen.language === "nl" ? "\u20ac" : code;
}

function publication() {
  return tables.publications.find((row) => row.publication_id === chosen.publication);
}

// Millions where an amount has them, else the amounts themselves.
function scaleOf(list, columns) {
  const isLarge = list.some((row) => columns.some((column) => Math.abs(Number(row[column] ?? 0)) >= MILLION));
  return isLarge ? { power: "e-6", decimals: 1, name: word("million") } : { power: "", decimals: 0, name: "" };
}

function unit(scale) {
  return [currency(), scale.name].filter(Boolean).join(" ");
}

// An amount alone, as in a table. What is left out of it has a mark; beside it a zero is none, and unknown is said.
function amount(value, scale, unknownLines = 0) {
  if (value === null) return word(unknownLines ? "not_computable" : "unknown");
  const [sign, text] = shown(value, scale);
  return sign + text + (unknownLines ? "*" : "");
}

// An amount in a sentence.
function money(value, scale, unknownLines = 0) {
  if (value === null) return word(unknownLines ? "not_computable" : "unknown");
  const [sign, text] = shown(value, scale);
  return [sign + currency(), text, scale.name].filter(Boolean).join("\u00a0");
}

// What is too small for its decimals is no zero either.
function shown(value, { power, decimals }) {
  const text = number(value + power, decimals);
  if (Number(value) === 0 || /[1-9]/.test(text)) return ["", text];
  return [Number(value) < 0 ? "> \u2212" : "< ", number(10 ** -decimals, decimals)];
}

function percent(value) {
  return value === null ? word("unknown") : shown(value, { power: "", decimals: 1 }).join("");
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

// Texts come in as text nodes and nothing else.
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
}
