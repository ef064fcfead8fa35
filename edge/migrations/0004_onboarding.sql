-- Shops' applications. The events are what is known; the row beside them is made of them, to be listed and found when due.
-- Times are milliseconds since 1970. A statement ends where an empty line follows.

CREATE TABLE IF NOT EXISTS application (
    id TEXT PRIMARY KEY,
    -- A shop applies once, and again in the same application.
    shop TEXT NOT NULL UNIQUE REFERENCES shop (id),
    -- Words of `dargah_engine::onboarding`: where it stands, and whose turn it is.
    step TEXT NOT NULL,
    turn TEXT NOT NULL,
    -- Of the form, for the list; '' before there is one.
    name_fa TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '',
    submitted_at INTEGER,
    since INTEGER NOT NULL,
    -- From then on it is late; NULL where nothing is promised.
    late_at INTEGER,
    -- When the service has something to do for it; NULL while people have.
    due_at INTEGER,
    -- Number of its events.
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS application_due ON application (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX IF NOT EXISTS application_queue ON application (step, late_at);

-- The key is what makes an application linear: of two who write the next event one is refused.
CREATE TABLE IF NOT EXISTS application_event (
    application TEXT NOT NULL REFERENCES application (id),
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (application, number)
) WITHOUT ROWID;
