// Charts as SVG. What differs, differs in pattern and in line, so that it can be told apart in grey.
const TOP = 26;
const FOOT = 24;
// About as wide as a digit is.
const LETTER = 8;

function picture(width, height, label, ...parts) {
  return draw(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" },
    ...parts,
  );
}

function caption(x, y, text, anchor = "middle", style = "") {
  return draw("text", { x, y, "text-anchor": anchor, class: style }, text);
}

// An entry of a legend: what is drawn, and what it means.
function key(shape, text) {
  const drawn = draw("svg", { viewBox: "0 0 22 14", class: "key", "aria-hidden": "true" }, shape);
  return make("li", {}, drawn, text);
}

function lineKey(style, text) {
  return key(draw("line", { x1: 1, x2: 21, y1: 7, y2: 7, class: style }), text);
}

function legend(...names) {
  const box = (name) => draw("rect", { x: 1, y: 1, width: 20, height: 12, class: name });
  return make("ul", { class: "legend" }, names.map((name) => key(box(name), word(`charts.${name}`))));
}

// Bars per year, each made of what is realised, forecast and not judged; the same height is the same amount in all.
function bars(title, cells, lowest, highest, scale) {
  const width = 340;
  const height = 190;
  const years = [...new Set(cells.map((cell) => cell.year))].sort();
  const per = (height - TOP - FOOT) / Math.max(highest - lowest, 1);
  const zero = TOP + highest * per;
  const step = (width - 8) / Math.max(years.length, 1);
  const thick = Math.min(44, step * 0.7);
  const parts = [];
  years.forEach((year, place) => {
    const middle = 4 + step * (place + 0.5);
    const ends = { up: zero, down: zero };
    const ofYear = cells.filter((cell) => cell.year === year);
    for (const kind of ["realised", "forecast", "unjudged"]) {
      for (const cell of ofYear.filter((one) => kind === "unjudged" || one.measure_type === kind)) {
        const value = Number(
          (kind === "unjudged" ? cell.uncertain_amount_gross : cell.unlawful_amount_gross) ?? 0,
        );
        if (value === 0) continue;
        const tall = Math.abs(value) * per;
        const y = value > 0 ? (ends.up -= tall) : ends.down;
        if (value < 0) ends.down += tall;
        parts.push(
          draw("rect", {
            x: middle - thick / 2,
            y,
            width: thick,
            height: Math.max(tall, 0.5),
            class: kind,
            click: () =>
              trace(
                cell,
                kind === "unjudged" ? "uncertain_amount_gross" : "unlawful_amount_gross",
                money(kind === "unjudged" ? cell.uncertain_amount_gross : cell.unlawful_amount_gross, scale),
              ),
          }),
        );
      }
    }
    // A sum of what is realised and forecast would be computed here: then the table alone has the numbers.
    if (ofYear.length === 1) {
      const [cell] = ofYear;
      const text =
        cell.unlawful_amount_gross === null
          ? "?"
          : amount(cell.unlawful_amount_gross, scale, cell.unlawful_unknown_lines);
      if (text.length * LETTER < step) parts.push(caption(middle, ends.up - 6, text, "middle", "figure"));
    }
    const every = Math.ceil((5 * LETTER) / step);
    if (place % every === 0) parts.push(caption(middle, height - 7, String(year)));
  });
  parts.push(draw("line", { x1: 0, x2: width, y1: zero, y2: zero, class: "axis" }));
  const label = word("charts.spend", { name: title, unit: unit(scale) });
  return make(
    "figure",
    { class: "panel" },
    make("figcaption", {}, title),
    picture(width, height, label, ...parts),
  );
}

// Even steps that hold all values, from zero.
function ticksTo(most) {
  const size = 10 ** Math.floor(Math.log10(Math.max(most, 1) / 4));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * size).find((one) => one * 4 >= most) ?? most;
  return [0, 1, 2, 3, 4].map((times) => times * step);
}

// Lines over an even row of places. A point without a value is a gap.
function curve({ width, label, places, lines, marked, foot, show }) {
  const height = 240;
  const left = 58;
  const values = lines.flatMap((line) =>
    line.points.map((point) => point.value).filter((value) => value !== null),
  );
  const ticks = ticksTo(Math.max(...values, 1));
  const least = Math.min(...values, 0);
  const most = Math.max(ticks.at(-1), ...values);
  const right = width - 12;
  const bottom = height - 40;
  const x = (place) => left + ((right - left) * place) / Math.max(places.length - 1, 1);
  const y = (value) => bottom - ((bottom - 14) * (value - least)) / (most - least);
  const parts = ticks.flatMap((tick) => [
    draw("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" }),
    caption(left - 8, y(tick) + 4, show(tick), "end"),
  ]);
  const every = Math.ceil(places.length / Math.max(Math.floor((right - left) / 70), 1));
  places.forEach((place, number) => {
    if (place !== null && number % (foot?.every ?? every) === 0)
      parts.push(caption(x(number), bottom + 18, String(place)));
  });
  if (foot?.name) parts.push(caption((left + right) / 2, height - 5, foot.name));
  if (marked !== undefined)
    parts.push(draw("line", { x1: x(marked), x2: x(marked), y1: 8, y2: bottom, class: "marked" }));
  for (const line of lines) {
    line.points.forEach((point, number) => {
      const before = line.points[number - 1];
      if (before && before.value !== null && point.value !== null) {
        const style = `${line.style}${point.dashed || before.dashed ? " dashed" : ""}`;
        parts.push(
          draw("line", {
            x1: x(before.place),
            y1: y(before.value),
            x2: x(point.place),
            y2: y(point.value),
            class: style,
          }),
        );
      }
      if (point.value !== null && (point.dotted || point.place === marked)) {
        parts.push(
          draw("circle", {
            cx: x(point.place),
            cy: y(point.value),
            r: point.place === marked ? 6 : 4,
            class: `${line.style} dot`,
          }),
        );
      }
    });
  }
  return picture(width, height, label, ...parts);
}
