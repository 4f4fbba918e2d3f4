-- Signed receipts. The keys that sign are kept outside the database; here are the public keys, all that there ever were, so that
-- a receipt can be checked for ever with the key of its time.

CREATE TABLE receipt_keys (
    -- The beginning of SHA-256 of the public key, in hex.
    id TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    -- In base64url.
    public_key TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
-- All servers sign with the same key.
CREATE UNIQUE INDEX one_receipt_key_at_a_time ON receipt_keys (algorithm) WHERE retired_at IS NULL;

-- Both are there once the receipt is signed. A receipt is found by its signature only, see docs/adr/0008-signed-receipts.md.
ALTER TABLE redemptions ADD COLUMN signing_key_id TEXT REFERENCES receipt_keys (id);
ALTER TABLE redemptions ADD COLUMN signature TEXT;
CREATE UNIQUE INDEX redemptions_by_signature ON redemptions (signature);
CREATE INDEX redemptions_without_signature ON redemptions (id) WHERE redeemed_at IS NOT NULL AND signature IS NULL;
