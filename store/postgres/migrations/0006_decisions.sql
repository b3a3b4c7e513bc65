-- What people decide. The body is the whole record as JSON text; beside it stands what is looked for.
CREATE TABLE decision (
    id text PRIMARY KEY,
    no bigint NOT NULL UNIQUE,
    revision bigint NOT NULL,
    state text NOT NULL,
    body text NOT NULL, -- JSON text
    measure text NOT NULL,
    stage text NOT NULL,
    due_on text,
    review_on text,
    meeting_id text,
    parent_id text,
    written_by_id text NOT NULL,
    client_key text, -- the sender's own name of it: sent twice, it is written once
    created_at timestamptz NOT NULL,
    grams text[] NOT NULL, -- what it can be found by
    UNIQUE (written_by_id, client_key)
);
CREATE INDEX decision_by_gram ON decision USING gin (grams);
CREATE INDEX decision_by_meeting ON decision (meeting_id);
CREATE INDEX decision_by_state ON decision (state, no);

-- Every state that a decision was ever in.
CREATE TABLE decision_revision (
    decision_id text NOT NULL REFERENCES decision (id),
    revision bigint NOT NULL,
    body text NOT NULL, -- JSON text
    fields text[] NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    note text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (decision_id, revision)
);

CREATE TABLE decision_comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id text NOT NULL REFERENCES decision (id),
    by_id text NOT NULL,
    by_name text NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL,
    client_key text,
    UNIQUE (decision_id, by_id, client_key)
);
CREATE INDEX decision_comment_by_decision ON decision_comment (decision_id, id);

CREATE TABLE decision_picture (
    decision_id text PRIMARY KEY REFERENCES decision (id),
    png text NOT NULL -- base64
);

-- Reminders that were told, so that several servers tell each once.
CREATE TABLE decision_reminder (
    decision_id text NOT NULL REFERENCES decision (id),
    kind text NOT NULL,
    day text NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (decision_id, kind, day)
);

CREATE TABLE meeting (
    id text PRIMARY KEY,
    no bigint NOT NULL UNIQUE,
    revision bigint NOT NULL,
    state text NOT NULL,
    body text NOT NULL, -- JSON text, agenda in it
    written_by_id text NOT NULL,
    client_key text,
    begun_at timestamptz NOT NULL,
    UNIQUE (written_by_id, client_key)
);

CREATE TABLE meeting_attendee (
    meeting_id text NOT NULL REFERENCES meeting (id),
    user_id text NOT NULL,
    name text NOT NULL,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (meeting_id, user_id)
);

CREATE TABLE meeting_note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id text NOT NULL REFERENCES meeting (id),
    item_id text,
    by_id text NOT NULL,
    by_name text NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL,
    client_key text,
    UNIQUE (meeting_id, by_id, client_key)
);
CREATE INDEX meeting_note_by_meeting ON meeting_note (meeting_id, id);

-- Where the presenter stands; one row a meeting.
CREATE TABLE meeting_present (
    meeting_id text PRIMARY KEY REFERENCES meeting (id),
    seq bigint NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    route text NOT NULL,
    state text NOT NULL, -- JSON text
    at timestamptz NOT NULL
);

-- 报数: what a place says it will bring. The newest of a place, measure and period stands; the older ones stay.
CREATE TABLE promise (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id text REFERENCES meeting (id),
    level text NOT NULL,
    place text NOT NULL,
    measure text NOT NULL,
    from_day text NOT NULL,
    to_day text NOT NULL,
    least bigint, -- 保底
    commitment bigint NOT NULL, -- 承诺
    challenge bigint, -- 挑战
    by_id text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX promise_by_place ON promise (measure, from_day, level, place, id);

-- What was once written is not written over.
CREATE FUNCTION only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only appended to', TG_TABLE_NAME;
END $$;
CREATE TRIGGER decision_revision_appended BEFORE UPDATE OR DELETE ON decision_revision
    FOR EACH ROW EXECUTE FUNCTION only_appended();
CREATE TRIGGER decision_comment_appended BEFORE UPDATE OR DELETE ON decision_comment
    FOR EACH ROW EXECUTE FUNCTION only_appended();
CREATE TRIGGER meeting_note_appended BEFORE UPDATE OR DELETE ON meeting_note
    FOR EACH ROW EXECUTE FUNCTION only_appended();
CREATE TRIGGER promise_appended BEFORE UPDATE OR DELETE ON promise
    FOR EACH ROW EXECUTE FUNCTION only_appended();
CREATE TRIGGER decision_kept BEFORE DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION only_appended();
