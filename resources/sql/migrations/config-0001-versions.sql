-- Configurations that were applied, whole and as they were: who, when, why, to which file.

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    digest TEXT NOT NULL,
    outcome TEXT NOT NULL,
    text BLOB NOT NULL
) STRICT;
