"""The private records behind one door: TinyDB files under `data/records/`, changed one whole change at a time."""

from hub.records.change import Change
from hub.records.errors import Busy, FileChanged, Stale, Unfinished
from hub.records.log import ERASED
from hub.records.store import Records, new_id, open_records
from hub.records.undoing import UNDONE

__all__ = [
    "ERASED",
    "UNDONE",
    "Busy",
    "Change",
    "FileChanged",
    "Records",
    "Stale",
    "Unfinished",
    "new_id",
    "open_records",
]
