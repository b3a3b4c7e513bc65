-- Alerts: one row a root cause, with what happened to it; who is told; and how loud the war room may be.
CREATE TABLE alert (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL, -- measure and place, or source: what tells root causes apart
    kind text NOT NULL,
    level integer NOT NULL,
    state text NOT NULL,
    owner text,
    until_at timestamptz, -- snoozed until
    raised_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    closed_at timestamptz,
    calm_since timestamptz,
    body text NOT NULL -- JSON text: cell, measure, sentences, figures, view
);
CREATE INDEX alert_by_time ON alert (raised_at);
CREATE UNIQUE INDEX alert_open ON alert (key) WHERE closed_at IS NULL;

-- Who did what to an alert: raised, louder, acknowledged, snoozed, owner, reopened, closed. Never changed.
CREATE TABLE alert_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id bigint NOT NULL REFERENCES alert (id),
    at timestamptz NOT NULL,
    step text NOT NULL,
    by_whom text NOT NULL, -- '' is the war room itself
    detail text NOT NULL -- JSON text
);
CREATE INDEX alert_step_by_alert ON alert_step (alert_id, id);

-- Where alerts are sent to. The address and the secret never leave the house.
CREATE TABLE alert_channel (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    address text NOT NULL,
    secret text NOT NULL,
    scope text NOT NULL, -- JSON text: dimension to values; {} is the whole maker
    level integer NOT NULL, -- the least that is sent
    lang text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    removed_at timestamptz
);

-- What is to be sent, until it was: tried again with growing pauses, then kept as dead.
CREATE TABLE alert_delivery (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id bigint NOT NULL REFERENCES alert_channel (id),
    alert_id bigint REFERENCES alert (id),
    message text NOT NULL, -- JSON text
    tries integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting', -- waiting, sent, dead
    fault text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    done_at timestamptz
);
CREATE INDEX alert_delivery_due ON alert_delivery (due_at) WHERE state = 'waiting';
