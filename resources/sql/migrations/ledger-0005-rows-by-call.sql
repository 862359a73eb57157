-- Rows of a call by time, with how they ended: where the calls that are wanted are few, a page of their rows is found without
-- passing over those of others.
CREATE INDEX ledger_rows_by_call ON ledger_rows (call, start_time, ending, state) WHERE state <> 1;

-- Answers under one cache key: what was asked, and paid for, again. Only attempts of a gateway that keeps answers have one.
CREATE INDEX ledger_details_by_cache_key ON ledger_details (cache_key) WHERE cache_key IS NOT NULL;
