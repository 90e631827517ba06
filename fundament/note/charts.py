"""Charts as lines, boxes and texts. They carry no axis: every value stands beside what it measures.

What differs, differs in pattern and in outline, so that it can be told apart in grey.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from textwrap import wrap

from jinja2 import Environment

from fundament.note.document import Run

WIDTH = 720
PATTERNS = ("solid", "diagonal", "dots", "lines", "cross", "light")
LETTER, WIDE_LETTER = 6.4, 8.0
# Room for the highest bar.
BARS = 112


@dataclass(frozen=True)
class Box:
    """A rectangle with a pattern; a dashed outline for what is not realised or not known."""

    x: float
    y: float
    width: float
    height: float
    pattern: str
    is_dashed: bool = False


@dataclass(frozen=True)
class Text:
    """A text at a point."""

    x: float
    y: float
    runs: list[Run]
    anchor: str = "middle"
    is_bold: bool = False
    on_white: bool = False

    @property
    def width(self) -> float:
        """About how wide it is, for the white ground under it."""
        return sum(len(run.text) for run in self.runs) * LETTER + 8


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass
class Drawing:
    """All of a chart."""

    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def svg(self, name: str, caption: str, description: str, templates: Environment) -> str:
        """The drawing as SVG; `name` keeps its ids apart from those of other charts."""
        return templates.get_template("chart.svg.j2").render(
            drawing=self, name=name, caption=caption, description=description, width=WIDTH, patterns=PATTERNS
        )


@dataclass(frozen=True)
class Series:
    """One contract, with a value for each group; None is unknown."""

    name: Run
    values: list[Run | None]


@dataclass(frozen=True)
class Group:
    """A year: what stands under its bar, and the total above."""

    labels: list[Run]
    total: Run
    is_dashed: bool


def _size(run: Run | None) -> Decimal | None:
    return None if run is None or run.cell is None or run.cell.value is None else Decimal(run.cell.value)


def _legend(drawing: Drawing, series: list[Series], pattern_of: Callable[[int], str]) -> float:
    """Each name beside its pattern, and whole: a long one goes over several lines. Returns its lower end."""
    x, y = 4.0, 8.0
    for place, one in enumerate(series):
        lines = wrap(one.name.text, int((WIDTH - 40) / WIDE_LETTER)) or [""]
        width = 28 + max(len(line) for line in lines) * WIDE_LETTER + 24
        if x > 4 and x + width > WIDTH:
            x, y = 4.0, y + 22
        drawing.boxes.append(Box(x, y, 22, 16, pattern_of(place)))
        for number, line in enumerate(lines):
            drawing.texts.append(Text(x + 28, y + 13 + 16 * number, [replace(one.name, text=line)], "start"))
        x += width
        if len(lines) > 1:
            x, y = 4.0, y + 16 * (len(lines) - 1) + 22
    return y + 22 if x > 4 else y


def stacked(groups: list[Group], series: list[Series], pattern_of: Callable[[int], str]) -> Drawing:
    """Bars that stand side by side, each made of its parts."""
    drawing = Drawing()
    under = _legend(drawing, series, pattern_of)
    top, bottom = under + 20, under + 20 + BARS
    drawing.height = bottom + 40
    heights = [
        sum((_size(one.values[place]) or Decimal(0) for one in series), Decimal(0)) for place in range(len(groups))
    ]
    scale = (bottom - top) / float(max([*heights, Decimal(1)]))
    step = WIDTH / max(len(groups), 1)
    bar = min(66.0, step * 0.66)
    for place, group in enumerate(groups):
        middle, y = step * (place + 0.5), bottom
        for number, one in enumerate(series):
            run = one.values[place]
            size = _size(run)
            if run is None or not size:
                continue
            height = float(size) * scale
            y -= height
            drawing.boxes.append(Box(middle - bar / 2, y, bar, height, pattern_of(number), group.is_dashed))
            if height >= 18 and len(series) > 1:
                drawing.texts.append(Text(middle, y + height / 2 + 5, [run], on_white=True))
        drawing.texts.append(Text(middle, y - 7, [group.total], is_bold=True))
        for line, label in enumerate(group.labels):
            drawing.texts.append(Text(middle, bottom + 18 + 16 * line, [label], is_bold=line == 0))
    drawing.rules.append(Rule(0, bottom, WIDTH, bottom))
    return drawing
