-- The ledger in little space: texts that repeat stand once, an attempt that ended is one narrow row, and beside the rows
-- stand their sums by hours and days. `attempts` becomes a view of the same columns; docs/ledger.md describes it. The
-- program moves the rows of `attempts_before` over in the same transaction.
DROP TRIGGER attempts_are_final;

DROP TRIGGER attempts_are_kept;

ALTER TABLE attempts RENAME TO attempts_before;

CREATE TABLE ledger_names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO ledger_names (id, name) VALUES (0, '');

-- What is known before an attempt is sent; numbers are ledger_names.id. tags: a JSON array of texts as a name.
CREATE TABLE ledger_calls (
    id INTEGER PRIMARY KEY,
    endpoint INTEGER NOT NULL,
    provider INTEGER NOT NULL,
    model INTEGER NOT NULL,
    model_group INTEGER NOT NULL,
    deployment INTEGER NOT NULL,
    provider_key INTEGER NOT NULL,
    virtual_key INTEGER NOT NULL,
    team INTEGER NOT NULL,
    user INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    project INTEGER NOT NULL,
    tags INTEGER NOT NULL,
    simulated INTEGER NOT NULL CHECK (simulated = 0 OR simulated = 1),
    UNIQUE (endpoint, provider, model, model_group, deployment, provider_key, virtual_key, team, user, customer, project,
            tags, simulated)
) STRICT;

-- How attempts ended. basis: 0 unknown, 1 reported, 2 computed, 3 estimated. Other numbers but the status are
-- ledger_names.id.
CREATE TABLE ledger_endings (
    id INTEGER PRIMARY KEY,
    basis INTEGER NOT NULL CHECK (basis >= 0 AND basis <= 3),
    price_table INTEGER NOT NULL,
    service_tier INTEGER NOT NULL,
    http_status INTEGER NOT NULL,
    error_class INTEGER NOT NULL,
    finish_reason INTEGER NOT NULL,
    UNIQUE (basis, price_table, service_tier, http_status, error_class, finish_reason)
) STRICT;

-- Attempts that ended. state: 0 settled, 1 voided, 2 unknown. flags: 1 stream, 2 answered from a cache, 4 the first of its
-- request that ended and was not voided. parent: NULL for none, 1 for the request's id, else a text. total_rest: the total
-- less prompt and completion. Times are microseconds.
CREATE TABLE ledger_rows (
    sequence INTEGER PRIMARY KEY,
    request TEXT NOT NULL,
    attempt TEXT NOT NULL,
    parent ANY,
    number INTEGER NOT NULL,
    call INTEGER NOT NULL,
    ending INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state >= 0 AND state <= 2),
    flags INTEGER NOT NULL,
    start_time INTEGER NOT NULL,
    sent_after INTEGER,
    ended_after INTEGER,
    first_token INTEGER,
    duration INTEGER,
    reserved INTEGER NOT NULL,
    amount INTEGER,
    reported_cost TEXT,
    prompt INTEGER,
    completion INTEGER,
    total_rest INTEGER,
    cached INTEGER,
    cache_creation INTEGER,
    reasoning INTEGER,
    cache_creation_hour INTEGER,
    audio_input INTEGER,
    image_input INTEGER,
    audio_output INTEGER,
    image_output INTEGER,
    accepted_prediction INTEGER,
    rejected_prediction INTEGER,
    web_searches INTEGER,
    error_message TEXT,
    bytes_sent INTEGER NOT NULL,
    bytes_received INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_rows_by_time ON ledger_rows (start_time);

CREATE INDEX ledger_rows_by_request ON ledger_rows (request);

CREATE INDEX ledger_rows_by_parent ON ledger_rows (parent) WHERE typeof(parent) = 'text';

-- Attempts in flight. state: 0 reserved, 1 sent.
CREATE TABLE ledger_open (
    sequence INTEGER PRIMARY KEY,
    request TEXT NOT NULL,
    attempt TEXT NOT NULL UNIQUE,
    parent ANY,
    number INTEGER NOT NULL,
    call INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state = 0 OR state = 1),
    flags INTEGER NOT NULL,
    start_time INTEGER NOT NULL,
    sent_after INTEGER,
    reserved INTEGER NOT NULL
) STRICT;

-- What only attempts of a gateway have; no row where there is nothing.
CREATE TABLE ledger_details (
    sequence INTEGER PRIMARY KEY,
    session TEXT,
    requester TEXT,
    metadata TEXT,
    cache_key TEXT,
    answer TEXT
) STRICT;

-- Values that no provider can have meant and that were left out of a row: what was told, and why it was not believed.
CREATE TABLE ledger_quarantine (
    sequence INTEGER NOT NULL,
    field TEXT NOT NULL,
    told TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (sequence, field)
) STRICT, WITHOUT ROWID;

-- What a row's amount was before it was computed anew.
CREATE TABLE ledger_earlier_amounts (
    sequence INTEGER NOT NULL,
    until INTEGER NOT NULL,
    amount INTEGER,
    ending INTEGER NOT NULL,
    PRIMARY KEY (sequence, until)
) STRICT, WITHOUT ROWID;

-- Days that were compared with a provider's bill. Times are microseconds; amounts nano-dollars, NULL for none.
CREATE TABLE ledger_reconciled (
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL,
    amount INTEGER,
    billed INTEGER,
    unexplained INTEGER NOT NULL,
    explained TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (provider, model, from_time)
) STRICT, WITHOUT ROWID;

-- The combinations of values that sums are kept for. cuboid: which of the values count; the others are 0.
CREATE TABLE ledger_contexts (
    id INTEGER PRIMARY KEY,
    cuboid INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    provider INTEGER NOT NULL,
    model INTEGER NOT NULL,
    model_group INTEGER NOT NULL,
    deployment INTEGER NOT NULL,
    provider_key INTEGER NOT NULL,
    virtual_key INTEGER NOT NULL,
    team INTEGER NOT NULL,
    user INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    project INTEGER NOT NULL,
    tags INTEGER NOT NULL,
    simulated INTEGER NOT NULL,
    status INTEGER NOT NULL,
    error_class INTEGER NOT NULL,
    UNIQUE (cuboid, endpoint, provider, model, model_group, deployment, provider_key, virtual_key, team, user, customer,
            project, tags, simulated, status, error_class)
) STRICT;

-- Sums of rows that are not voided. place: cuboid, level (0 hours, 1 days, of UTC) and the slot's number since 1970 in one
-- number, so that what is read together lies together. figures: models/ledger/spend_figures.h.
CREATE TABLE ledger_cells (
    place INTEGER NOT NULL,
    context INTEGER NOT NULL,
    figures BLOB NOT NULL,
    PRIMARY KEY (place, context)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_rows_are_kept BEFORE DELETE ON ledger_rows
BEGIN
    SELECT RAISE(ABORT, 'the ledger keeps its rows');
END;

CREATE TRIGGER ledger_rows_are_final BEFORE UPDATE OF sequence, request, attempt, parent, number, call, state, flags,
    start_time, sent_after, ended_after, first_token, duration, reserved, reported_cost, prompt, completion, total_rest,
    cached, cache_creation, reasoning, cache_creation_hour, audio_input, image_input, audio_output, image_output, accepted_prediction, rejected_prediction, web_searches, error_message, bytes_sent, bytes_received ON ledger_rows
BEGIN
    SELECT RAISE(ABORT, 'an attempt that ended does not change');
END;

CREATE TRIGGER ledger_amounts_are_kept BEFORE UPDATE OF amount, ending ON ledger_rows
WHEN NOT EXISTS (SELECT 1 FROM ledger_earlier_amounts AS earlier WHERE earlier.sequence = OLD.sequence
                 AND earlier.amount IS OLD.amount AND earlier.ending = OLD.ending)
BEGIN
    SELECT RAISE(ABORT, 'an amount changes only when the one before it is kept');
END;

CREATE VIEW attempts AS
SELECT row.sequence, row.attempt AS attempt_id, row.request AS request_id,
    CASE typeof(row.parent) WHEN 'null' THEN '' WHEN 'integer' THEN row.request ELSE row.parent END AS parent,
    row.number,
    CASE row.state WHEN 0 THEN 'settled' WHEN 1 THEN 'voided' ELSE 'unknown' END AS state,
    (SELECT name FROM ledger_names WHERE id = call.endpoint) AS endpoint,
    (SELECT name FROM ledger_names WHERE id = call.provider) AS provider,
    (SELECT name FROM ledger_names WHERE id = call.model) AS model,
    (SELECT name FROM ledger_names WHERE id = call.model_group) AS model_group,
    (SELECT name FROM ledger_names WHERE id = call.deployment) AS deployment,
    (SELECT name FROM ledger_names WHERE id = call.provider_key) AS provider_key,
    (SELECT name FROM ledger_names WHERE id = call.virtual_key) AS virtual_key,
    (SELECT name FROM ledger_names WHERE id = call.team) AS team,
    (SELECT name FROM ledger_names WHERE id = call.user) AS user,
    (SELECT name FROM ledger_names WHERE id = call.customer) AS customer,
    (SELECT name FROM ledger_names WHERE id = call.project) AS project,
    (SELECT name FROM ledger_names WHERE id = call.tags) AS tags,
    row.flags & 1 AS stream, call.simulated, row.start_time, row.start_time + row.sent_after AS sent_time,
    row.start_time + row.ended_after AS end_time, row.first_token, row.duration, row.reserved AS reserved_amount,
    row.amount,
    CASE ending.basis WHEN 1 THEN 'reported' WHEN 2 THEN 'computed' WHEN 3 THEN 'estimated' ELSE 'unknown' END AS amount_basis,
    (SELECT name FROM ledger_names WHERE id = ending.price_table) AS price_table,
    coalesce(row.reported_cost, '') AS reported_cost,
    row.prompt AS prompt_tokens, row.completion AS completion_tokens,
    row.total_rest + coalesce(row.prompt, 0) + coalesce(row.completion, 0) AS total_tokens,
    row.cached AS cached_tokens, row.cache_creation AS cache_creation_tokens,
    row.cache_creation_hour AS cache_creation_hour_tokens,
    row.audio_input AS audio_input_tokens, row.image_input AS image_input_tokens,
    row.reasoning AS reasoning_tokens, row.audio_output AS audio_output_tokens,
    row.image_output AS image_output_tokens,
    row.accepted_prediction AS accepted_prediction_tokens,
    row.rejected_prediction AS rejected_prediction_tokens, row.web_searches,
    (SELECT name FROM ledger_names WHERE id = ending.service_tier) AS service_tier, ending.http_status,
    (SELECT name FROM ledger_names WHERE id = ending.error_class) AS error_class,
    coalesce(row.error_message, '') AS error_message,
    (SELECT name FROM ledger_names WHERE id = ending.finish_reason) AS finish_reason, row.bytes_sent, row.bytes_received,
    row.flags >> 1 & 1 AS cache_hit, row.flags >> 2 & 1 AS counts_request,
    details.session AS session_id, details.requester AS requester_address, details.metadata, details.cache_key,
    details.answer AS answer_id
FROM ledger_rows AS row JOIN ledger_calls AS call ON call.id = row.call JOIN ledger_endings AS ending ON ending.id = row.ending
    LEFT JOIN ledger_details AS details ON details.sequence = row.sequence
UNION ALL
SELECT row.sequence, row.attempt, row.request,
    CASE typeof(row.parent) WHEN 'null' THEN '' WHEN 'integer' THEN row.request ELSE row.parent END,
    row.number, CASE row.state WHEN 0 THEN 'reserved' ELSE 'sent' END,
    (SELECT name FROM ledger_names WHERE id = call.endpoint), (SELECT name FROM ledger_names WHERE id = call.provider),
    (SELECT name FROM ledger_names WHERE id = call.model), (SELECT name FROM ledger_names WHERE id = call.model_group),
    (SELECT name FROM ledger_names WHERE id = call.deployment), (SELECT name FROM ledger_names WHERE id = call.provider_key),
    (SELECT name FROM ledger_names WHERE id = call.virtual_key), (SELECT name FROM ledger_names WHERE id = call.team),
    (SELECT name FROM ledger_names WHERE id = call.user), (SELECT name FROM ledger_names WHERE id = call.customer),
    (SELECT name FROM ledger_names WHERE id = call.project), (SELECT name FROM ledger_names WHERE id = call.tags),
    row.flags & 1, call.simulated, row.start_time, row.start_time + row.sent_after, NULL, NULL, NULL, row.reserved, NULL,
    'unknown', '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', 0, '', '',
    '', 0, 0, 0, 0, details.session, details.requester, details.metadata, NULL, NULL
FROM ledger_open AS row JOIN ledger_calls AS call ON call.id = row.call
    LEFT JOIN ledger_details AS details ON details.sequence = row.sequence;
