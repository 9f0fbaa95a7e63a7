"""A scenario file, its parents and its settings → one checked Scenario, and a name for every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.scenario import Scenario
from optimizer.scenario_files.documents import (
    Change,
    Source,
    changes_of,
    default_document,
    merged,
    parse_document,
    parse_setting,
)
from optimizer.scenario_files.refusals import fault_at, faults_of
from optimizer.tables.cells import did_you_mean


@dataclass(frozen=True)
class ResolvedScenario:
    """A scenario with all parents and settings applied.

    ``changes`` are all that differs from the defaults, from the eldest parent to the last setting;
    ``sources`` are the files in the same order, then the settings.
    """

    scenario: Scenario
    changes: tuple[Change, ...]
    path: Path
    sources: tuple[Source, ...]

    @property
    def chain(self) -> tuple[Path, ...]:
        """The files, eldest parent first, the scenario itself last."""
        return tuple(source.path for source in self.sources if source.path is not None)

    @property
    def district_folder(self) -> Path:
        """Folder of the district, relative to the file that names it."""
        return self._folder_of("district") / self.scenario.district

    @property
    def folder(self) -> Path:
        """Folder that ``travel.roads`` is relative to: that of the file which names it."""
        return self._folder_of("travel", "roads")

    def _folder_of(self, *key: str) -> Path:
        named = (source.folder for source in reversed(self.sources) if source.states(key))
        return next(named, self.path.parent)


def read_scenario(path: Path, settings: Sequence[str] = ()) -> ResolvedScenario:
    """Read a scenario with its parents and apply settings.

    Parameters
    ----------
    path
        of a TOML file; ``extends`` in it names its parent, relative to it.
    settings
        changes such as ``bells.high.earliest=8:30``, applied last. A path in a setting is relative to
        where belltime was started.

    Raises
    ------
    InputError
        with every fault: of syntax, of unknown keys, of values.
    """
    sources = (*_read_chain(Path(path)), *_parse_settings(settings))
    document = default_document()
    changes: list[Change] = []
    for source in sources:
        changes += changes_of(source, document)
        document = merged(document, source.document)
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as refused:
        raise InputError(faults_of(refused, sources)) from None
    return ResolvedScenario(scenario, tuple(changes), Path(path), sources)


def _read_chain(path: Path) -> tuple[Source, ...]:
    """Read a file and its parents, eldest first."""
    sources: list[Source] = []
    seen: list[Path] = []
    while True:
        source = _read_file(path, sources[-1] if sources else None)
        seen.append(path.resolve())
        parent = source.document.pop("extends", None)
        sources.append(source)
        if parent is None:
            return tuple(reversed(sources))
        if not isinstance(parent, str):
            remedy = 'Write one file name: extends = "base.toml".'
            raise InputError([fault_at([source], ("extends",), "is not the name of one file", None, remedy)])
        path = source.folder / parent
        if path.resolve() in seen:
            names = " → ".join(other.label for other in sources)
            problem = f"closes a circle: {names} → {Path(parent).name}"
            raise InputError([fault_at([source], ("extends",), problem, parent, "Let one of them end it.")])


def _read_file(path: Path, child: Source | None) -> Source:
    try:
        return parse_document(path.read_text("utf-8-sig"), path)
    except FileNotFoundError:
        beside = [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        remedy = did_you_mean(path.name, beside) or "Give the path of a scenario file (TOML)."
        fault = Fault(str(path), "is not there", remedy=remedy)
        if child is not None:
            fault = fault_at([child], ("extends",), "is not there", path.name, remedy)
        raise InputError([fault]) from None
    except (IsADirectoryError, PermissionError):
        raise InputError(
            [Fault(str(path), "is not a file that can be read", remedy="Give a TOML file.")]
        ) from None
    except UnicodeDecodeError:
        raise InputError([Fault(path.name, "is not UTF-8 text", remedy="Save it as UTF-8.")]) from None


def _parse_settings(settings: Sequence[str]) -> list[Source]:
    """Parse all settings, gathering the faults of all."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for setting in settings:
        try:
            sources.append(parse_setting(setting))
        except InputError as refused:
            faults += refused.faults
    refuse_if_any(faults)
    return sources
