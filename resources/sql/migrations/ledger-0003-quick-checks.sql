-- The checks of states and bases say what they said, as comparisons. From a list of more than two values SQLite made a
-- tree for every row that was written, which cost three times as much as writing it. What lies on the disk is the same,
-- so the schema's text is changed in place, as SQLite's documentation of ALTER TABLE allows for checks.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(replace(sql,
    'state IN (''reserved'', ''sent'', ''settled'', ''voided'', ''unknown'')',
    'state = ''settled'' OR state = ''sent'' OR state = ''reserved'' OR state = ''voided'' OR state = ''unknown'''),
    'amount_basis IN (''unknown'', ''reported'', ''computed'', ''estimated'')',
    'amount_basis = ''computed'' OR amount_basis = ''unknown'' OR amount_basis = ''reported'''
    || ' OR amount_basis = ''estimated''')
WHERE type = 'table' AND name = 'attempts';

-- Tells other connections that the schema has changed.
CREATE VIEW attempts_checked AS SELECT 1;

DROP VIEW attempts_checked;

PRAGMA writable_schema = RESET;
