-- One index finds pages of rows: by time, with what tells whether a row is wanted. New rows go to its end, where an index by
-- call put each in a place of its own, and a condition is looked at without reading the row.
DROP INDEX ledger_rows_by_call;

DROP INDEX ledger_rows_by_time;

CREATE INDEX ledger_rows_by_time ON ledger_rows (start_time, call, ending, state);

-- A row with a class of errors has an error message, an empty one where none is known: that finds the few that failed without
-- weight for the others. Rows do not change, but for this once.
DROP TRIGGER ledger_rows_are_final;

UPDATE ledger_rows SET error_message = '' WHERE error_message IS NULL
    AND ending IN (SELECT id FROM ledger_endings WHERE error_class <> 0);

CREATE TRIGGER ledger_rows_are_final BEFORE UPDATE OF sequence, request, attempt, parent, number, call, state, flags,
    start_time, sent_after, ended_after, first_token, duration, reserved, reported_cost, prompt, completion, total_rest,
    cached, cache_creation, reasoning, cache_creation_hour, audio_input, image_input, audio_output, image_output, accepted_prediction, rejected_prediction, web_searches, error_message, bytes_sent, bytes_received ON ledger_rows
BEGIN
    SELECT RAISE(ABORT, 'an attempt that ended does not change');
END;

CREATE INDEX ledger_rows_failed ON ledger_rows (start_time, call, ending, state) WHERE error_message IS NOT NULL;
