import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import type { Claim } from '#domain/decision/claims.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWarRoom, type Running } from '#tests/server/process.ts'
import { accessFaults } from './axe.ts'
import { CHROMIUM, openBrowser } from './browser.ts'
import { builtWeb } from './build.ts'
import { AHEAD_MS, now } from './month.ts'

const env = { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'access-token' }
const DAY_MS = 86_400_000

/** A week in which 苏南's leads came as before and half as many of them visited. */
function events(): object[] {
  const made: object[] = []
  const add = (kind: string, lead: string, daysAgo: number, dealer_id: string) =>
    made.push({ event_id: `${kind}-${lead}`, kind, lead_id: lead, customer: lead, dealer_id, channel: 'portal', model: 'X5', occurred_at: new Date(now() - daysAgo * DAY_MS - 60_000).toISOString(), ...(kind === 'order' || kind === 'delivery' ? { order_id: lead } : {}) }) // prettier-ignore
  for (let i = 0; i < 80; i++) {
    const [lead, week] = [`L${i}`, i % 2]
    const dealer = i % 4 < 2 ? 'D1' : 'D2'
    const visits = week === 1 || dealer === 'D2' ? i % 8 < 6 : i % 8 < 2
    const start = 1 + (i % 5) + week * 7
    add('lead', lead, start, dealer)
    if (!visits) continue
    for (const [n, kind] of ['visit', 'test_drive', 'order', 'deal', 'delivery'].entries())
      add(kind, lead, start - 0.1 * (n + 1), dealer)
  }
  return made
}
const DEALERS = [
  { dealer_id: 'D1', name: '苏州吴江店', region: '华东', area: '苏南', province: '江苏', city: '苏州' },
  { dealer_id: 'D2', name: '成都青羊店', region: '西部', area: '成都', province: '四川', city: '成都' },
]
/** As of now: what was received after a moment was not known then. */
const about = () =>
  JSON.stringify({
    question: { measure: 'delivery', compare: 'previous', where: { region: ['华东'] }, period: 'last_7_days' },
    segment: { area: '苏南', channel_1: 'portal' },
    stage: 'first_visit',
    figures: { units: -14, before: 0.5, now: 0.25, of: 20 },
    as_of: new Date(now()).toISOString(),
    seq: 1,
  })
const day = (ahead: number) => new Date(now() + ahead * DAY_MS).toISOString().slice(0, 10)

describe.skipIf(!existsSync(CHROMIUM))('decisions and meetings in a running war room', () => {
  let browser: BrowserContext
  let other: BrowserContext
  let room: Running
  const folder = mkdtempSync(join(tmpdir(), 'war-room-decisions-'))
  const call = async (path: string, body: unknown, token = env.WARROOM_ADMIN_TOKEN, method = 'POST') => {
    const reply = await fetch(`${room.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    expect(reply.ok, `${path}: ${reply.status}`).toBe(true)
    return (await reply.json()) as Record<string, unknown>
  }
  beforeAll(async () => {
    await builtWeb()
    room = await startWarRoom(folder, { env, ahead: AHEAD_MS })
    await call('/api/ingest/dealers', DEALERS, env.WARROOM_INGEST_KEY)
    await call('/api/ingest/channels', [{ channel: 'portal', name: '垂媒' }], env.WARROOM_INGEST_KEY)
    await call('/api/ingest/events', events(), env.WARROOM_INGEST_KEY)
    const { sign_in } = await call('/api/accounts', { id: 'west', name: '西部经理', role: 'manager', scope: { region: ['西部'] } }) // prettier-ignore
    ;[browser, other] = await Promise.all([openBrowser(), openBrowser()])
    await (await browser.newPage()).goto(`${room.address}/sign-in?token=${env.WARROOM_ADMIN_TOKEN}`)
    await (await other.newPage()).goto(`${room.address}${String(sign_in)}`)
  }, 120_000)
  afterAll(async () => {
    await Promise.all([browser?.close(), other?.close()])
    await room?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = async (who: BrowserContext, path: string, width = 1440, height = 900): Promise<Page> => {
    const page = await who.newPage()
    await page.setViewportSize({ width, height })
    await page.goto(`${room.address}${path}`)
    return page
  }
  it('is logged with the keyboard alone, from the cell, in four fields', async () => {
    const page = await open(browser, `/decide?about=${encodeURIComponent(about())}&region=华东`)
    await page.waitForSelector('.sheet .kinds button')
    await page.waitForFunction(() => document.activeElement?.closest('.kinds') !== null)
    expect(await page.locator('.frozen').innerText()).toContain('苏南 × 垂媒')
    await page.keyboard.press('Space')
    await page.focus('[role=combobox]')
    await page.keyboard.type('周敏')
    await page.fill('.pair input[type=date]', day(3))
    await page.waitForFunction(() => /\d/.test(document.querySelector('.to .second')?.textContent ?? ''))
    await page.locator('.to input').focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/desk/)
    await page.goto(`${room.address}/decisions`)
    await page.waitForSelector('.card')
    const card = await page.locator('.card').innerText()
    expect(card).toContain('周敏')
    expect(card).toContain('苏南 × 垂媒')
    expect(card).toMatch(/认领 −14 台/)
    await page.close()
  }, 60_000)

  it('opens for the place under the right button and a long press, with its worst step, and offers known owners', async () => {
    const page = await open(browser, '/desk')
    const row = '[role=row][data-id="华东"]'
    await page.click(`${row} th`, { button: 'right' })
    await page.waitForSelector('.sheet .kinds button')
    expect(await page.locator('.frozen').innerText()).toContain('华东')
    await page.focus('[role=combobox]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.inputValue('[role=combobox]')).toBe('周敏')
    await page.keyboard.press('Escape')
    await page.waitForURL(/\/desk/)
    const { x, y } = (await page.locator(`${row} th .cut`).boundingBox())!
    const touch = await browser.newCDPSession(page)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 4, y: y + 4 }] })
    await page.waitForSelector('.sheet .frozen')
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.close()
  }, 60_000)

  it('keeps the words of two who write at once, and asks', async () => {
    const [mine, theirs] = [await open(browser, '/decisions'), await open(browser, '/decisions')]
    for (const page of [mine, theirs]) {
      await page.click('.card')
      await page.click('.acts button:has-text("修改")')
    }
    await mine.fill('.edit textarea', '先派 386 条')
    await theirs.fill('.edit textarea', '换人再呼')
    await theirs.click('.edit button[type=submit]')
    await theirs.waitForSelector('.edit', { state: 'detached' })
    await mine.click('.edit button[type=submit]')
    await mine.waitForSelector('.edit .clashes')
    expect(await mine.locator('.clashes').innerText()).toMatch(/换人再呼[\s\S]*先派 386 条/)
    await mine.click('.edit button[type=submit]')
    await mine.waitForSelector('.edit', { state: 'detached' })
    for (const page of [mine, theirs]) {
      await page.waitForFunction(() => /386/.test(document.querySelector('.what')?.textContent ?? ''))
      expect(await page.locator('.what').innerText()).toContain('换人再呼')
      await page.close()
    }
  }, 60_000)

  it('leads to its follow-up and back', async () => {
    const page = await open(browser, '/decisions')
    await page.click('.card')
    await page.click('.acts a:has-text("后续")')
    await page.waitForSelector('.sheet .kinds button')
    await page.click('.kinds button')
    await page.click('.sheet button:has-text("待补")')
    await page.waitForURL(/\/decisions/)
    await page.click('dialog .card')
    await page.waitForSelector('dialog h3:has-text("接续")')
    await page.close()
  }, 60_000)

  it('is a thumb away on a phone, with what is under way of the gap', async () => {
    const page = await open(browser, '/morning', 390, 844)
    await page.waitForSelector('.tabs')
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    await page.click('.tabs .log')
    await page.waitForSelector('.sheet .kinds button')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.close()
  }, 60_000)

  it('shows one outside the scope its title and owner, and no more', async () => {
    const page = await open(other, '/decisions')
    await page.waitForSelector('.card')
    const card = await page.locator('.card:has-text("周敏")').innerText()
    expect(card).toContain('周敏')
    expect(card).toContain('无权查看明细')
    expect(card).not.toContain('苏南')
    await page.close()
  }, 60_000)

  it('is held in a meeting: notes are live, the drill of who leads is followed, minutes are read', async () => {
    const chair = await open(browser, '/meeting')
    await chair.click('button:has-text("日会")')
    await chair.waitForSelector('.room .head')
    const guest = await open(other, `/meeting?id=${new URL(chair.url()).searchParams.get('id')}`)
    await guest.waitForSelector('.room .head')
    await chair.fill('#meeting-note', '邀约中心缺编 6 人')
    await chair.keyboard.press('Enter')
    await guest.waitForSelector('li:has-text("邀约中心缺编")')
    await expect.poll(() => accessFaults(chair), { timeout: 10_000 }).toEqual([])

    await guest.click('.head button:has-text("跟随")')
    await chair.click('.head button:has-text("带看")')
    await chair.click('nav a:has-text("工作台")')
    await guest.waitForURL(/\/desk/, { timeout: 15_000 })
    await guest.click('.room button:has-text("自己看")')
    await guest.click('.room a:has-text("回到会议")')
    await chair.click('.room a:has-text("回到会议")')
    await chair.click('button:has-text("散会")')
    await chair.waitForSelector('.report pre')
    expect(await chair.locator('.report pre').innerText()).toContain('战报')
    const minutes = await fetch(`${room.address}/api/meetings/${new URL(chair.url()).searchParams.get('id')}/minutes`, {
      headers: { authorization: `Bearer ${env.WARROOM_ADMIN_TOKEN}` },
    })
    expect(await minutes.text()).toContain('邀约中心缺编 6 人')
    await Promise.all([chair.close(), guest.close()])
  }, 90_000)

  it.each([
    [1440, 900],
    [390, 844],
  ])(
    'its rooms fit %i × %i in both languages and themes, without a fault of access',
    async (width, height) => {
      for (const path of ['/decisions', '/meeting', '/people'])
        for (const query of ['', '?lang=en&theme=light']) {
          const page = await open(browser, `${path}${query}`, width, height)
          await page.waitForSelector('main.desk section')
          await expect.poll(() => accessFaults(page), { timeout: 10_000, message: `${path}${query}` }).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
          await page.close()
        }
    },
    60_000,
  )

  it('tells in the morning what a meeting would tell of the gap, and follows what is decided', async () => {
    const month = new Date(now() + 8 * 3_600_000).toISOString().slice(0, 7)
    const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 10)
    const goal = (value: number, region?: string) => ({ from: `${month}-01`, to: next, measure: 'delivery', value, ...(region && { region }) }) // prettier-ignore
    await call('/api/ingest/targets', [goal(700), goal(500, '华东'), goal(200, '西部')], env.WARROOM_INGEST_KEY)
    const page = await open(browser, '/morning', 390, 844)
    const shown = page.locator('.gap .line.small')
    await shown.waitFor()
    /** What a meeting that begins now tells, as the page says it. */
    const told = async () => {
      const { claim } = (await call('/api/meetings', { template: 'daily' })) as { claim: Claim }
      const less = (units: number) => (units === 0 ? '0' : `−${units}`)
      return new RegExp(`在办 ${less(claim.claimed)}\\s(.*\\s)?未认领 ${less(claim.unclaimed)}$`)
    }
    await expect.poll(() => shown.innerText(), { timeout: 10_000 }).toMatch(await told())
    const before = await shown.innerText()
    await call('/api/decisions', { title: '西部加一场团购', measure: 'order', stage: 'order', where: { region: ['西部'] }, claims: 21 }) // prettier-ignore
    await expect.poll(() => shown.innerText(), { timeout: 10_000 }).not.toBe(before)
    await expect.poll(() => shown.innerText(), { timeout: 10_000 }).toMatch(await told())
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    await page.close()
  }, 60_000)
})
