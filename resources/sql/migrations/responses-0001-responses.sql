-- Answers of the Responses API with the items that led to them, for follow-ups after a restart. Times are UTC
-- microseconds since 1970. The file may be deleted while no gateway runs.

CREATE TABLE responses (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    at INTEGER NOT NULL,
    response TEXT NOT NULL,
    input TEXT NOT NULL
) STRICT;

CREATE INDEX responses_by_time ON responses (at);
