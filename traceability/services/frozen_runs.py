"""What the row of a run fixes for ever: the text of its labels, and all that they follow from."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import labels
from traceability.domain import cartons
from traceability.domain.cartons import Packed, TakenOver
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LabelState
from traceability.domain.print_houses import HouseTerms, as_told
from traceability.domain.stretches import Stretch, without
from traceability.services import label_designs, print_layout


@dataclass(frozen=True)
class Replaced:
    """The spoiled labels of another run that this one makes good: its code, and their numbers."""

    run: str
    stretches: tuple[Stretch, ...]

    def stated(self) -> dict[str, object]:
        """As the row and the leaf of the run say it."""
        return {"run": self.run, "ranges": [list(each) for each in self.stretches]}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Replaced:
        """The same, read from there."""
        return cls(kept["run"], tuple((first, last) for first, last in kept["ranges"]))


@dataclass(frozen=True)
class Frozen:
    """What a run fixes for ever: the text of its labels, and the indexes void from birth.

    ``rolls`` are the rolls that it is cut into, by code: the first and last number on each.
    ``house`` is there where a printing house makes it. ``path`` stands between the host and a
    label's code in its address: a GS1 Digital Link's, or nothing. ``sheet`` is the paper, where
    that is no sheet of the catalogue: a roll, or paper of one's own; ``gap`` what lies between the
    rows of a roll (µm), where that is known. ``packed`` says what is in the cartons of a run for
    cartons. ``layout`` is how its labels follow one another (``print_layout``). ``replaces`` is
    there where it makes spoiled labels good; nothing of it is drawn. ``after`` is the last number
    that an earlier run of the same cartons took: its own go on behind it. ``numbers`` are those of
    its labels, where they do not follow one another: cartons that stand in for others keep theirs.
    """

    stamp: labels.Design
    void: tuple[int, ...]
    rolls: Mapping[str, Stretch] = field(default_factory=dict)
    house: HouseTerms | None = None
    path: str = ""
    sheet: labels.Sheet | None = None
    packed: Packed | None = None
    gap: int | None = None
    layout: int = print_layout.RUN_ON
    replaces: Replaced | None = None
    after: int = 0
    numbers: tuple[Stretch, ...] = ()

    @property
    def design(self) -> str:
        """The design by its name; the trace stamp where a row keeps none."""
        return label_designs.name_of(self.stamp)

    @property
    def at_printer(self) -> bool:
        """Whether it was ordered of a printing house."""
        return self.house is not None

    @property
    def born(self) -> LabelState:
        """The state in which its labels begin: at a printing house they are dead."""
        return LabelState.ORDERED if self.at_printer else LabelState.UNUSED

    def as_json(self) -> str:
        """The form that the run's row keeps."""
        kept: dict[str, object] = {
            "stamp": label_designs.as_kept(self.stamp),
            "void": self.void,
        }
        kept |= {"rolls": dict(self.rolls)} if self.rolls else {}
        kept |= {"house": dataclasses.asdict(self.house)} if self.house else {}
        kept |= {"path": self.path} if self.path else {}
        kept |= {"sheet": dataclasses.asdict(self.sheet)} if self.sheet else {}
        kept |= {"design": self.design} if self.design != LabelDesign.TRACE_STAMP else {}
        kept |= {"packed": self.packed.stated()} if self.packed else {}
        kept |= {"gap": self.gap} if self.gap is not None else {}
        kept |= {"layout": self.layout} if self.layout != print_layout.RUN_ON else {}
        kept |= {"replaces": self.replaces.stated()} if self.replaces else {}
        kept |= {"after": self.after} if self.after else {}
        kept |= {"numbers": self.numbers} if self.numbers else {}
        return json.dumps(kept)

    @classmethod
    def from_json(cls, text: str) -> Frozen:
        """Read what a run's row keeps."""
        kept = json.loads(text)
        packed = cartons.from_kept(kept["packed"]) if "packed" in kept else None
        numbers = _numbers(kept, packed)
        rolls = {code: (first, last) for code, (first, last) in kept.get("rolls", {}).items()}
        return cls(
            stamp=label_designs.from_kept(
                kept.get("design", LabelDesign.TRACE_STAMP), kept["stamp"]
            ),
            void=() if numbers else tuple(kept["void"]),
            rolls=rolls,
            house=as_told(kept["house"]) if "house" in kept else None,
            path=kept.get("path", ""),
            sheet=_sheet(kept["sheet"]) if "sheet" in kept else None,
            packed=packed,
            gap=kept.get("gap"),
            layout=kept.get("layout", print_layout.RUN_ON),
            replaces=Replaced.from_kept(kept["replaces"]) if "replaces" in kept else None,
            after=kept.get("after", 0),
            numbers=numbers,
        )


def _numbers(kept: Mapping[str, Any], packed: Packed | None) -> tuple[Stretch, ...]:
    """The numbers of a run, where they do not follow one another.

    A row of before they were kept has what is between them among what is void from birth.
    """
    if isinstance(packed, TakenOver) and kept["void"]:
        begin, void = kept.get("after", 0) + 1, [(at + 1, at + 1) for at in kept["void"]]
        end = begin + packed.cartons + len(void) - 1
        return tuple(without([(begin, end)], void))
    return tuple((first, last) for first, last in kept.get("numbers", ()))


def _sheet(kept: Mapping[str, Any]) -> labels.Sheet:
    """A paper as a run's row keeps it."""
    sizes = {name: labels.Size(**kept[name]) for name in ("page", "label", "pitch")}
    parts = {**sizes, "first": labels.Point(**kept["first"]), "also": tuple(kept["also"])}
    return labels.Sheet(**{**kept, **parts})
