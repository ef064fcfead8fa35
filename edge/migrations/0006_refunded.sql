-- Payments of which money went back, in the order of a list: few among many, so they have an index of their own.
-- A statement ends where an empty line follows.

CREATE INDEX IF NOT EXISTS report_payment_refunded ON report_payment (shop, mode) WHERE refunded > 0;
