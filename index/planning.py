"""What an update is to do: which places it reads, which it removes, and which are not there and keep what is held of them."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import Failure
from index.catalog import Catalog
from index.errors import FolderError, RemovalRefused
from index.folder import Listing
from index.origins import Origin
from index.places import Place, is_moved, label_for, list_place, refuse_overlap


@dataclass(frozen=True)
class Plan:
    """The places to read, each with its files, those to remove, and why others are left as they are."""

    read: tuple[tuple[Origin, Listing], ...]
    remove: tuple[Origin, ...]
    missing: tuple[Failure, ...]


def make_plan(
    catalog: Catalog,
    known: Sequence[Origin],
    named: Sequence[Place],
    unfetched: Mapping[str, str],
    index_dir: Path,
    *,
    everything: bool,
    replace: bool,
    rebuild: bool,
) -> Plan:
    """Return what is to be done of the places that are `known` and those that were `named`; raises FolderError and RemovalRefused.

    With `everything` all that are known are read, but for the feeds that are `unfetched`, each with the reason.
    """
    read: list[tuple[Origin, Listing]] = []
    unnamed = list(known)
    for place in named:
        origin = _known_as(catalog, unnamed, place, replace)
        if origin:
            unnamed.remove(origin)
        others = [*(one for one, _ in read), *([] if replace else unnamed)]
        refuse_overlap(place, others)
        if origin is None:
            number = max([0, *(one.number for one in known), *(one.number for one, _ in read)]) + 1
            origin = Origin(number, place.kind, place.address, label_for(place, others))
        read.append((dataclasses.replace(origin, kind=place.kind, address=place.address), place.listing))
    if replace:
        return Plan(tuple(read), tuple(unnamed), ())
    for origin, listing in read:
        _refuse_to_empty(catalog, origin, listing)
    missing = [Failure(address, f"{reason}; its articles are kept") for address, reason in unfetched.items()]
    for origin in [one for one in unnamed if everything and one.address not in unfetched]:
        try:
            listing = list_place(origin.address if origin.kind == "feed" else Path(origin.address), index_dir).listing
            _refuse_to_empty(catalog, origin, listing)
        except (FolderError, RemovalRefused) as error:
            reason = str(error).removeprefix(f"{origin.address} ").partition(";")[0]
            if rebuild:
                remedy = f"bring it back, or run `dateline remove {origin.address}` first"
                raise RemovalRefused(f"{origin.address} {reason}, and a rebuild would lose its articles: {remedy}.") from error
            missing.append(Failure(origin.address, f"{reason}; its articles are kept"))
        else:
            read.append((origin, listing))
    return Plan(tuple(read), (), tuple(missing))


def _known_as(catalog: Catalog, known: Sequence[Origin], place: Place, replace: bool) -> Origin | None:
    """The origin that a place is: of that address, gone from where it was, or, where others are to go, the first."""
    same = [origin for origin in known if origin.address == place.address]
    same += [origin for origin in known if is_moved(origin, catalog.files(origin.number), place)]
    return next(iter([*same, *(origin for origin in known if replace and not origin.label)]), None)


def _refuse_to_empty(catalog: Catalog, origin: Origin, listing: Listing) -> None:
    there = {origin.key(file) for file in (*listing.files, *(failure.file for failure in listing.failed))}
    indexed = catalog.article_files(origin.number)
    if indexed and not any(file in there for file in indexed.values()):
        raise RemovalRefused(
            f"{origin.address} holds none of its {len(indexed)} indexed articles any more; nothing was changed. Bring them back, or run "
            f"`dateline remove {origin.address}`."
        )
