-- The ledger: every entry that was ever booked, appended and never changed.
-- No partitions by time: an insert must be one part, or a crash could leave half a batch.
CREATE TABLE IF NOT EXISTS warroom.ledger {{ON_CLUSTER}}
(
    seq UInt64,
    received_at DateTime64(3, 'UTC'),
    sign Int8,
    derived UInt8,
    kind LowCardinality(String),
    occurred_at DateTime64(3, 'UTC'),
    day Date,
    business_date Date,
    source LowCardinality(String),
    event_id String,
    revision UInt64,
    body_hash UInt64,
    subject String,
    person String,
    same_as String,
    dealer_id LowCardinality(String),
    advisor_id LowCardinality(String),
    lead_id String,
    order_id String,
    model LowCardinality(String),
    channel LowCardinality(String),
    campaign LowCardinality(String),
    intent_level LowCardinality(String),
    sale_type LowCardinality(String),
    visit_kind LowCardinality(String),
    purpose LowCardinality(String),
    due_at Nullable(DateTime64(3, 'UTC')),
    next_due_at Nullable(DateTime64(3, 'UTC')),
    via LowCardinality(String),
    connected LowCardinality(String),
    duration_s Int32,
    follow_level LowCardinality(String),
    reason LowCardinality(String),
    competitor_brand LowCardinality(String),
    competitor_model LowCardinality(String),
    audit LowCardinality(String),
    pay LowCardinality(String),
    trade_in LowCardinality(String),
    list_price Nullable(Int64),
    discount Nullable(Int64),
    deposit Nullable(Int64),
    vin String,
    customer_type LowCardinality(String),
    units Int32,
    amount Int64,
    attrs Map(LowCardinality(String), String),
    has_amount UInt8,

    INDEX by_seq seq TYPE minmax GRANULARITY 1,

    -- "Is this event known, and in which revision?" reads a few hundred narrow rows an id.
    PROJECTION by_event
    (
        SELECT source, event_id, revision, sign, derived, body_hash, seq, kind, day, dealer_id
        ORDER BY event_id
    ) WITH SETTINGS (index_granularity = 256),

    -- "Which events of this person or lead still stand?"
    PROJECTION by_subject
    (
        SELECT subject, derived, kind, dealer_id, day, occurred_at, source, event_id, lead_id, person, revision, sign, seq
        ORDER BY subject
    ) WITH SETTINGS (index_granularity = 256)
)
ENGINE = {{MERGE_TREE}}
ORDER BY (kind, day, dealer_id)
SETTINGS {{DEDUPLICATION}};
