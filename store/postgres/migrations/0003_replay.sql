-- What a refused row was about, and what its sender may do: so that it can be found, counted and sent again.
ALTER TABLE reject
    ADD COLUMN stream text NOT NULL DEFAULT 'events',
    ADD COLUMN dealer_id text NOT NULL DEFAULT '',
    ADD COLUMN kind text NOT NULL DEFAULT '',
    ADD COLUMN day text NOT NULL DEFAULT '', -- business day, where the row told an instant
    ADD COLUMN units bigint NOT NULL DEFAULT 1,
    ADD COLUMN sender text NOT NULL DEFAULT '', -- JSON text of the sender's rights
    ADD COLUMN whole boolean NOT NULL DEFAULT false, -- whether nothing of it had to be masked or cut off
    ADD COLUMN tried_at timestamptz;
CREATE INDEX reject_by_day ON reject (day, source);
