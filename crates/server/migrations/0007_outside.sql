-- Log-ins with an outside provider of identities: who came with which identity, and log-ins that are under way.

-- Which account somebody has, by the provider's name for them.
CREATE TABLE outside_identities (
    -- The provider.
    issuer TEXT NOT NULL,
    -- The provider's id of the person, which is theirs for ever. An e-mail address is not.
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Log-ins under way, each bound to the browser that began it. State, nonce and PKCE verifier are derived from the browser's token, which
-- only its cookie holds: nothing here is of use to whoever reads the database.
CREATE TABLE outside_logins (
    -- SHA-256 of the token.
    token_hash TEXT PRIMARY KEY,
    -- A path of the page.
    return_to TEXT NOT NULL,
    -- The session that the browser had, to be ended when the log-in succeeds.
    old_session TEXT,
    -- What stood in the code's field, encrypted with a key that is derived from the token, and until when it is kept.
    sealed_code TEXT,
    code_until BIGINT,
    -- Whether the provider's answer came: there is one for each log-in.
    answered BOOLEAN NOT NULL,
    -- Who logged in. Only they are given the code.
    account_id TEXT REFERENCES accounts (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX outside_logins_that_expire ON outside_logins (expires_at);
