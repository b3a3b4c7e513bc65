import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWarRoom, type Running } from '#tests/server/process.ts'
import { accessFaults } from './axe.ts'
import { measureBoxes } from './boxes.ts'
import { CHROMIUM, openBrowser, settled } from './browser.ts'
import { builtWeb } from './build.ts'
import { AHEAD_MS, now } from './month.ts'

const env = { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'access-token' }
const DAY_MS = 86_400_000
const number = (text: string) => Number(text.replace(/[^\d−+-]/g, '').replace('−', '-'))
const monthStart = (months: number): string => {
  const today = new Date(now() + 8 * 3_600_000)
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1)).toISOString().slice(0, 10)
}

/** Four months of a small maker: three finished ones give the pace, the running one the gap. */
function world(): object[] {
  const events: object[] = []
  const kinds = ['visit', 'test_drive', 'order', 'deal', 'delivery']
  const end = now() - 120_000
  let id = 0
  for (let at = Date.parse(`${monthStart(-3)}T10:00:00+08:00`); at < end; at += DAY_MS / 2) {
    for (const [dealer_id, advisor_id] of [
      ['D1', 'A1'],
      ['D2', 'A2'],
      ['D3', 'A3'],
    ] as const) {
      const [lead_id, customer, order_id] = [`L${++id}`, `C${id}`, `O${id}`]
      const base = { dealer_id, advisor_id, model: id % 2 ? 'X5' : 'A', channel: 'portal', lead_id, customer }
      const occurred = (minutes: number) => new Date(Math.min(at + minutes * 60_000, end)).toISOString()
      events.push({ ...base, event_id: `${id}-lead`, kind: 'lead', occurred_at: occurred(0) })
      kinds.slice(0, (id % 5) + 1).forEach((kind, i) => {
        const order = i >= 2 ? { order_id } : {}
        events.push({ ...base, ...order, event_id: `${id}-${kind}`, kind, occurred_at: occurred(i + 1) })
      })
    }
  }
  return events
}

describe.skipIf(!existsSync(CHROMIUM))('the desk of a running war room', () => {
  let browser: BrowserContext
  let room: Running
  const folder = mkdtempSync(join(tmpdir(), 'war-room-desk-'))
  const send = async (stream: string, rows: object[]) => {
    const reply = await fetch(`${room.address}/api/ingest/${stream}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.WARROOM_INGEST_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(rows),
    })
    expect(reply.status).toBe(200)
  }
  const open = async (path: string, size = { width: 1440, height: 900 }): Promise<Page> => {
    const page = await browser.newPage()
    await page.setViewportSize(size)
    await page.goto(`${room.address}${path}`)
    return page
  }
  const deskReady = (page: Page) => page.waitForSelector('.bridge .bars, .bridge .note-line', { timeout: 30_000 })
  /** The figure in a row's cell of a measure. */
  const cell = (page: Page, id: string, measure: string) =>
    page.locator(`tr[data-id="${id}"] [data-measure="${measure}"] .value`).innerText().then(number)

  beforeAll(async () => {
    await builtWeb()
    browser = await openBrowser()
    room = await startWarRoom(folder, { env, ahead: AHEAD_MS })
    const place = (dealer_id: string, name: string, region: string, area: string, city: string) => ({ dealer_id, name, region, area, city, province: city, city_tier: '二线' }) // prettier-ignore
    await send('dealers', [
      place('D1', '苏州吴江店', '华东', '苏南', '苏州'),
      place('D2', '无锡滨湖店', '华东', '苏北', '无锡'),
      place('D3', '成都青羊店', '西部', '成都', '成都'),
    ])
    await send(
      'advisors',
      ['1', '2', '3'].map((n) => ({ advisor_id: `A${n}`, name: `顾问${n}`, dealer_id: `D${n}` })),
    )
    await send(
      'models',
      ['A', 'X5'].map((model) => ({ model, series: model, brand: '远澜', segment: 'SUV' })),
    )
    await send('channels', [{ channel: 'portal', name: '垂媒' }])
    const target = { from: monthStart(0), to: monthStart(1), measure: 'delivery' }
    await send(
      'targets',
      ['D1', 'D2', 'D3'].map((dealer_id) => ({ ...target, dealer_id, value: 40 })),
    )
    const events = world()
    for (let at = 0; at < events.length; at += 1_000) await send('events', events.slice(at, at + 1_000))
    const page = await open(`/sign-in?token=${env.WARROOM_ADMIN_TOKEN}`)
    await page.close()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await room?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens from the wall’s state with the same figures, and leads back to the wall', async () => {
    const page = await open('/?region=华东', { width: 1920, height: 1080 })
    await settled(page)
    await page.waitForFunction(() => /台/.test(document.querySelector('section.a1')?.textContent ?? ''))
    const actual = number(await page.locator('section.a1 .value').innerText())
    const gap = /([−+]?\d+)\s*台/.exec((await page.locator('section.a1').innerText()).replace(/\s+/g, ' '))![1]
    await page.click('.scan')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.click('dialog a.qr')
    await page.waitForURL(/\/desk\?region=/)
    await deskReady(page)
    expect(actual).toBeGreaterThan(0)
    expect(await cell(page, '华东', 'delivery')).toBe(actual)
    expect(await page.locator('.bridge .gap').innerText()).toBe(`${gap} 台`)
    expect(await page.locator('.bridge .sum').innerText()).toContain(`= ${gap} 台`)
    const steps = (await page.locator('.bridge .step b').allInnerTexts()).map(number)
    expect(steps.reduce((sum, value) => sum + value, 0)).toBe(number(gap!))
    await page.waitForSelector('.funnel .value')
    const volumes = await page.locator('.funnel .value').allInnerTexts()
    expect(number(volumes.at(-1)!)).toBe(actual)
    await page.click('.top nav a >> nth=0')
    await page.waitForSelector('section.a1 .value')
    expect(new URL(page.url()).searchParams.get('region')).toBe('华东')
    await page.close()
  })

  it('drills by keyboard; members add up; the rows behind a figure sum to it; back keeps the place', async () => {
    const page = await open('/desk')
    await deskReady(page)
    await page.waitForSelector('tr[data-id="华东"]')
    await page.focus('tr[data-id=""]')
    const order = async () =>
      page.locator('tr[data-id]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.id))
    const at = (await order()).indexOf('华东')
    for (let i = 0; i < at; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('tr[data-id="华东~苏南"]')
    const [south, north, east] = await Promise.all(
      ['华东~苏南', '华东~苏北', '华东'].map((id) => cell(page, id, 'delivery')),
    )
    expect(south! + north!).toBe(east)
    expect(await page.getAttribute('tr[data-id="华东"]', 'aria-expanded')).toBe('true')
    await page.keyboard.press('d')
    await page.waitForSelector('[data-rows-figure]')
    const told = await page.locator('[data-rows-figure]').innerText()
    expect(number(await page.locator('[data-rows-figure] b').innerText())).toBe(east)
    expect(told).toContain(`合计 ${east}`)
    expect(await page.locator('dialog tbody tr').count()).toBe(east)
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('dialog header .press')])
    expect(file.suggestedFilename()).toMatch(/^delivery-华东-.*\.csv$/)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    await page.focus('tr[data-id="华东"]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/region=/)
    await page.waitForSelector('.crumbs b:has-text("华东")')
    await page.keyboard.press('Backspace')
    await page.waitForSelector('.crumbs b:has-text("全国")')
    await page.goBack()
    await page.waitForSelector('.crumbs b:has-text("华东")')
    await page.close()
  })

  it('is live: one more delivery is seen; pinned it stays as it was', async () => {
    const page = await open('/desk?region=西部')
    await deskReady(page)
    await page.waitForSelector('tr[data-id="西部"] [data-measure="delivery"]')
    const before = await cell(page, '西部', 'delivery')
    const delivery = (id: string) => ({ event_id: id, kind: 'delivery', order_id: id, dealer_id: 'D3', advisor_id: 'A3', occurred_at: new Date(now() - 60_000).toISOString() }) // prettier-ignore
    const shows = (value: number) =>
      page.waitForFunction(
        (wanted) =>
          document.querySelector('tr[data-id="西部"] [data-measure="delivery"] .value')?.textContent?.trim() === wanted,
        value.toLocaleString('en-US'),
        { timeout: 15_000 },
      )
    await send('events', [delivery('extra-1')])
    await shows(before + 1)
    await page.keyboard.press('p')
    await page.waitForURL(/as_of=/)
    await shows(before + 1)
    await send('events', [delivery('extra-2')])
    await page.reload()
    await shows(before + 1)
    await page.click('.acts [aria-pressed=true]')
    await shows(before + 2)
    await page.close()
  })

  it('crosses a step with channels, chooses columns, compares nodes and shows a store', async () => {
    const page = await open('/desk')
    await deskReady(page)
    await page.click('.bridge .step >> nth=1')
    await page.waitForSelector('th.sum:has-text("合计")')
    expect(new URL(page.url()).searchParams.get('step')).toBe('first_visit')
    await page.goBack()
    await page.focus('tr[data-id="西部"]')
    await page.keyboard.press('c')
    await page.focus('tr[data-id="华东"]')
    await page.keyboard.press('c')
    await page.click('.tools .press:has-text("并排 2")')
    await page.waitForFunction(() => document.querySelectorAll('dialog tbody .value').length > 8)
    expect(await page.locator('dialog thead b').allInnerTexts()).toEqual(['西部', '华东'])
    await page.keyboard.press('Escape')
    await page.goto(`${room.address}/store/D1`)
    await deskReady(page)
    await page.waitForSelector('tr[data-id="华东~苏南~D1~A1"]')
    expect(await cell(page, '华东~苏南~D1', 'delivery')).toBe(await cell(page, '华东~苏南~D1~A1', 'delivery'))
    await page.close()
  })

  it.each([
    ['/desk', 1440, 900],
    ['/desk?lang=en&theme=light&open=华东', 1180, 820],
    ['/desk?region=华东&theme=light', 390, 844],
    ['/desk?lang=en&mode=cohort&panel=columns', 1440, 900],
    ['/store/D1?lang=en', 1440, 900],
  ])('the page fits its window and axe finds nothing to mend: %s at %d × %d', async (path, width, height) => {
    const page = await open(path, { width, height })
    await deskReady(page)
    await page.waitForSelector('tr[data-id]')
    const { faults } = await measureBoxes(page, 10)
    expect(faults.small).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    await page.close()
  })
})
