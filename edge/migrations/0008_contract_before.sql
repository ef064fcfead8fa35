-- What contracts had for credentials before their terminal became another one: payments that began with them are carried through with
-- them until their time is over, and then they are erased. The row stays, for it says which edition the contract has.
-- A statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS contract_before (
    contract TEXT NOT NULL,
    shop TEXT NOT NULL,
    edition INTEGER NOT NULL,
    -- Empty once they are erased.
    sealed TEXT NOT NULL,
    replaced_by INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (contract, edition)
) WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS contract_before_insert_seen AFTER INSERT ON contract_before BEGIN
    UPDATE registry SET version = version + 1;
END;

CREATE TRIGGER IF NOT EXISTS contract_before_update_seen AFTER UPDATE ON contract_before BEGIN
    UPDATE registry SET version = version + 1;
END;
