-- Payment links, and which payments were made by each.

CREATE TABLE IF NOT EXISTS payment_link (
    id TEXT PRIMARY KEY,
    shop TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    title TEXT NOT NULL,
    -- Rial; NULL where the payer says.
    amount INTEGER,
    -- How often it may be paid; NULL for any number.
    most INTEGER,
    created_at INTEGER NOT NULL,
    -- Its time is over then; NULL for never.
    expires_at INTEGER,
    closed_at INTEGER
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS payment_link_of ON payment_link (shop, mode, created_at);

CREATE TABLE IF NOT EXISTS payment_link_use (
    link TEXT NOT NULL REFERENCES payment_link (id),
    payment TEXT NOT NULL,
    -- Until when it can be paid.
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (link, payment)
) WITHOUT ROWID;
