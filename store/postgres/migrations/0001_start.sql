-- Small lasting facts about this installation: the person key, the ingest key, saved filters.
CREATE TABLE meta (
    key text PRIMARY KEY,
    value text NOT NULL -- JSON text
);

-- Who may book. The epoch grows with every new holder, so that an old one can be told from the present one.
CREATE TABLE lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

-- The last entry that counts: readers never look past it.
CREATE TABLE head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    received_at timestamptz NOT NULL
);
INSERT INTO head (seq, epoch, received_at) VALUES (0, 0, 'epoch');

-- Dealers, advisors, models, channels, targets …: small, kept in memory by whoever asks.
CREATE SEQUENCE reference_version;
CREATE TABLE reference (
    stream text NOT NULL,
    key text NOT NULL,
    body text NOT NULL, -- JSON text
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, key)
);
CREATE UNIQUE INDEX reference_by_version ON reference (version);

-- Events of a dealer that is not known yet.
CREATE TABLE held (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dealer_id text NOT NULL,
    source text NOT NULL,
    event_id text NOT NULL,
    revision bigint NOT NULL,
    body text NOT NULL, -- JSON text
    received_at timestamptz NOT NULL,
    UNIQUE (source, event_id, revision)
);
CREATE INDEX held_by_dealer ON held (dealer_id, id);

-- Rows that were refused, kept as they came so that they can be replayed.
CREATE TABLE reject (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    source text NOT NULL,
    line bigint NOT NULL,
    event_id text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    body text NOT NULL -- JSON text of the row or of its raw text
);
CREATE INDEX reject_by_code ON reject (code, id);

-- The same revision of an event with another body: the first stands, the other is kept here.
CREATE TABLE conflict (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    source text NOT NULL,
    event_id text NOT NULL,
    revision bigint NOT NULL,
    body_hash bigint NOT NULL,
    body text NOT NULL, -- JSON text
    UNIQUE (source, event_id, revision, body_hash)
);
