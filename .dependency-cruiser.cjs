/** The arrows between the rooms: web → domain, ingest → store → domain, server → store → domain. */
const only = (room, ...allowed) => ({
  name: `${room}-imports-only-${['itself', ...allowed].join('-')}`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: '^(domain|store|ingest|server|web|tests)/', pathNot: `^(${[room, ...allowed].join('|')})/` },
})

module.exports = {
  forbidden: [
    only('domain'),
    only('store', 'domain'),
    // One door: `server/main.ts` opens ingest in the same process; nothing else in the server knows it.
    { ...only('server', 'store', 'domain'), from: { path: '^server/', pathNot: '^server/main\\.ts$' } },
    only('ingest', 'store', 'domain'),
    only('web', 'domain'),
    {
      name: 'domain-has-no-framework',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: 'node_modules/(express|socket\\.io|@clickhouse|chdb|pg|@electric-sql|vue|echarts)/' },
    },
    {
      name: 'engine-behind-its-interface',
      comment: 'Only the engine files may know the ClickHouse and Postgres clients.',
      severity: 'error',
      from: {
        path: '^(domain|store|ingest|server|web)/',
        pathNot: '^store/(clickhouse|postgres)/(embedded|remote)\\.ts$',
      },
      to: { path: 'node_modules/(@clickhouse|chdb|pg|@electric-sql)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.vue', '.mjs', '.json'],
    },
  },
}
