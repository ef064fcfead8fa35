-- The account that a shop is paid out to: JSON as the engine's `payout::Account` writes it, NULL while it has none.

ALTER TABLE shop ADD COLUMN payout TEXT;
