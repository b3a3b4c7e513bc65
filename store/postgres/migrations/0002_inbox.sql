-- Batches that an ingest process hands to the one that books; the answer is written in the moment they count.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sent_at timestamptz NOT NULL DEFAULT now(),
    body text NOT NULL, -- JSON text
    answer text -- JSON text, null until it is booked
);
