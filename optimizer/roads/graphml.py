"""A road network as GraphML, as OSMnx writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import pandas as pd

from optimizer.contracts import LAT, LON, Column
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.roads.quantities import LENGTH, SPEEDS, first_of, read_numbers
from optimizer.tables.cells import CellError

ATTRIBUTES = "Save it with node attributes x, y in degrees and edge attribute length in metres."


def read_graphml(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read nodes (index id; lat, lon) and directed links (tail, head, metres, what states the speed).

    Raises
    ------
    InputError
        if it cannot be read, with every fault of its numbers if it can.
    """
    graph = _read_graph(path)
    ids = list(graph.nodes)
    nodes = pd.DataFrame.from_records([graph.nodes[node] for node in ids], index=ids)
    links = pd.DataFrame([{**data, "tail": u, "head": v} for u, v, data in graph.edges(data=True)])
    if not {"x", "y"} <= set(nodes) or "length" not in links:
        fault = Fault(path.name, "lacks positions of nodes or lengths of edges", remedy=ATTRIBUTES)
        raise InputError([fault])
    at_nodes = [f"node {node}" for node in ids]
    at_links = [f"edge {u} → {v}" for u, v in zip(links["tail"], links["head"], strict=True)]
    lat, faults = _numbers(nodes, "y", LAT, at_nodes, path.name)
    lon, wrong = _numbers(nodes, "x", LON, at_nodes, path.name)
    faults += wrong
    read = {}
    for attribute, column in (("length", LENGTH), *((column.name, column) for column in SPEEDS)):
        if attribute in links:
            read[attribute], wrong = _numbers(links, attribute, column, at_links, path.name)
            faults += wrong
    refuse_if_any(faults)
    links = links.assign(**read, metres=read["length"])
    if not graph.is_directed():
        back = links.rename(columns={"tail": "head", "head": "tail"})
        links = pd.concat([links, back], ignore_index=True)
    return pd.DataFrame({"lat": lat, "lon": lon}), links


def _read_graph(path: Path) -> Any:
    # Only GraphML needs networkx, and it is slow to import.
    import networkx as nx  # noqa: PLC0415

    try:
        return nx.read_graphml(path)
    except ParseError as error:
        problem, line = "is not whole XML: it is cut off or damaged", error.position[0]
    except (nx.NetworkXException, KeyError, TypeError, ValueError) as error:
        problem, line = f"is no GraphML ({error})", None
    raise InputError([Fault(path.name, problem, line, remedy=f"Save it again. {ATTRIBUTES}")])


def _numbers(
    table: pd.DataFrame, attribute: str, column: Column, at: Sequence[str], file: str
) -> tuple[pd.Series[float], list[Fault]]:
    """Read an attribute as numbers; a fault names its node or edge, for the graph knows no lines."""

    def fault(k: int, error: CellError) -> Fault:
        where = f"{attribute} of {at[k]}"
        return Fault(file, error.problem, None, where, str(cells.iloc[k]) or None, error.remedy)

    cells = table[attribute].map(lambda value: "" if pd.isna(value) else str(value).strip())
    numbers, wrong = read_numbers(cells, column, fault)
    return pd.Series(numbers, index=table.index), first_of(wrong)
