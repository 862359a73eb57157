-- Teams, users, customers, organisations, tags and budgets: the gateway's JSON of what each may do.

CREATE TABLE accounts (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
