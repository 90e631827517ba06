"""Charts as lines, boxes and texts. They carry no axis: every value stands beside what it measures.

What differs, differs in pattern and in outline, so that it can be told apart in grey.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import Environment

from fundament.note.document import Run

WIDTH = 720
PATTERNS = ("solid", "diagonal", "dots", "lines", "cross", "light")
LETTER = 6.4


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


def stacked(groups: list[Group], series: list[Series], pattern_of: Callable[[int], str]) -> Drawing:
    """Bars that stand side by side, each made of its parts."""
    drawing = Drawing(height=330)
    top, bottom = 66.0, 282.0
    x = 4.0
    for place, one in enumerate(series):
        drawing.boxes.append(Box(x, 8, 22, 16, pattern_of(place)))
        drawing.texts.append(Text(x + 28, 21, [one.name], "start"))
        x += 28 + len(one.name.text) * (LETTER + 1) + 24
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
            if height >= 20 and len(series) > 1:
                drawing.texts.append(Text(middle, y + height / 2 + 5, [run], on_white=True))
        drawing.texts.append(Text(middle, y - 7, [group.total], is_bold=True))
        for line, label in enumerate(group.labels):
            drawing.texts.append(Text(middle, bottom + 18 + 16 * line, [label], is_bold=line == 0))
    drawing.rules.append(Rule(0, bottom, WIDTH, bottom))
    return drawing


@dataclass(frozen=True)
class Bar:
    """A lying bar: its name above, its value behind its end. `extra` is the part above `value - extra`."""

    name: list[Run]
    value: Run
    after: list[Run]
    pattern: str = "solid"
    extra: Run | None = None
    is_dashed: bool = False


def lying(bars: list[Bar]) -> Drawing:
    """Bars under one another. One whose value is unknown is an empty, dashed box that says so."""
    drawing = Drawing()
    longest = max([*(abs(_size(bar.value) or Decimal(0)) for bar in bars), Decimal(1)])
    room = WIDTH - 230
    y = 2.0
    for bar in bars:
        drawing.texts.append(Text(6, y + 13, bar.name, "start"))
        size = _size(bar.value)
        if size is None:
            drawing.boxes.append(Box(0.75, y + 18, 60, 18, "none", is_dashed=True))
            end = 60.0
        else:
            end = float(abs(size) / longest) * room
            extra = _size(bar.extra)
            part = float(extra / longest) * room if extra and extra > 0 else 0.0
            drawing.boxes.append(Box(0.75, y + 18, max(end - part, 1), 18, bar.pattern, bar.is_dashed))
            if part:
                drawing.boxes.append(Box(end - part, y + 18, part, 18, "diagonal", is_dashed=True))
        drawing.texts.append(Text(end + 10, y + 32, [bar.value, *bar.after], "start"))
        y += 46
    drawing.height = y
    drawing.rules.append(Rule(0, 0, 0, y - 6))
    return drawing
