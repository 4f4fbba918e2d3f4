-- Registrations that wait for the proof of their address, and the codes that are mailed as such proofs.

-- Becomes an account once the address is verified, and is no account before.
CREATE TABLE registrations (
    -- Trimmed and in lower case, for comparing. Whoever registers the address again replaces it.
    email_key TEXT PRIMARY KEY,
    -- As it was registered, for showing.
    email TEXT NOT NULL,
    -- A PHC string of argon2id.
    password_hash TEXT NOT NULL,
    region TEXT NOT NULL,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- At most one code for each address and purpose: a new one replaces the old. There is a row whether or not the address has
-- an account: the database then does the same work, and its time tells nothing.
CREATE TABLE mailed_codes (
    purpose TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- HMAC-SHA-256 of purpose, address and code. The code itself is nowhere.
    code_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- How often it was tried.
    tries BIGINT NOT NULL,
    PRIMARY KEY (purpose, email_key)
);
CREATE INDEX mailed_codes_that_expire ON mailed_codes (expires_at);
