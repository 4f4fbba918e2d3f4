-- Which codes still need a key, as before, but under a condition more, which is true of every code. Without it PostgreSQL, as long
-- as it has no statistics of a new batch, takes this index for a small one that answers "this code, if it is unspent", and goes
-- through all unspent codes for each that is redeemed. A query that means this index says the condition, too.
DROP INDEX codes_unspent_of_key;
CREATE INDEX codes_unspent_of_key ON codes (key_id) WHERE redeemed_by IS NULL AND revoked_at IS NULL AND key_id > '';
