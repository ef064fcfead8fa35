-- Payments as a list and in sums. Everything here is made from the ledger and can be made anew from it.
-- A statement ends where an empty line follows.

-- A row is what `dargah_engine::report::Row` says of a payment. The key is the order of a list, so a list is read as it lies.
CREATE TABLE IF NOT EXISTS report_payment (
    id TEXT NOT NULL,
    shop TEXT NOT NULL,
    mode TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Number of the payment's events: what is known of more of them is newer.
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    class TEXT,
    amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    gateway TEXT,
    attempts INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    reference TEXT,
    mobile TEXT,
    paid_at INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (shop, mode, created_at, id)
) WITHOUT ROWID;

-- The key's columns stand at the end of each index by themselves, so each of them is in the order of a list too. Questions name
-- the index that they mean: without statistics the planner takes them all for alike.
CREATE INDEX IF NOT EXISTS report_payment_status ON report_payment (shop, mode, status);

CREATE INDEX IF NOT EXISTS report_payment_gateway ON report_payment (shop, mode, gateway);

CREATE INDEX IF NOT EXISTS report_payment_order ON report_payment (shop, mode, order_id);

CREATE INDEX IF NOT EXISTS report_payment_reference ON report_payment (shop, mode, reference) WHERE reference IS NOT NULL;

-- A payment by its id, and a stretch of a shop's ledger, which lies in the order of ids.
CREATE INDEX IF NOT EXISTS report_payment_id ON report_payment (shop, id);

-- Payments by the day of Tehran on which they were made (days since 1970), gateway, class and status; '' where there is none.
CREATE TABLE IF NOT EXISTS report_day (
    shop TEXT NOT NULL,
    mode TEXT NOT NULL,
    day INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    class TEXT NOT NULL,
    status TEXT NOT NULL,
    payments INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    PRIMARY KEY (shop, mode, day, gateway, class, status)
) WITHOUT ROWID;

-- The same by the hour (hours of Tehran since 1970) and status.
CREATE TABLE IF NOT EXISTS report_hour (
    shop TEXT NOT NULL,
    mode TEXT NOT NULL,
    hour INTEGER NOT NULL,
    status TEXT NOT NULL,
    payments INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    PRIMARY KEY (shop, mode, hour, status)
) WITHOUT ROWID;

-- The sums follow the rows: what a row was is taken out, what it is now is put in. Tehran is 12,600,000 ms ahead of UTC.
CREATE TRIGGER IF NOT EXISTS report_insert AFTER INSERT ON report_payment BEGIN
    INSERT INTO report_day VALUES
        (NEW.shop, NEW.mode, (NEW.created_at + 12600000) / 86400000, ifnull(NEW.gateway, ''), ifnull(NEW.class, ''), NEW.status,
         1, NEW.amount, NEW.refunded)
    ON CONFLICT DO UPDATE SET payments = payments + excluded.payments, amount = amount + excluded.amount,
        refunded = refunded + excluded.refunded;
    INSERT INTO report_hour VALUES
        (NEW.shop, NEW.mode, (NEW.created_at + 12600000) / 3600000, NEW.status, 1, NEW.amount, NEW.refunded)
    ON CONFLICT DO UPDATE SET payments = payments + excluded.payments, amount = amount + excluded.amount,
        refunded = refunded + excluded.refunded;
END;

CREATE TRIGGER IF NOT EXISTS report_delete AFTER DELETE ON report_payment BEGIN
    UPDATE report_day SET payments = payments - 1, amount = amount - OLD.amount, refunded = refunded - OLD.refunded
    WHERE shop = OLD.shop AND mode = OLD.mode AND day = (OLD.created_at + 12600000) / 86400000
        AND gateway = ifnull(OLD.gateway, '') AND class = ifnull(OLD.class, '') AND status = OLD.status;
    UPDATE report_hour SET payments = payments - 1, amount = amount - OLD.amount, refunded = refunded - OLD.refunded
    WHERE shop = OLD.shop AND mode = OLD.mode AND hour = (OLD.created_at + 12600000) / 3600000 AND status = OLD.status;
END;

CREATE TRIGGER IF NOT EXISTS report_update_day AFTER UPDATE ON report_payment
WHEN OLD.status <> NEW.status OR OLD.gateway IS NOT NEW.gateway OR OLD.class IS NOT NEW.class
    OR OLD.amount <> NEW.amount OR OLD.refunded <> NEW.refunded
BEGIN
    UPDATE report_day SET payments = payments - 1, amount = amount - OLD.amount, refunded = refunded - OLD.refunded
    WHERE shop = OLD.shop AND mode = OLD.mode AND day = (OLD.created_at + 12600000) / 86400000
        AND gateway = ifnull(OLD.gateway, '') AND class = ifnull(OLD.class, '') AND status = OLD.status;
    INSERT INTO report_day VALUES
        (NEW.shop, NEW.mode, (NEW.created_at + 12600000) / 86400000, ifnull(NEW.gateway, ''), ifnull(NEW.class, ''), NEW.status,
         1, NEW.amount, NEW.refunded)
    ON CONFLICT DO UPDATE SET payments = payments + excluded.payments, amount = amount + excluded.amount,
        refunded = refunded + excluded.refunded;
END;

CREATE TRIGGER IF NOT EXISTS report_update_hour AFTER UPDATE ON report_payment
WHEN OLD.status <> NEW.status OR OLD.amount <> NEW.amount OR OLD.refunded <> NEW.refunded
BEGIN
    UPDATE report_hour SET payments = payments - 1, amount = amount - OLD.amount, refunded = refunded - OLD.refunded
    WHERE shop = OLD.shop AND mode = OLD.mode AND hour = (OLD.created_at + 12600000) / 3600000 AND status = OLD.status;
    INSERT INTO report_hour VALUES
        (NEW.shop, NEW.mode, (NEW.created_at + 12600000) / 3600000, NEW.status, 1, NEW.amount, NEW.refunded)
    ON CONFLICT DO UPDATE SET payments = payments + excluded.payments, amount = amount + excluded.amount,
        refunded = refunded + excluded.refunded;
END;
