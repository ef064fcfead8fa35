-- Settlement files that an operator held against the ledger at the desk, and what came of each. Times are milliseconds since 1970. A
-- statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS reconciliation (
    id TEXT PRIMARY KEY,
    shop TEXT NOT NULL,
    gateway TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    -- Whether the contract is the shop's own: a file of the operator's has rows of other shops, which are none of its business.
    own INTEGER NOT NULL CHECK (own IN (0, 1)),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    cut_off INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    -- The member; an operator's key has one without a number.
    made_by TEXT NOT NULL,
    -- The file's name, for people.
    file TEXT NOT NULL,
    matched INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    -- JSON of `dargah_wire::Reconciliation`, the listed differences cut to what a page holds.
    result TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS reconciliation_newest ON reconciliation (made_at, id);

CREATE INDEX IF NOT EXISTS reconciliation_of ON reconciliation (shop, mode, made_at, id) WHERE own = 1;
