-- The history of comparisons. `record` is the whole run as JSON; its attachments lie in blobs, once
-- each. The other columns repeat what lists need. Times are UTC milliseconds since 1970.

CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created INTEGER NOT NULL,
    binned INTEGER,
    models TEXT NOT NULL,
    user_text TEXT NOT NULL,
    cost INTEGER,
    failed INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE INDEX runs_by_time ON runs (created, number) WHERE binned IS NULL;

CREATE INDEX runs_in_bin ON runs (binned) WHERE binned IS NOT NULL;

CREATE TABLE blobs (
    sha256 BLOB PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE blob_uses (
    owner TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 BLOB NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (owner, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_uses_by_blob ON blob_uses (sha256);

CREATE VIRTUAL TABLE run_words USING fts5 (
    title, prompt, answers, models,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
