-- Who may come in beside the administrator, and what they may see. A token is kept as its hash only.
CREATE TABLE account (
    id text PRIMARY KEY,
    name text NOT NULL,
    role text NOT NULL,
    scope text NOT NULL, -- JSON text: dimension to values; {} is the whole maker
    token_hash text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz -- rows are never deleted: what they wrote keeps its author
);
