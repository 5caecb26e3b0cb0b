"""What is in the folders, single files and feeds that are named, and what the ids of their articles begin with.

The ids of the first place are paths relative to it. Those of every other begin with the name of its folder, or the host of a feed, and
`//`, which no relative path holds: `wire//may/3.txt`. So they are the same in whatever order the others are added, and no two
places share one.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.addresses import read_address
from index.errors import FolderError, UnreadableFile
from index.feeds import feed_folder
from index.folder import Listing, bad_name, list_files, open_file
from index.origins import Kind, Origin


@dataclass(frozen=True)
class Place:
    """A place that was named, and what is in it."""

    kind: Kind
    address: str
    listing: Listing


def list_place(named: Path | str, index_dir: Path) -> Place:
    """Look at a folder, a single file, or, by its address, at what is kept of a feed; raises FolderError."""
    if isinstance(named, str):
        folder = feed_folder(index_dir, named)
        if not folder.is_dir():
            raise FolderError(f"{named} is not kept beside the index any more")
        return Place("feed", named, list_files(folder))
    address = named.resolve()
    if address == index_dir.resolve() and address.exists():
        raise FolderError(f"{named} is the index folder itself: name the folder of articles.")
    place = Place("file", str(address), _only(named, address)) if address.is_file() else None
    place = place or Place("folder", str(address), list_files(named, leave_out=index_dir))
    if reason := bad_name(place.address):  # its articles' ids are made of it
        raise FolderError(f"{named} cannot be a source: {reason}")
    return place


def _only(named: Path, file: Path) -> Listing:
    try:
        open_file(file.parent, file.name).close()
    except UnreadableFile as error:
        raise FolderError(f"{named} cannot be read: {error}") from None
    return Listing((file.name,), (), {})


def label_for(place: Place, others: Iterable[Origin]) -> str:
    """Return what the ids of a new place begin with: nothing, its folder's name, or that and a mark of its address where it is taken."""
    home = _home(place)
    labels = {_home(origin): origin.label for origin in others}
    if home in labels:
        return labels[home]
    if not labels:
        return ""
    name = read_address(home).host if place.kind == "feed" else Path(home).name
    return name if name not in labels.values() else f"{name}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:6]}"


def root_of(origin: Origin, index_dir: Path) -> Path:
    """Return the folder that the paths of an origin are relative to."""
    return feed_folder(index_dir, origin.address) if origin.kind == "feed" else Path(_home(origin))


def _home(place: Origin | Place) -> str:
    return os.path.dirname(place.address) if place.kind == "file" else place.address


def refuse_overlap(place: Place, others: Iterable[Origin]) -> None:
    """Raise FolderError when articles would be held twice: a place in another, or around one."""
    for other in others:
        if other.kind == "folder" and Path(place.address).is_relative_to(other.address):
            raise FolderError(f"{place.address} lies in {other.address}, which is a source already: `dateline index {other.address}`.")
        if place.kind == "folder" and Path(other.address).is_relative_to(place.address):
            raise FolderError(
                f"{place.address} holds {other.address}, which is a source already: run `dateline remove {other.address}` first."
            )


def is_moved(origin: Origin, files: Mapping[str, str], place: Place) -> bool:
    """Tell whether a place is one that is gone from where it was: more than half of its files are in it, each with its content."""
    if origin.kind != place.kind or place.kind == "feed" or os.path.exists(origin.address):
        return False
    root = Path(_home(place))
    same = sum(files.get(origin.key(file)) == _sha256(root, file) for file in place.listing.files if origin.key(file) in files)
    return same * 2 > len(files)


def _sha256(root: Path, file: str) -> str | None:
    try:
        digest = hashlib.sha256()
        with open_file(root, file) as opened:
            while chunk := opened.read(2**20):
                digest.update(chunk)
        return digest.hexdigest()
    except (UnreadableFile, OSError):
        return None
