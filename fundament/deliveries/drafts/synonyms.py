"""The words of synonyms.yml, for drafts."""

from pathlib import Path
from typing import Any

from fundament import own_yaml

_WORDS: dict[str, Any] = own_yaml.read(Path(__file__).with_suffix(".yml"))
SYNONYMS: dict[str, dict[str, list[str]]] = _WORDS["synonyms"]
VALUES: dict[str, str] = {word: meaning for meaning, words in _WORDS["values"].items() for word in words}
GENERIC, NEUTRAL, ELSEWHERE = (frozenset(_WORDS[name]) for name in ("generic", "neutral", "elsewhere"))
