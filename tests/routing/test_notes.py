"""What routing says in words: the first ten stops by name, the others counted, doors never named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import planning
from optimizer.district import District, Yard
from optimizer.routing import FarStop, Routing, Unserved, build_runs, idle_notes, unserved_notes
from optimizer.routing.naming import name_first, name_stops
from optimizer.tables import write_district
from tests.builders import FlatTravel, place, school, stop, tiny_scenario


def district(*east: float, doors: bool = False) -> District:
    """A school with stops of 10 riders so many minutes to the east, S1 to SN."""
    stops = [replace(stop(f"S{k}", "S", far, 0, 10), door=doors) for k, far in enumerate(east, 1)]
    return District("One", (school("S", 0, 0, "School", "elementary"),), tuple(stops), ())


def notes(of: District) -> tuple[str, ...]:
    return build_runs(of, tiny_scenario(), FlatTravel()).notes[1:]


# Ten are named; of twelve, ten and how many more.
@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "s1"),
        (10, "s1, s2, s3, s4, s5, s6, s7, s8, s9, s10"),
        (12, "s1, s2, s3, s4, s5, s6, s7, s8, s9, s10 and 2 more"),
    ],
)
def test_the_first_ten_are_named(count: int, words: str) -> None:
    assert name_first([f"s{k}" for k in range(1, count + 1)]) == words


def test_doors_are_counted_only() -> None:
    assert name_stops({"s1": False, "d1": True, "s2": False, "d2": True}) == "s1, s2; 2 at a door"
    assert name_stops({"d1": True}) == "1 at a door"


class TestFarStops:
    """The limit is 30 min, the far limit 40."""

    def test_none_within_the_limit(self) -> None:
        assert notes(district(30)) == ()

    def test_beyond_the_limit_and_beyond_the_far_limit_are_told_apart(self) -> None:
        assert notes(district(31, 40, 41, 20)) == (
            "2 stops beyond the ride limit, with the far limit instead, up to 40 minutes direct: S1, S2",
            "1 stop beyond even the far limit, driven directly, up to 41 minutes direct: S3",
        )

    def test_a_door_is_not_named(self) -> None:
        (note,) = notes(district(41, doors=True))
        assert note.endswith("up to 41 minutes direct: 1 at a door")
        assert "S1" not in note

    def test_driven_directly_in_one_half_of_the_day_is_told_once(self) -> None:
        far = (FarStop("s1", "am", 35, 30, 40), FarStop("s1", "pm", 45, 30, 40))
        assert Routing((), far_stops=far).notes[1:] == (
            "1 stop beyond even the far limit, driven directly, up to 45 minutes direct: s1",
        )


class TestUnserved:
    def test_nobody(self) -> None:
        assert unserved_notes(()) == []

    def test_every_stop_with_its_riders_of_both_halves_and_reasons(self) -> None:
        lost = [
            Unserved("s1", 7, "am", "no way there"),
            Unserved("s2", 1, "am", "full"),
            Unserved("s1", 7, "pm", "no way back"),
        ]
        assert unserved_notes(lost) == [
            "14 riders on no run, at stop s1: no way there; no way back",
            "1 rider on no run, at stop s2: full",
        ]

    def test_ten_stops_are_named_and_nobody_is_lost(self) -> None:
        lost = [Unserved(f"s{k}", k, "am", "full") for k in range(1, 13)]
        found = unserved_notes([*lost, Unserved("d1", 3, "am", "full", door=True)])
        assert len(found) == 12
        assert found[9:] == [
            "10 riders on no run, at stop s10: full",
            "23 riders on no run, at 2 more stops: full",  # 11 + 12
            "3 riders on no run, at 1 stop at a door: full",
        ]
        # 1 + 2 + ... + 12 = 78, and 3 at the door.
        assert sum(int(words.split()[0]) for words in found) == 81

    def test_a_door_without_a_seat_is_not_named(self) -> None:
        scenario = tiny_scenario(fleet={"load": {"elementary": 0.0}})
        routing = build_runs(district(5, doors=True), scenario, FlatTravel())
        assert routing.notes[1].startswith("20 riders on no run, at 1 stop at a door: fleet.load")


class TestWhereNoBusGoes:
    def test_nothing_to_say(self) -> None:
        assert idle_notes(district(5)) == ()

    def test_schools_without_stops_and_stops_without_riders(self) -> None:
        full = district(5, 6, 7)
        first, second, third = full.stops
        idle = {"riders_am": 0, "riders_pm": 0}
        some = replace(
            full,
            schools=(*full.schools, school("E", 5, 0, "Empty High", "high")),
            stops=(first, replace(second, **idle), replace(third, **idle, door=True)),  # type: ignore[arg-type]
        )
        assert idle_notes(some) == (
            "1 school has no stops: Empty High",
            "2 stops have no riders: S2; 1 at a door",
        )

    def test_a_rider_one_way_is_a_rider(self) -> None:
        one_way = district(5)
        one_way = replace(one_way, stops=(replace(one_way.stops[0], riders_am=0, riders_pm=1),))
        assert idle_notes(one_way) == ()

    def test_validate_names_them_in_a_folder_and_in_a_scenario(self, tmp_path: Path) -> None:
        """Four minutes east one stop has 10 riders, another has none; a second school has no stop."""
        town = district(4, 4)
        idle = replace(town.stops[1], riders_am=0, riders_pm=0)
        town = replace(
            town,
            schools=(
                *(replace(s, day_minutes=420) for s in town.schools),
                school("E", 5, 0, "Empty High", "high"),
            ),
            stops=(town.stops[0], idle),
            yards=(Yard(place("Y", 0, 5), "Yard", 5),),
        )
        write_district(town, tmp_path / "town")
        (tmp_path / "town.toml").write_text('name = "town"\ndistrict = "town"\n', encoding="utf-8")
        told = ["  1 school has no stops: Empty High", "  1 stop has no riders: S2"]
        assert planning.validate(tmp_path / "town")[1:] == told
        built = "  2 runs built for 20 riders; seats alone need 2"
        assert [*told, built] == planning.validate(tmp_path / "town.toml")[-3:]
