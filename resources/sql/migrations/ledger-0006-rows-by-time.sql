-- One index finds pages of rows: by time, with what tells whether a row is wanted. New rows go to its end, where an index by
-- call put each in a place of its own, and a condition is looked at without reading the row.
DROP INDEX ledger_rows_by_call;

DROP INDEX ledger_rows_by_time;

CREATE INDEX ledger_rows_by_time ON ledger_rows (start_time, call, ending, state);
