/**
 * The part of ClickHouse's HTTP interface that the unchanged client uses, answered by the embedded engine.
 *
 * No ClickHouse server could be had where this project was built and is tested, so this front is the nearest thing:
 * the client, its encoding of parameters, its streams and its errors are the real ones, and so is the SQL engine;
 * the server's HTTP layer, users, clusters and replication are not. It can also fail on purpose: refuse, cut an
 * answer in the middle, lose an answer after the work was done, or answer late.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { drainPending, Session } from 'chdb'
import { isSeveral, readMultipart, readParameter, typesOf } from './http-front-parse.ts'

export type Fault = 'refuse' | 'cut' | 'lose' | 'late'

export interface Front {
  url: string
  /** The next request suffers this. */
  failNext(fault: Fault): void
  stop(): Promise<void>
}

/** Parameters of the address that are not settings of the engine. */
const notSettings =
  /^(query|query_id|database|session_id|role|default_format|wait_end_of_query|enable_http_compression|send_progress_in_http_headers|cancel_http_readonly_queries_on_client_close|param_.*)$/

export async function httpFront(folder: string): Promise<Front> {
  // One that stays open, so that the folder is not closed and opened between two requests.
  const keeper = new Session(folder)
  const faults: Fault[] = []
  const held = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const fault = faults.shift()
    if (fault === 'late') {
      held.add(response)
      return
    }
    void answer(folder, request, response, fault)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    failNext: (fault) => faults.push(fault),
    stop: async () => {
      for (const response of held) response.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      keeper.close()
      await drainPending()
    },
  }
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse, fault?: Fault) {
  const body = await buffer(request)
  if (fault === 'refuse') {
    response.writeHead(503).end('no')
    return
  }
  const session = new Session(folder)
  try {
    const bytes = await run(session, request, body)
    if (fault === 'lose') response.destroy()
    else if (fault === 'cut') {
      response.writeHead(200, { 'content-length': bytes.length + 1 })
      response.write(bytes, () => response.destroy())
    } else response.writeHead(200, { 'x-clickhouse-summary': '{}' }).end(bytes)
  } catch (e) {
    const message = (e as Error).message
    const code = /Code: (\d+)/.exec(message)?.[1] ?? '1002'
    response.writeHead(code === '62' ? 400 : 500, { 'x-clickhouse-exception-code': code }).end(message)
  } finally {
    session.close()
  }
}

async function run(session: Session, request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const address = new URL(request.url ?? '/', 'http://front')
  const sent = new Map(address.searchParams)
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary !== undefined) readMultipart(body, boundary).forEach((v, name) => sent.set(name, v))
  const inAddress = address.searchParams.get('query')
  const query = boundary !== undefined ? sent.get('query')! : (inAddress ?? body.toString())
  if (isSeveral(query)) throw new Error('Code: 62. DB::Exception: Multi-statements are not allowed. (SYNTAX_ERROR)')
  for (const [name, v] of sent) {
    if (!notSettings.test(name)) await session.queryAsync(`SET ${name} = '${v.replaceAll("'", "''")}'`)
  }
  if (inAddress !== null && body.length > 0) {
    return Buffer.from((await session.queryAsync(`${inAddress}\n${body.toString()}`)).bytes())
  }
  const types = typesOf(query)
  const params = Object.fromEntries(
    [...types].map(([name, type]) => [name, readParameter(sent.get(`param_${name}`), type)]),
  )
  const options = { format: 'TabSeparated' }
  const result = types.size > 0 ? session.queryBindAsync(query, params, options) : session.queryAsync(query, options)
  return Buffer.from((await result).bytes())
}
