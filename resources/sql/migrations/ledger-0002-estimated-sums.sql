-- The sums over a span tell how many of their amounts are estimates; they still read the index alone.
DROP INDEX attempts_by_time;

CREATE INDEX attempts_by_time ON attempts (start_time, state, simulated, amount, amount_basis);
