-- The audit log: what was done with codes, cameras and keys, in a form in which changes, gaps and insertions show. Entries are
-- written with what they tell, and sealed into blocks afterwards; see docs/adr/0007-the-audit-log.md.

-- The log begins once. What was there before is then taken over into it.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    begun_at BIGINT NOT NULL
);

CREATE TABLE audit_blocks (
    -- From 1 on, without gaps: two servers can't both seal the same one.
    ordinal BIGINT PRIMARY KEY CHECK (ordinal > 0),
    sealed_at BIGINT NOT NULL,
    -- The hash of the block before it; empty in the first.
    previous_hash TEXT NOT NULL,
    entries BIGINT NOT NULL CHECK (entries > 0),
    -- SHA-256 of its entries, in order.
    digest TEXT NOT NULL,
    -- SHA-256 of all of the above.
    hash TEXT NOT NULL,
    -- The key of the seal.
    key_id TEXT NOT NULL REFERENCES code_keys (id),
    -- HMAC-SHA-256 of the hash.
    seal TEXT NOT NULL
);

CREATE TABLE audit_entries (
    id TEXT PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The id of what it is about.
    subject TEXT NOT NULL,
    -- The rest, as JSON. Ids only: no codes, addresses or names.
    body TEXT NOT NULL,
    key_id TEXT NOT NULL REFERENCES code_keys (id),
    -- HMAC-SHA-256 of the above.
    mac TEXT NOT NULL,
    -- Where it is sealed. A block with entries can't be deleted.
    block BIGINT REFERENCES audit_blocks (ordinal),
    place BIGINT,
    UNIQUE (block, place),
    CHECK ((block IS NULL AND place IS NULL) OR (block IS NOT NULL AND place IS NOT NULL))
);
CREATE INDEX audit_entries_of_subject ON audit_entries (subject, kind);
CREATE INDEX audit_entries_unsealed ON audit_entries (recorded_at, id) WHERE block IS NULL;

-- A key that was given up: nothing is made with it any more.
ALTER TABLE code_keys ADD COLUMN dropped_at BIGINT;
-- Which codes still need a key.
CREATE INDEX codes_unspent_of_key ON codes (key_id) WHERE redeemed_by IS NULL AND revoked_at IS NULL;
