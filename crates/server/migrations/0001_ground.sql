-- The ground: accounts, sessions, codes and what they grant, redemptions, subscriptions, cameras, feedback.
-- Written so that SQLite and PostgreSQL both take it: ids are TEXT, moments BIGINT (Unix seconds, UTC).

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    -- As it was registered, for showing.
    email TEXT NOT NULL,
    -- Trimmed and in lower case, for comparing.
    email_key TEXT NOT NULL UNIQUE,
    -- A PHC string of argon2id.
    password_hash TEXT NOT NULL,
    region TEXT NOT NULL,
    locale TEXT NOT NULL,
    -- Demo accounts have a published password: a server without --demo refuses them.
    demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- Written first by every transaction that changes what the account has, so that these come one after the other.
    touched_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    -- SHA-256 of the token: who reads the database can't log in with it.
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account_id);

-- The keys that codes are hashed with, by their fingerprints. The keys themselves are kept outside the database.
CREATE TABLE code_keys (
    id TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    months BIGINT NOT NULL CHECK (months > 0),
    -- Country codes parted by spaces; empty means everywhere.
    regions TEXT NOT NULL,
    redeem_from BIGINT,
    redeem_until BIGINT,
    card_required BOOLEAN NOT NULL,
    auto_renews BOOLEAN NOT NULL,
    refundable BOOLEAN NOT NULL,
    terms_text TEXT,
    demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    plan_id TEXT NOT NULL,
    -- The months are counted from here.
    starts_at BIGINT NOT NULL,
    months BIGINT NOT NULL CHECK (months > 0),
    -- Follows from the two above.
    ends_at BIGINT NOT NULL CHECK (ends_at > starts_at),
    cameras_chosen BOOLEAN NOT NULL
);
CREATE INDEX subscriptions_of_account ON subscriptions (account_id);

CREATE TABLE codes (
    id TEXT PRIMARY KEY,
    batch_id TEXT NOT NULL REFERENCES batches (id),
    key_id TEXT NOT NULL REFERENCES code_keys (id),
    -- HMAC-SHA-256 of the code. The code itself is nowhere.
    code_hash TEXT NOT NULL,
    -- The last four characters.
    hint TEXT NOT NULL,
    -- The redemption that spent it.
    redeemed_by TEXT UNIQUE,
    revoked_at BIGINT,
    revoke_reason TEXT,
    UNIQUE (key_id, code_hash),
    CHECK (redeemed_by IS NULL OR revoked_at IS NULL)
);
CREATE INDEX codes_of_batch ON codes (batch_id);

CREATE TABLE redemptions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    code_id TEXT NOT NULL REFERENCES codes (id),
    created_at BIGINT NOT NULL,
    -- All of the following are there once it is redeemed, and none before.
    redeemed_at BIGINT,
    -- The how manieth redemption of the account it is: the order of the history.
    ordinal BIGINT,
    reference TEXT UNIQUE,
    subscription_id TEXT REFERENCES subscriptions (id),
    effect_starts_at BIGINT,
    effect_ends_at BIGINT,
    -- Only there when it extended a subscription.
    effect_previous_ends_at BIGINT,
    UNIQUE (account_id, code_id),
    UNIQUE (account_id, ordinal),
    CHECK (
        (redeemed_at IS NULL AND ordinal IS NULL AND reference IS NULL AND subscription_id IS NULL
            AND effect_starts_at IS NULL AND effect_ends_at IS NULL AND effect_previous_ends_at IS NULL)
        OR (redeemed_at IS NOT NULL AND ordinal IS NOT NULL AND reference IS NOT NULL AND subscription_id IS NOT NULL
            AND effect_starts_at IS NOT NULL AND effect_ends_at IS NOT NULL)
    )
);
-- Whatever the program does: of all redemptions of a code, at most one is done.
CREATE UNIQUE INDEX a_code_is_redeemed_once ON redemptions (code_id) WHERE redeemed_at IS NOT NULL;
CREATE INDEX redemptions_of_subscription ON redemptions (subscription_id);

CREATE TABLE cameras (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    is_camera BOOLEAN NOT NULL,
    online BOOLEAN NOT NULL,
    region TEXT NOT NULL,
    -- The order of the account's list.
    position BIGINT NOT NULL,
    -- One column, so that a camera can't have two plans.
    subscription_id TEXT REFERENCES subscriptions (id)
);
CREATE INDEX cameras_of_account ON cameras (account_id);

CREATE TABLE feedback (
    id TEXT PRIMARY KEY,
    account_id TEXT REFERENCES accounts (id),
    page TEXT NOT NULL,
    useful BOOLEAN NOT NULL,
    comment TEXT,
    created_at BIGINT NOT NULL
);
