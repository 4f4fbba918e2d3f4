-- Attempts that limits count: wrong codes, wrong log-ins, mails. A row is one attempt, and goes when it counts no more.
CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    -- Which limit counts it.
    kind TEXT NOT NULL,
    -- Whose it is, as a keyed hash: no address of a person or a machine stands here.
    key_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- From this moment on it counts no more.
    expires_at BIGINT NOT NULL
);
CREATE INDEX attempts_of_key ON attempts (kind, key_hash, made_at);
CREATE INDEX attempts_by_expiry ON attempts (expires_at);
