-- Accounts whose cameras changed, for servers whose visitors look at them. Only SQLite's writers put rows here: one at a time,
-- so that the numbers grow in the order in which changes become visible. PostgreSQL tells who listens by NOTIFY instead.

CREATE TABLE camera_changes (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    -- Larger than all before it. One row for each account, whose number is that of its last change.
    number BIGINT NOT NULL UNIQUE
);
