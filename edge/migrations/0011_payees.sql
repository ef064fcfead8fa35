-- Who gets a part of a shop's payments. A row is never deleted: its id is an account's of the books.
-- A statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS payee (
    shop TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    iban TEXT NOT NULL,
    -- JSON: a person's national code and birthday, or a company's name.
    owner TEXT NOT NULL,
    -- When a registry said that the account is theirs.
    matched_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- It takes no new splits then.
    removed_at INTEGER,
    PRIMARY KEY (shop, mode, id)
) WITHOUT ROWID;

-- How often registries were asked for a shop on a day: each question costs the operator money, and answers who owns what.
CREATE TABLE IF NOT EXISTS payee_question (
    shop TEXT NOT NULL,
    -- When it begins in Tehran.
    day INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    PRIMARY KEY (shop, day)
) WITHOUT ROWID;

-- Links whose payments are split.
CREATE TABLE IF NOT EXISTS payment_link_split (
    link TEXT PRIMARY KEY,
    -- JSON: who gets a part of each payment.
    split TEXT NOT NULL
) WITHOUT ROWID;
