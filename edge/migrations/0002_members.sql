-- People, what they are where, how they prove it, and the log of what they changed. Of every secret (session, code, operator's
-- key) the hash alone is kept. Times are milliseconds since 1970. A statement ends where an empty line follows.

-- A person is a mobile number. One without is an operator's key, which has nobody.
CREATE TABLE IF NOT EXISTS member (
    id TEXT PRIMARY KEY,
    mobile TEXT UNIQUE,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Who is what in which shop: one of the registry's or one of the operator's settings.
CREATE TABLE IF NOT EXISTS membership (
    member TEXT NOT NULL REFERENCES member (id),
    shop TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'support', 'viewer')),
    since INTEGER NOT NULL,
    PRIMARY KEY (member, shop)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS membership_of ON membership (shop, since);

CREATE TABLE IF NOT EXISTS operator (
    member TEXT PRIMARY KEY REFERENCES member (id),
    since INTEGER NOT NULL
) WITHOUT ROWID;

-- `shop` is where it stands; `desk` says that it stands at the operator's. `key` is the hash of the operator's key that began it.
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    member TEXT NOT NULL REFERENCES member (id),
    shop TEXT,
    desk INTEGER NOT NULL DEFAULT 0,
    key TEXT,
    agent TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    shown_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS session_of ON session (member, began_at);

-- `key` is JSON of the public key, `counter` what the authenticator counts, `id` the credential's name in base64url.
CREATE TABLE IF NOT EXISTS passkey (
    id TEXT PRIMARY KEY,
    member TEXT NOT NULL REFERENCES member (id),
    key TEXT NOT NULL,
    counter INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS passkey_of ON passkey (member, created_at);

-- What a browser was asked, forgotten when an answer comes. `browser` is the hash of the cookie that it has.
CREATE TABLE IF NOT EXISTS challenge (
    browser TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('register', 'sign_in', 'confirm')),
    text TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (browser, purpose)
) WITHOUT ROWID;

-- Codes that were asked for. `purpose` is the door that one opens; `member` is set where the code is for nobody else; `address` is
-- a keyed hash to count by; `shown` is the message in the clear, in a sandbox alone.
CREATE TABLE IF NOT EXISTS code (
    id INTEGER PRIMARY KEY,
    browser TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('shop', 'desk', 'confirm')),
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

-- Without a shop it is to the operator's desk, and has no role.
CREATE TABLE IF NOT EXISTS invitation (
    id TEXT PRIMARY KEY,
    shop TEXT,
    role TEXT CHECK (role IN ('owner', 'manager', 'support', 'viewer')),
    mobile TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES member (id),
    invited_at INTEGER NOT NULL,
    -- Accepted, declined or withdrawn.
    ended_at INTEGER,
    CHECK ((shop IS NULL) = (role IS NULL))
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS invitation_for ON invitation (mobile, invited_at);

CREATE INDEX IF NOT EXISTS invitation_of ON invitation (shop, invited_at);

-- The log. `text` is the entry as canonical JSON, `hash` is over the one before and the text; the rest is read out of the text.
CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    shop TEXT GENERATED ALWAYS AS (json_extract(text, '$.shop')) VIRTUAL
);

CREATE INDEX IF NOT EXISTS audit_of ON audit (shop, seq);

CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;

CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;
