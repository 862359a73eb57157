-- One row per attempt, failures included. Amounts are integer nano-dollars; an unknown amount is
-- NULL, never 0. Times are UTC microseconds since 1970, durations microseconds.

CREATE TABLE attempts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt_id TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL,
    parent TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 1,
    hops INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'settled', 'voided', 'unknown')),

    endpoint TEXT NOT NULL DEFAULT '',
    provider TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    model_group TEXT NOT NULL DEFAULT '',
    deployment TEXT NOT NULL DEFAULT '',
    provider_key TEXT NOT NULL DEFAULT '',
    virtual_key TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    user TEXT NOT NULL DEFAULT '',
    customer TEXT NOT NULL DEFAULT '',
    project TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]',
    stream INTEGER NOT NULL DEFAULT 0,
    simulated INTEGER NOT NULL DEFAULT 0,

    start_time INTEGER NOT NULL,
    sent_time INTEGER,
    end_time INTEGER,
    first_token INTEGER,
    duration INTEGER,

    reserved_amount INTEGER NOT NULL DEFAULT 0,
    amount INTEGER,
    amount_basis TEXT NOT NULL DEFAULT 'unknown'
        CHECK (amount_basis IN ('unknown', 'reported', 'computed', 'estimated')),
    price_table TEXT NOT NULL DEFAULT '',
    reported_cost TEXT NOT NULL DEFAULT '',

    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    total_tokens INTEGER,
    cached_tokens INTEGER,
    cache_creation_tokens INTEGER,
    cache_creation_hour_tokens INTEGER,
    audio_input_tokens INTEGER,
    image_input_tokens INTEGER,
    reasoning_tokens INTEGER,
    audio_output_tokens INTEGER,
    image_output_tokens INTEGER,
    accepted_prediction_tokens INTEGER,
    rejected_prediction_tokens INTEGER,
    web_searches INTEGER,
    service_tier TEXT NOT NULL DEFAULT '',

    http_status INTEGER NOT NULL DEFAULT 0,
    error_class TEXT NOT NULL DEFAULT '',
    error_message TEXT NOT NULL DEFAULT '',
    finish_reason TEXT NOT NULL DEFAULT '',
    bytes_sent INTEGER NOT NULL DEFAULT 0,
    bytes_received INTEGER NOT NULL DEFAULT 0,
    cache_hit INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Covers the sums over a span of time, which must not read the wide rows.
CREATE INDEX attempts_by_time ON attempts (start_time, state, simulated, amount);

CREATE INDEX attempts_by_model ON attempts (provider, model, start_time);

CREATE INDEX attempts_by_parent ON attempts (parent) WHERE parent <> '';

CREATE INDEX attempts_by_request ON attempts (request_id);

-- What a crash leaves behind is found without reading the whole table.
CREATE INDEX attempts_open ON attempts (state) WHERE state IN ('reserved', 'sent');

CREATE TRIGGER attempts_are_final BEFORE UPDATE ON attempts
WHEN OLD.state IN ('settled', 'voided')
BEGIN
    SELECT RAISE(ABORT, 'a settled attempt does not change');
END;

CREATE TRIGGER attempts_are_kept BEFORE DELETE ON attempts
BEGIN
    SELECT RAISE(ABORT, 'the ledger keeps its rows');
END;
