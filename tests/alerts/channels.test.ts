import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInner, resolveHost } from '#server/alerts/channels/hosts.ts'
import { dingtalk, feishu, robotFault, wecom } from '#server/alerts/channels/robots.ts'
import { openAlertHouse, type AlertHouse } from './house.ts'

const told = {
  title: '【预警】',
  text: '苏南·首次到店 近7日 132，平时 205（−36%）',
  url: 'https://warroom.example/desk?area=x',
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

  it('say in their answer whether they took it', () => {
    expect(robotFault('{"errcode":0,"errmsg":"ok"}')).toBeNull()
    expect(robotFault('{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}')).toBeNull()
    expect(robotFault('{"errcode":45009,"errmsg":"api freq out of limit"}')).toContain('45009')
    expect(
      robotFault('{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}'),
    ).toContain('19021')
    expect(robotFault('<html>')).toContain('JSON')
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
  const calls: { headers: IncomingHttpHeaders; body: string }[] = []
  const letters: string[] = []
  let hook = ''
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        calls.push({ headers: request.headers, body })
        response.statusCode = answer
        response.end('{"errcode":0}')
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
    await add({ name: 'shaky', kind: 'webhook', address: hook, level: 1 })
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
