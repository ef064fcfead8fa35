-- Shoppers who are signed in to their wallet, and the door of it among those that a code opens. A wallet itself is in the books.
-- Of a session's secret the hash alone is kept. Times are milliseconds since 1970. A statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS wallet_session (
    hash TEXT PRIMARY KEY,
    wallet TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS wallet_session_seen ON wallet_session (seen_at);

-- When a wallet's owner had registries asked: they cost money, and are asked a few times a day at most.
CREATE TABLE IF NOT EXISTS wallet_question (
    wallet TEXT NOT NULL,
    mode TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS wallet_question_of ON wallet_question (wallet, mode, at);

-- As in 0002, but for the purpose. A check cannot be changed; codes hold for two minutes, so those of before are not carried over.
DROP TABLE IF EXISTS code;

CREATE TABLE IF NOT EXISTS code (
    id INTEGER PRIMARY KEY,
    browser TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('shop', 'desk', 'confirm', 'wallet')),
    mobile TEXT NOT NULL,
    address TEXT NOT NULL,
    hash TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    spent INTEGER NOT NULL DEFAULT 0,
    next TEXT NOT NULL DEFAULT '',
    shown TEXT
);

CREATE INDEX IF NOT EXISTS code_by_number ON code (mobile, sent_at);

CREATE INDEX IF NOT EXISTS code_by_address ON code (address, sent_at);

CREATE INDEX IF NOT EXISTS code_by_browser ON code (browser, sent_at);
