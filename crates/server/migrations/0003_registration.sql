-- Registrations that wait for the proof of their address, and the codes that are mailed as such proofs. Registrations of one
-- address wait side by side, each with codes of its own: a later one takes nothing from an earlier.

-- Becomes an account once the address is verified, and is no account before. A few for each address.
CREATE TABLE registrations (
    id TEXT PRIMARY KEY,
    -- Trimmed and in lower case, for comparing.
    email_key TEXT NOT NULL,
    -- As it was registered, for showing.
    email TEXT NOT NULL,
    -- A PHC string of argon2id.
    password_hash TEXT NOT NULL,
    region TEXT NOT NULL,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The order of those of one address: the newest has the highest.
    ordinal BIGINT NOT NULL
);
CREATE INDEX registrations_of_address ON registrations (email_key, ordinal);

-- At most one code for each purpose, address and subject: a new one replaces the old. There are rows whether or not the
-- address has an account: the database then does the same work, and its time tells nothing.
CREATE TABLE mailed_codes (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- The id of the registration that it completes; empty where there is only one thing that it can be for.
    subject TEXT NOT NULL,
    -- HMAC-SHA-256 of purpose, address and code. The code itself is nowhere.
    code_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- How often it was tried, by all together.
    tries BIGINT NOT NULL,
    -- The order of those of one address: the newest has the highest.
    ordinal BIGINT NOT NULL,
    UNIQUE (purpose, email_key, subject)
);
CREATE INDEX mailed_codes_that_expire ON mailed_codes (expires_at);
