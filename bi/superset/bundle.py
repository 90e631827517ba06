"""The import bundle: the files of `assets/` in one zip, for one published file.

`python bi/superset/bundle.py PUBLISHED_FILE BUNDLE.zip` writes it for a Superset of your own. It needs nothing but
Python.
"""

import io
import sys
import zipfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent / "assets"
PLACE = "PUBLISHED_FILE"
METADATA = "version: 1.0.0\ntype: assets\ntimestamp: '2026-01-01T00:00:00+00:00'\n"


def make_bundle(published: Path) -> bytes:
    """The zip whose database reads `published`, read-only."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("bundle/metadata.yaml", METADATA)
        for path in sorted(ASSETS.rglob("*.yaml")):
            text = path.read_text("utf-8").replace(PLACE, published.absolute().as_posix())
            bundle.writestr(f"bundle/{folder_in_bundle(path)}", text)
    return content.getvalue()


def folder_in_bundle(path: Path) -> str:
    """Superset wants the datasets in a folder of their database."""
    kind = path.parent.name
    return f"datasets/fundament/{path.name}" if kind == "datasets" else f"{kind}/{path.name}"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Use: python bi/superset/bundle.py PUBLISHED_FILE BUNDLE.zip")
    Path(sys.argv[2]).write_bytes(make_bundle(Path(sys.argv[1])))
