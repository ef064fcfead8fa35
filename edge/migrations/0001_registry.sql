-- Shops that the panel has made, their keys and their gateway contracts. A statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS shop (
    id TEXT PRIMARY KEY,
    name_fa TEXT NOT NULL,
    name_en TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('test', 'live', 'suspended')),
    -- JSON list of origins.
    origins TEXT NOT NULL DEFAULT '[]',
    -- JSON list of the operator's live gateways that the shop may use.
    granted TEXT NOT NULL DEFAULT '[]',
    -- JSON of what it wants of the router.
    routing TEXT NOT NULL DEFAULT '{}',
    pay_within_s INTEGER NOT NULL DEFAULT 1800,
    -- Over how many ledger objects its payments are spread; it must never shrink.
    shards INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Of a secret key the hash alone is kept; of a publishable one the key itself. `hint` is what a person knows it by.
CREATE TABLE IF NOT EXISTS shop_key (
    id TEXT PRIMARY KEY,
    shop TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL CHECK (kind IN ('secret', 'publishable')),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- From then on nobody is let in by it; NULL for never.
    ends_at INTEGER
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS shop_key_of ON shop_key (shop, created_at);

-- `sealed` is the provider's credentials, encrypted for this shop and contract alone.
CREATE TABLE IF NOT EXISTS contract (
    id TEXT PRIMARY KEY,
    shop TEXT NOT NULL REFERENCES shop (id),
    provider TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    -- JSON of what is no secret: name, limits, priority, closings, whether it takes payments.
    settings TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS contract_of ON contract (shop, created_at);

-- One row, which says how often any of it has changed: whoever has a copy asks for this alone.
CREATE TABLE IF NOT EXISTS registry (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);

INSERT OR IGNORE INTO registry VALUES (1, 0);

CREATE TRIGGER IF NOT EXISTS shop_insert_seen AFTER INSERT ON shop BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS shop_update_seen AFTER UPDATE ON shop BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS shop_delete_seen AFTER DELETE ON shop BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS shop_key_insert_seen AFTER INSERT ON shop_key BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS shop_key_update_seen AFTER UPDATE ON shop_key BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS shop_key_delete_seen AFTER DELETE ON shop_key BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS contract_insert_seen AFTER INSERT ON contract BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS contract_update_seen AFTER UPDATE ON contract BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS contract_delete_seen AFTER DELETE ON contract BEGIN
    UPDATE registry SET version = version + 1;
END;
