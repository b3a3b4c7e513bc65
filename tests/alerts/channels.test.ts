import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInner, resolveHost } from '#server/alerts/channels/hosts.ts'
import { robotFault, statusFault } from '#server/alerts/channels/fault.ts'
import { told as tell } from '#server/alerts/channels/message.ts'
import { dingtalk, feishu, wecom } from '#server/alerts/channels/robots.ts'
import { pg } from '#store/postgres/sql.ts'
import { openAlertHouse, zone, type AlertHouse } from './house.ts'

const told = {
  title: '【预警】',
  text: '苏南·首次到店 近7日 132，平时 205（−36%）',
  url: 'https://warroom.example/desk?area=x',
  open: '打开战情室',
}
const NOW = Date.parse('2026-09-22T11:20:00+08:00')

describe('robots', () => {
  it('企业微信: markdown as its document says', () => {
    // https://developer.work.weixin.qq.com/document/path/91770 (群机器人配置说明, markdown类型)
    const { url, body } = wecom(
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K',
      { ...told, text: `${told.text} <@all>` },
      'warning',
    )
    expect(url).toBe('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K')
    expect(body).toEqual({
      msgtype: 'markdown',
      markdown: {
        content: `<font color="warning">【预警】</font>\n> ${told.text} ＜@all＞\n[打开战情室](https://warroom.example/desk?area=x)`,
      },
    })
    const long = wecom('https://x', { ...told, text: '长'.repeat(9_000) }, 'grey').body as {
      markdown: { content: string }
    }
    expect(Buffer.byteLength(long.markdown.content)).toBeLessThanOrEqual(4_096)
  })

  it('钉钉: timestamp and signature in the address, as its document computes them', () => {
    // https://open.dingtalk.com/document/robots/custom-robot-access (加签: timestamp + "\n" + 密钥, HmacSHA256, base64)
    const { url, body } = dingtalk(
      'https://oapi.dingtalk.com/robot/send?access_token=T',
      'SECabc',
      told,
      1_577_262_236_757,
    )
    const query = new URL(url).searchParams
    expect(query.get('access_token')).toBe('T')
    expect(query.get('timestamp')).toBe('1577262236757')
    expect(query.get('sign')).toBe(
      createHmac('sha256', 'SECabc').update('1577262236757\nSECabc', 'utf8').digest('base64'),
    )
    // Recorded once with OpenSSL, so that the code is not its own judge.
    expect(query.get('sign')).toBe('I5TKCOTTj6fad4sJ4q9RsIffw0PAChVQZQGTdtRbNEQ=')
    expect(body).toMatchObject({
      msgtype: 'markdown',
      markdown: { title: expect.any(String), text: expect.stringContaining(told.text) },
    })
  })

  it('飞书: a card, signed in the body', () => {
    // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (签名校验: key = timestamp + "\n" + 密钥, empty text)
    const { body } = feishu('https://open.feishu.cn/open-apis/bot/v2/hook/H', 'demo', told, 'red', 1_599_360_473_000)
    expect(body).toMatchObject({
      timestamp: '1599360473',
      sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
      msg_type: 'interactive',
      card: { header: { template: 'red', title: { tag: 'plain_text', content: '【预警】' } } },
    })
    expect(feishu('https://x', '', told, 'grey', 0).body).not.toHaveProperty('sign')
  })

  it('are never sent more than they take, whole signs only, nor marks of their own in names', () => {
    const text = '【店】😀<b>[x](http://evil)'.repeat(2_000)
    const ways = [
      (wecom('https://x', { ...told, text }, 'grey').body['markdown'] as { content: string }).content,
      (dingtalk('https://x', '', { ...told, text }, 0).body['markdown'] as { text: string }).text,
    ]
    for (const way of ways) {
      expect(Buffer.byteLength(way)).toBeLessThanOrEqual(4_096)
      expect(Buffer.from(way).toString()).toBe(way)
      expect(way).not.toContain('](http://evil')
      expect(way).toContain('…')
    }
    const card = feishu('https://x', '', { ...told, text }, 'grey', 0).body
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(20 * 1_024)
  })

  it('carry no link where the war room does not know its own address, in the channel’s language otherwise', () => {
    const message = { what: 'raised', zh: '少', en: 'few', link: '/desk', level: 2, kind: 'sales', cell: {} } as const
    expect(tell(message, 'en', 'https://w.example/')).toEqual({
      title: '【Warning】', text: 'few', url: 'https://w.example/desk', open: 'Open the war room',
    }) // prettier-ignore
    const bare = tell(message, 'zh', '')
    for (const body of [
      wecom('https://x', bare, 'grey'),
      dingtalk('https://x', '', bare, 0),
      feishu('https://x', '', bare, 'grey', 0),
    ])
      // prettier-ignore
      expect(JSON.stringify(body)).not.toMatch(/打开|\/desk|button/)
  })

  it('say in their answer whether they took it, and that it was too much', () => {
    expect(robotFault('{"errcode":0,"errmsg":"ok"}')).toBeNull()
    expect(robotFault('{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}')).toBeNull()
    expect(robotFault('{"Extra":null,"StatusCode":0,"StatusMessage":"success"}')).toBeNull()
    expect(robotFault('{"errcode":45009,"errmsg":"api freq out of limit"}')).toEqual({
      said: 'the robot answered 45009: api freq out of limit',
      wait: 60_000,
    })
    expect(robotFault('{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}')?.wait).toBe(600_000)
    expect(robotFault('{"code":11232,"msg":"frequency limited psm[lark.oapi.app_platform_runtime]"}')?.wait).toBe(
      60_000,
    )
    expect(robotFault('{"errcode":310000,"errmsg":"keywords not in content"}')).toEqual({
      said: 'the robot answered 310000: keywords not in content',
    })
    expect(
      robotFault('{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}')?.said,
    ).toContain('19021')
    expect(robotFault('<html>')?.said).toContain('JSON')
    expect(statusFault(204, undefined)).toBeNull()
    expect(statusFault(302, undefined)).toEqual({ said: 'it answered 302' })
    expect(statusFault(429, '90')).toEqual({ said: 'it answered 429', wait: 90_000 })
    expect(statusFault(503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toEqual({ said: 'it answered 503' })
  })
})

describe('hosts that may not be called', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
  ])('%s', async (address) => {
    expect(isInner(address)).toBe(true)
    await expect(resolveHost(address, false)).rejects.toMatchObject({ code: 'bad_spec' })
    expect(await resolveHost(address, true)).toMatchObject({ address })
  })
  it('others may', () => {
    for (const address of ['1.1.1.1', '172.32.0.1', '2606:4700::1111']) expect(isInner(address)).toBe(false)
  })
})

describe('channels', () => {
  let house: AlertHouse
  let receiver: Server
  let mails: SMTPServer
  let answer = 200
  let saying = '{"errcode":0}'
  const calls: { headers: IncomingHttpHeaders; body: string }[] = []
  const letters: string[] = []
  let hook = ''
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        calls.push({ headers: request.headers, body })
        response.statusCode = request.url?.startsWith('/well') ? 200 : answer
        response.end(saying)
      })
    }).listen(0, '127.0.0.1')
    mails = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let letter = ''
        stream.on('data', (part: Buffer) => (letter += part.toString()))
        stream.on('end', () => done(null, void letters.push(letter)))
      },
    })
    await new Promise<void>((resolve) => mails.listen(0, '127.0.0.1', resolve))
    hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?key=hidden`
    house = await openAlertHouse({ now: NOW, weeks: 0, seed: 1 })
    const { port } = mails.server.address() as AddressInfo
    Object.assign(house.settings, { WARROOM_SMTP_URL: `smtp://127.0.0.1:${port}` })
    await house.restart()
  }, 120_000)
  afterAll(async () => {
    receiver.close()
    await new Promise<void>((resolve) => mails.close(() => resolve()))
    await house.close()
  })
  const add = async (body: object) =>
    (await house.call('POST', '/alerts/channels', body)).body as { id: string; secret: string }
  const notice = { zh: '举措到期', en: 'An action is due', link: '/meeting/1', level: 2 as const }

  it('sign their calls so that the receiver can tell who called and when', async () => {
    const { id, secret } = await add({ name: '数据平台', kind: 'webhook', address: hook })
    await house.alerts.notify({ ...notice, cell: { region: '华东' } })
    await house.alerts.deliver()
    const { headers, body } = calls.at(-1)!
    const timestamp = headers['x-warroom-timestamp'] as string
    expect(headers['x-warroom-signature']).toBe(
      `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
    )
    expect(Math.abs(Number(timestamp) * 1_000 - house.now)).toBeLessThan(300_000)
    expect(JSON.parse(body)).toMatchObject({
      type: 'alert.message',
      zh: '举措到期',
      url: 'https://warroom.example/meeting/1',
    })
    await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('never tell their secret or the path of their address again', async () => {
    const { id } = await add({ name: '群', kind: 'wecom', address: hook, secret: 'topsecret' })
    const listed = JSON.stringify((await house.call('GET', '/alerts/channels')).body)
    expect(listed).not.toContain('topsecret')
    expect(listed).not.toContain('hidden')
    expect(listed).toContain('http://127.0.0.1')
    expect((await house.call('POST', `/alerts/channels/${id}/test`)).body).toEqual({ ok: true, fault: null })
    expect(JSON.parse(calls.at(-1)!.body)).toMatchObject({ msgtype: 'markdown' })
    await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('take only what their level and scope take', async () => {
    const loud = await add({ name: 'loud', kind: 'webhook', address: hook, level: 3 })
    const south = await add({ name: 'south', kind: 'webhook', address: hook, scope: { region: ['华南'] }, level: 1 })
    const before = calls.length
    await house.alerts.notify({ ...notice, cell: { region: '华东' } })
    await house.alerts.deliver()
    expect(calls.length).toBe(before)
    await house.alerts.notify({ ...notice, cell: { dealer_id: 'D100' } })
    await house.alerts.deliver()
    expect(calls.length).toBe(before + 1)
    for (const { id } of [loud, south]) await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('try again with growing pauses, give up at last, and can be asked to try once more', async () => {
    const { id } = await add({ name: 'shaky', kind: 'webhook', address: hook, level: 1 })
    answer = 500
    await house.alerts.notify(notice)
    const times: number[] = []
    const start = house.now
    for (let i = 0; i < 40; i++) {
      const before = calls.length
      await house.alerts.deliver()
      if (calls.length > before) times.push(house.now - start)
      house.now += times.length < 3 ? 10_000 : 1_800_000
    }
    expect(times.length).toBe(7)
    const gaps = times.slice(1).map((at, i) => at - times[i]!)
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    const dead = (await house.call('GET', '/alerts/dead')).body as { id: number; tries: number; fault: string }[]
    expect(dead).toMatchObject([{ tries: 7, fault: 'it answered 500', channel: 'shaky' }])
    answer = 200
    expect((await house.call('POST', '/alerts/dead/retry', { ids: [dead[0]!.id] })).body).toEqual({ waiting: 1 })
    const before = calls.length
    await house.alerts.deliver()
    expect(calls.length).toBe(before + 1)
    expect((await house.call('GET', '/alerts/dead')).body).toEqual([])
    await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('that fail hold up no other, and say to the operator since when and why', async () => {
    const shaky = await add({ name: 'shaky-2', kind: 'webhook', address: hook, level: 1 })
    const well = await add({ name: 'well', kind: 'webhook', address: hook.replace('/hook', '/well'), level: 1 })
    answer = 500
    for (let i = 0; i < 3; i++) await house.alerts.notify(notice)
    const before = calls.length
    await house.alerts.deliver()
    // The one that fails is tried once, not once a message.
    expect(calls.length - before).toBe(3 + 1)
    const states = (await house.call('GET', '/alerts/channels')).body as { name: string; sent_at: string | null }[]
    expect(states.find(({ name }) => name === 'shaky-2')).toMatchObject({ waiting: 3, dead: 0, sent_at: null, fault: 'it answered 500', failing_since: zone.iso(house.now) }) // prettier-ignore
    expect(states.find(({ name }) => name === 'well')).toMatchObject({ waiting: 0, sent_at: zone.iso(house.now), fault: null, failing_since: null }) // prettier-ignore
    answer = 200
    house.now += 60_000
    await house.alerts.deliver()
    expect((await house.call('GET', '/alerts/channels')).body as object[]).toContainEqual(
      expect.objectContaining({ name: 'shaky-2', waiting: 0, fault: null, failing_since: null }),
    )
    for (const { id } of [shaky, well]) await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('that are robots get fewer than twenty messages a minute, and are left alone when they say it was too much', async () => {
    const { id } = await add({ name: 'robot', kind: 'dingtalk', address: hook, level: 1 })
    for (let i = 0; i < 30; i++) await house.alerts.notify(notice)
    const took: number[] = []
    const round = async (later: number): Promise<number> => {
      const before = robots().length
      house.now += later
      await house.alerts.deliver()
      const more = robots().length - before
      took.push(...Array.from({ length: more }, () => house.now))
      return more
    }
    const robots = () => calls.filter(({ body }) => body.includes('"msgtype"'))
    expect(await round(0)).toBe(18)
    for (let i = 0; i < 10; i++) expect(await round(5_000)).toBe(0)
    expect(await round(10_000)).toBe(12)
    for (const at of took) expect(took.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThan(20)
    saying = '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}'
    house.now += 60_000
    for (let i = 0; i < 2; i++) await house.alerts.notify(notice)
    expect(await round(0)).toBe(1)
    for (let i = 0; i < 9; i++) expect(await round(60_000)).toBe(0)
    saying = '{"errcode":0}'
    expect(await round(60_000)).toBe(2)
    await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('get what waited for them after a restart, once; a try whose end nobody saw comes again under the same number', async () => {
    const { id } = await add({ name: 'late', kind: 'webhook', address: hook, level: 1 })
    await house.alerts.notify({ ...notice, zh: '重启前' })
    await house.restart()
    const before = calls.length
    await house.alerts.deliver()
    await house.alerts.deliver()
    const told = () => calls.slice(before).filter(({ body }) => body.includes('重启前'))
    expect(told()).toHaveLength(1)
    // As it stands when the process died after the receiver took it and before that was written down.
    await house.postgres.query(pg`UPDATE alert_delivery SET state = 'waiting', done_at = NULL WHERE id = ${Number(told()[0]!.headers['x-warroom-delivery'])}`) // prettier-ignore
    house.now += 120_000
    await house.alerts.deliver()
    expect(new Set(told().map(({ headers }) => headers['x-warroom-delivery'])).size).toBe(1)
    expect(told()).toHaveLength(2)
    // The second call is signed anew: what a receiver refuses as too old is never one of ours.
    expect(new Set(told().map(({ headers }) => headers['x-warroom-signature'])).size).toBe(2)
    await house.call('DELETE', `/alerts/channels/${id}`)
  })

  it('send mail', async () => {
    const { id } = await add({ name: '总监', kind: 'email', address: 'director@example.com', lang: 'en' })
    expect((await house.call('POST', `/alerts/channels/${id}/test`)).body).toEqual({ ok: true, fault: null })
    expect(letters.at(-1)).toContain('To: director@example.com')
    expect(letters.at(-1)).toContain('this channel works')
  })

  it.each([
    [{ name: 'x', kind: 'webhook', address: 'ftp://example.com' }, 'address'],
    [{ name: 'x', kind: 'webhook', address: 'https://user:pass@example.com' }, 'address'],
    [{ name: 'x', kind: 'email', address: 'nobody' }, 'address'],
    [{ name: 'x', kind: 'pigeon', address: 'https://example.com' }, 'kind'],
    [{ name: '', kind: 'webhook', address: 'https://example.com' }, 'name'],
  ])('are refused by name: %j', async (body, path) => {
    expect(await house.call('POST', '/alerts/channels', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_spec', path } },
    })
  })

  it('may not lead into this network unless that is allowed', async () => {
    Object.assign(house.settings, { WARROOM_ALERT_PRIVATE_HOSTS: false })
    await house.restart()
    expect(await house.call('POST', '/alerts/channels', { name: 'x', kind: 'webhook', address: hook })).toMatchObject({
      status: 400,
      body: { error: { path: 'address' } },
    })
  })
})
