-- Answers that the gateway keeps to give them again. The key is a digest under the gateway's pepper. Times are UTC
-- microseconds since 1970. The file may be deleted while no gateway runs.

CREATE TABLE answers (
    key TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    stream INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    deployment TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    made INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_by_end ON answers (ends);
