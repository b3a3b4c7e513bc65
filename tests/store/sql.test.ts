import { describe, expect, it } from 'vitest'
import { insertStatement, plainName, settingsClause } from '#store/clickhouse/engine.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { compile, empty, identifiers, join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { compile as compilePg, pg, records, storable } from '#store/postgres/sql.ts'

const col = identifiers('kind', 'units', 'warroom.ledger')

describe('the ClickHouse tag', () => {
  it('numbers parameters over all fragments and binds a value that is used twice once', () => {
    const kinds = value(['lead', "o'rder"], 'Array(String)')
    const where = [sql`${col.kind} IN ${kinds}`, sql`${col.units} > ${value(3, 'Int32')}`]
    const q = sql`SELECT ${col.kind}, has(${kinds}, 'lead') AS x FROM ${col['warroom.ledger']} WHERE ${join(where, sql` AND `)}${empty}`
    expect(compile(q)).toEqual({
      text: `SELECT kind, has({p0:Array(String)}, 'lead') AS x FROM warroom.ledger WHERE kind IN {p0:Array(String)} AND units > {p1:Int32}`,
      params: { p0: ['lead', "o'rder"], p1: 3 },
    })
  })

  it('has no place for a bare string', () => {
    // @ts-expect-error only values, identifiers and fragments may stand in a template
    expect(() => compile(sql`SELECT ${'1; DROP TABLE x'}`).text.includes('DROP')).not.toThrow()
    // @ts-expect-error an array of tuples would not bind
    expect(value([], 'Array(Tuple(String, UInt8))').is).toBe('bound')
  })

  it('writes limits into the question, and only plain names', () => {
    expect(
      settingsClause({ label: 'wall/kpi', maxSeconds: 2, maxRows: 500, settings: { optimize_use_projections: 0 } }),
    ).toBe(
      "SETTINGS max_execution_time = 2, max_result_rows = 500, optimize_use_projections = 0, log_comment = 'wall/kpi'",
    )
    expect(() => plainName("x' OR 1")).toThrow('bad name')
    expect(insertStatement(col['warroom.ledger'], [col.kind, col.units], { token: '7:12001' })).toBe(
      'INSERT INTO warroom.ledger (kind, units) SETTINGS async_insert = 0, max_insert_block_size = 1000000, ' +
        'min_insert_block_size_rows = 1000000, min_insert_block_size_bytes = 0, max_insert_threads = 1, ' +
        "input_format_parallel_parsing = 0, date_time_input_format = 'basic', " +
        "insert_deduplication_token = '7:12001' FORMAT TabSeparated",
    )
  })
})

it('makes tables by mode: alone, or replicated over a cluster', async () => {
  const made = async (layout: Parameters<typeof migrate>[1]) => {
    const told: string[] = []
    const command = async (q: Sql) => void told.push(compile(q).text)
    // No replicated server can be had here, so only the text of the statements is compared.
    await migrate({ query: async () => [], command } as unknown as Parameters<typeof migrate>[0], layout)
    return told.filter((text) => text.startsWith('CREATE')).join('\n')
  }
  const plain = await made({})
  expect(plain).toContain('ENGINE = MergeTree')
  expect(plain).toContain('SETTINGS non_replicated_deduplication_window = 1000')
  expect(plain).not.toMatch(/ON CLUSTER|Replicated|\{\{/)
  const replicated = await made({ layout: { kind: 'replicated', cluster: 'main' } })
  expect(replicated.match(/ON CLUSTER main/g)).toHaveLength(3)
  expect(replicated.match(/ENGINE = ReplicatedMergeTree/g)).toHaveLength(2)
  expect(replicated).toContain('SETTINGS replicated_deduplication_window = 1000')
  await expect(made({ layout: { kind: 'replicated', cluster: "x'" } })).rejects.toMatchObject({ code: 'cluster' })
})

describe('the Postgres tag', () => {
  it('numbers parameters over all fragments', () => {
    const inner = pg`a = ${1} AND b = ANY(${['x']}::text[])`
    expect(compilePg(pg`SELECT ${'s'}::text WHERE ${inner} LIMIT ${5}`)).toEqual({
      text: 'SELECT $1::text WHERE a = $2 AND b = ANY($3::text[]) LIMIT $4',
      values: ['s', 1, ['x'], 5],
    })
  })

  it('makes text storable and leaves all other text alone', () => {
    expect(storable('a\0b\ud800c😀')).toBe('a\uFFFDb\uFFFDc😀')
    expect(JSON.parse(records([{ a: '\0', b: 1, c: null }]))).toEqual([{ a: '\uFFFD', b: 1, c: null }])
  })
})
