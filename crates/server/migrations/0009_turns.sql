-- Whose attempts are being counted: whoever counts writes here first, so that those who count for the same key come one
-- after the other, also where many write at the same time. A row says nothing by itself, and goes when it is old.
CREATE TABLE attempt_turns (
    kind TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (kind, key_hash)
);
CREATE INDEX attempt_turns_by_age ON attempt_turns (taken_at);
