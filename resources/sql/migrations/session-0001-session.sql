-- What is open and unsaved: tabs in their order, and small values such as window geometry.

CREATE TABLE tabs (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    draft TEXT NOT NULL,
    view_state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session_values (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
    sha256 BLOB PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE blob_uses (
    owner TEXT NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 BLOB NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (owner, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_uses_by_blob ON blob_uses (sha256);
