"""Where bytes live: a log of entries over SQLite. Knows nothing of workbooks."""

from mentorbook.store.log import Spoilt, Store
from mentorbook.store.records import PLAIN, Document, Entry, NewEntry, Sealer
from mentorbook.store.rescue import rescue
from mentorbook.store.snapshots import Snapshot

__all__ = ["PLAIN", "Document", "Entry", "NewEntry", "Sealer", "Snapshot", "Spoilt", "Store", "rescue"]
