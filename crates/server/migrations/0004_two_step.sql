-- Two-step verification, and sessions that their owner can tell apart and end.

-- Names a session where its owner sees it. Those that were there get a part of the hash of their token: nobody can guess the
-- token, 256 random bits, from it. Without an id no second one can be written, thanks to the index.
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
-- Browser and system in a few words. Nothing else of whoever logged in is kept, no address either.
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT 'Unknown browser';
UPDATE sessions SET id = SUBSTR(token_hash, 1, 20);
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);

-- What an account proves in the second step of a log-in. Without a row a password is enough.
CREATE TABLE second_factors (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    method TEXT NOT NULL CHECK (method IN ('email', 'app')),
    -- The secret of the authenticator app, encrypted with a key that is not in the database.
    sealed_secret TEXT,
    -- The last time step of which a code was taken: each is taken once.
    used_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((method = 'app') = (sealed_secret IS NOT NULL))
);

-- A second factor that was not proved yet, and so is none. At most one for each account: a new one replaces the old.
CREATE TABLE two_step_set_ups (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    method TEXT NOT NULL CHECK (method IN ('email', 'app')),
    sealed_secret TEXT,
    -- How often a code was tried.
    tries BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK ((method = 'app') = (sealed_secret IS NOT NULL))
);
CREATE INDEX two_step_set_ups_that_expire ON two_step_set_ups (expires_at);

-- What gets an owner in who can't prove the second factor. A code that was used is deleted.
CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- The fingerprint of the key that it was hashed with.
    key_id TEXT NOT NULL,
    -- HMAC-SHA-256 of account and code. The code itself is nowhere.
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, key_id, code_hash)
);

-- Log-ins whose password was right, and whose second step is due.
CREATE TABLE challenges (
    -- SHA-256 of the token, as with sessions.
    token_hash TEXT PRIMARY KEY,
    -- Tells the codes that are mailed for it from those for other log-ins.
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- How often a code was tried.
    tries BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX challenges_of_account ON challenges (account_id);
CREATE INDEX challenges_that_expire ON challenges (expires_at);
