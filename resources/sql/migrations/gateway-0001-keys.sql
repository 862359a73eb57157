-- Virtual keys: never the key itself, only its HMAC. The document is the gateway's JSON of what the key may do.

CREATE TABLE virtual_keys (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL CHECK (json_valid(document))
) STRICT, WITHOUT ROWID;
