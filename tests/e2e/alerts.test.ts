import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '#domain/alerts/alert.ts'
import { dice } from '#tests/alerts/world.ts'
import { startWarRoom, type Running } from '#tests/server/process.ts'
import { accessFaults } from './axe.ts'
import { CHROMIUM, openBrowser } from './browser.ts'
import { builtWeb } from './build.ts'

const env = { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'access-token' }
const SHOTS = process.env['ALERT_SHOTS']
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const WEEKS = 12
const PLACES = [['华东', '苏南', '江苏', '苏州'], ['华东', '上海', '上海', '上海'], ['西部', '成都', '四川', '成都'], ['西部', '重庆', '重庆', '重庆']] as const // prettier-ignore
const DEALERS = PLACES.flatMap(([region, area, province, city], i) =>
  [1, 2].map((n) => ({ dealer_id: `D${i}${n}`, name: `${city}${n}店`, region, area, province, city })),
)

/** Midnight of the business day that runs. */
const midnight = (): number => Math.floor((Date.now() + 8 * HOUR_MS) / DAY_MS) * DAY_MS - 8 * HOUR_MS

/** Twelve weeks of leads and visits up to now; for nine days hardly any lead of one channel has come in the west. */
function events(): object[] {
  const next = dice(4)
  const made: object[] = []
  const today = midnight()
  for (let ago = WEEKS * 7; ago >= 0; ago--)
    for (const { dealer_id, region } of DEALERS)
      for (const [channel, many] of [['portal_b', 8], ['own_app', 10]] as const)
        for (let i = 0; i < many; i++) {
          const at = today - ago * DAY_MS + 9 * HOUR_MS + Math.floor(next() * 11 * HOUR_MS)
          const kept = channel === 'own_app' || region === '华东' || ago > 9 ? 0.95 : 0.2
          if (next() > kept || at > Date.now() - 60_000) continue
          const lead = `L${made.length}`
          const own = { lead_id: lead, customer: lead, dealer_id, channel, model: 'X5' }
          const occurred_at = new Date(at).toISOString()
          made.push({ ...own, event_id: `l-${lead}`, kind: 'lead', occurred_at, recorded_at: occurred_at })
        }
  return made
} // prettier-ignore

const MOST_IN_A_CALL = 5_000
/** The watcher looks every minute, and takes its time. */
const LOOK_MS = 150_000

describe.skipIf(!existsSync(CHROMIUM))('an alert in a running war room', () => {
  let browser: BrowserContext
  let room: Running
  let wall: Page
  const folder = mkdtempSync(join(tmpdir(), 'war-room-alerts-'))
  const call = async <T>(path: string, body?: unknown, { token = env.WARROOM_ADMIN_TOKEN, method = 'POST' } = {}): Promise<T> => {
    const reply = await fetch(`${room.address}${path}`, {
      method: body === undefined ? 'GET' : method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    expect(reply.ok, `${path}: ${reply.status}`).toBe(true)
    return (await reply.json()) as T
  } // prettier-ignore
  const send = (stream: string, rows: object[]) =>
    call(`/api/ingest/${stream}`, rows, { token: env.WARROOM_INGEST_KEY })
  const open = async (path: string, width = 1920, height = 1080): Promise<Page> => {
    const page = await browser.newPage()
    await page.setViewportSize({ width, height })
    await page.goto(`${room.address}${path}`)
    return page
  }
  const shoot = async (page: Page, name: string): Promise<void> => {
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  }
  const alerts = () => call<Alert[]>('/api/alerts')

  beforeAll(async () => {
    await builtWeb()
    room = await startWarRoom(folder, { env })
    // It waits for the wall, and comes as a band, however much of this small maker is missing.
    await call('/api/alerts/settings', { on: false, third_share: 1 }, { method: 'PUT' })
    await send('dealers', DEALERS)
    await send('models', [{ model: 'X5', series: 'X5', brand: '远澜', segment: 'SUV' }])
    await send('channels', [{ channel: 'portal_b', name: '垂媒B' }, { channel: 'own_app', name: 'App' }]) // prettier-ignore
    const all = events()
    for (let i = 0; i < all.length; i += MOST_IN_A_CALL) await send('events', all.slice(i, i + MOST_IN_A_CALL))
    browser = await openBrowser()
    wall = await browser.newPage()
    await wall.setViewportSize({ width: 1920, height: 1080 })
    await wall.goto(`${room.address}/sign-in?token=${env.WARROOM_ADMIN_TOKEN}`)
    await wall.goto(`${room.address}/?scene=a&rotate=off`)
    await wall.waitForSelector('.tile')
    await call('/api/alerts/settings', { on: true }, { method: 'PUT' })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await room?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is a band on the wall that says which cell, and leads to the desk at it', async () => {
    const band = wall.locator('[data-alert=band]')
    await band.waitFor({ timeout: LOOK_MS })
    const said = await band.innerText()
    expect(said).toContain('西部 垂媒B')
    expect(said).toContain('唯一线索')
    await shoot(wall, 'wall-band')
    const [alert, ...others] = await alerts()
    expect(others).toEqual([])
    expect(alert).toMatchObject({ level: 2, side: 'fall', tone: 'bad', cell: { region: '西部', channel: 'portal_b' } })
    await band.locator('a').click()
    await wall.waitForURL(/\/desk\?/)
    const query = new URL(wall.url()).searchParams
    expect([query.get('region'), query.get('channel'), query.get('from'), query.get('to')]).toEqual(['西部', 'portal_b', alert!.span.from, alert!.span.to]) // prettier-ignore
    expect(query.get('alert')).toBe(alert!.id)
    await wall.waitForFunction(() => [...document.querySelectorAll('select')].some(({ value }) => value === 'portal_b'))
    await shoot(wall, 'desk-at-cell')
  }, 200_000)

  it('is acknowledged, given to somebody and put off on a phone', async () => {
    const page = await open('/alerts', 390, 844)
    const card = page.locator('[data-alert-id]').first()
    await card.waitFor()
    await shoot(page, 'alerts-phone')
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    await card.getByRole('button', { name: '认领' }).or(card.locator('.press.main')).first().click()
    await expect.poll(async () => (await alerts())[0]?.state, { timeout: 10_000 }).toBe('acknowledged')
    await card.locator('.owner input').fill('王磊')
    await card.locator('.owner button').click()
    await expect.poll(async () => (await alerts())[0]?.owner, { timeout: 10_000 }).toBe('王磊')
    await card.locator('select').selectOption('4')
    await expect.poll(async () => (await alerts())[0]?.state, { timeout: 10_000 }).toBe('snoozed')
    await page.close()
  }, 60_000)

  it('is decided about from its cell in one click, and says so', async () => {
    const page = await open('/alerts', 1440, 900)
    const card = page.locator('[data-alert-id]').first()
    await card.getByRole('link', { name: '记举措' }).click()
    await page.waitForSelector('.sheet .kinds button')
    expect(await page.locator('.sheet').innerText()).toContain('西部 × 垂媒B')
    await shoot(page, 'sheet-from-alert')
    await page.locator('.kinds button').first().click()
    await page.locator('.sheet').getByRole('button', { name: '待补' }).click()
    await page.waitForSelector('.sheet', { state: 'detached' })
    await expect.poll(async () => (await alerts())[0]?.decisions?.length, { timeout: 10_000 }).toBe(1)
    const list = await open('/alerts', 1440, 900)
    await list.waitForSelector('.decided a')
    await shoot(list, 'alerts-decided')
    await list.locator('.decided a').click()
    await list.waitForURL(/\/decisions\?id=/)
    const [decision] = await call<{ alert_id: string; where: object; stage: string }[]>('/api/decisions')
    const [alert] = await alerts()
    expect(decision).toMatchObject({ alert_id: alert!.id, stage: 'unique_lead', where: { region: ['西部'], channel: ['portal_b'] } }) // prettier-ignore
    await Promise.all([page.close(), list.close()])
  }, 60_000)
})
