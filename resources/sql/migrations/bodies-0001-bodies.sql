-- What was asked and answered, of calls whose bodies are stored: redacted and cut already. Times are UTC microseconds
-- since 1970. The file may be deleted while no gateway runs.

CREATE TABLE bodies (
    call TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    team TEXT NOT NULL,
    user TEXT NOT NULL,
    customer TEXT NOT NULL,
    model TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    status INTEGER NOT NULL,
    request TEXT NOT NULL,
    response TEXT NOT NULL,
    request_cut INTEGER NOT NULL,
    response_cut INTEGER NOT NULL
) STRICT;

CREATE INDEX bodies_by_time ON bodies (at);
