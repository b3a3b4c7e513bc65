import { existsSync } from 'node:fs'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '#domain/alerts/alert.ts'
import { serveFixture, type FixtureServer } from '#tests/web/fixture/serve.ts'
import { accessFaults } from '../e2e/axe.ts'
import { CHROMIUM, openBrowser, openPage, settled } from '../e2e/browser.ts'
import { builtWeb } from '../e2e/build.ts'

/** Where pictures go, for whoever wants to look. */
const SHOTS = process.env['ALERT_SHOTS']
const shoot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

let count = 0
const alertOf = (more: Partial<Alert> = {}): Alert => ({
  id: String(++count), level: 2, kind: 'sales', cell: { region: '华东', area: '苏南' }, measure: 'first_visit', stage: 'first_visit', side: 'fall', tone: 'bad', seq: 1,
  zh: '', en: '', figure: 132, usual: 205, z: -5.1, units: 73, span: { from: '2026-11-15', to: '2026-11-22', until_hour: null },
  view: {}, link: '/desk?region=华东&area=苏南&from=2026-11-15&to=2026-11-22&gap=range&step=first_visit', parts: [], raised_at: '2026-11-22T09:41:00.000+08:00',
  state: 'open', owner: null, until: null, closed_at: null, ...more,
}) // prettier-ignore
const part = (more: Partial<Alert>) => alertOf({ measure: 'first_visit', ...more })
const red = (): Alert =>
  alertOf({
    level: 3,
    cell: { region: '华东' },
    figure: 812,
    usual: 1_240,
    units: 428,
    parts: [
      part({ cell: { region: '华东', area: '苏南' } }),
      part({ cell: { region: '华东', area: '上海' } }),
      part({ measure: 'order' }),
    ],
  })
const silent = (): Alert =>
  alertOf({ kind: 'data', cell: { source: 'dms-c' }, measure: '', figure: 15, usual: 2, units: 0 })

describe.skipIf(!existsSync(CHROMIUM))('alerts on the screens', () => {
  let browser: BrowserContext
  const servers: FixtureServer[] = []
  beforeAll(async () => {
    await builtWeb()
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) await server.close()
  })
  const wall = async (
    options: Parameters<typeof serveFixture>[0],
    query: string,
    work: (page: Page, server: FixtureServer) => Promise<void>,
  ): Promise<void> => {
    const server = await serveFixture(options)
    servers.push(server)
    const page = await openPage(browser, `${server.address}/?${query}`, '1920x1080')
    await work(page, server).finally(() => page.close())
  }
  const meets = async (a: Locator, b: Locator): Promise<boolean> => {
    const [one, other] = [(await a.boundingBox())!, (await b.boundingBox())!]
    return (
      one.x < other.x + other.width &&
      other.x < one.x + one.width &&
      one.y < other.y + other.height &&
      other.y < one.y + one.height
    )
  }
  const isWhole = (place: Locator) =>
    place.evaluate((box) =>
      [box, ...box.querySelectorAll('*')].every(
        (one) => one.scrollWidth <= one.clientWidth + 1 || getComputedStyle(one).display === 'inline',
      ),
    )

  it.each(['zh', 'en'])('level 2 is a band over the footer, then a number in the header, %s', async (lang) => {
    await wall({}, `lang=${lang}`, async (page, server) => {
      server.raise(alertOf())
      const band = page.locator('[data-alert=band]')
      await band.waitFor()
      await shoot(page, `band-${lang}`)
      const box = (await band.boundingBox())!
      expect([Math.round(box.height), Math.round(box.y + box.height)]).toEqual([96, 1056])
      for (const name of ['a1', 'b1', 'header'])
        expect(await meets(band, page.locator(`[data-tile=${name}]`))).toBe(false)
      expect(await isWhole(band)).toBe(true)
      expect(await page.locator('[data-alert=counter]').innerText()).toContain('1')
      await page.locator('[data-tile=kpi1] [data-alert=mark]').waitFor()
    })
  })

  it.each(['zh', 'en'])('level 3 is a panel over B3 and C3 until somebody acknowledges it, %s', async (lang) => {
    await wall({}, `lang=${lang}`, async (page, server) => {
      const alert = red()
      server.raise(alert)
      const panel = page.locator('[data-alert=panel]')
      await panel.waitFor()
      await shoot(page, `panel-${lang}`)
      const box = (await panel.boundingBox())!
      expect([box.x, box.y, box.width, box.height].map(Math.round)).toEqual([1232, 328, 664, 664])
      for (const name of ['a1', 'b1', 'header', 'kpi4'])
        expect(await meets(panel, page.locator(`[data-tile=${name}]`))).toBe(false)
      expect(await isWhole(panel)).toBe(true)
      await page.evaluate((id) => fetch(`/api/alerts/${id}/ack`, { method: 'POST' }), alert.id)
      await panel.waitFor({ state: 'detached' })
    })
  })

  it('level 1 is a mark, and a data fault is grey and no red panel', async () => {
    await wall({}, '', async (page, server) => {
      server.raise(alertOf({ level: 1, measure: 'unique_lead' }))
      await page.locator('[data-tile=kpi0] [data-alert=mark]').waitFor()
      expect(await page.locator('[data-alert=band]').count()).toBe(0)
      await shoot(page, 'mark')
      server.raise(silent())
      const band = page.locator('[data-alert=band].grey')
      await band.waitFor()
      expect(await band.innerText()).toContain('DMS-C')
      await shoot(page, 'grey')
    })
  })

  it('waits while a meeting is held', async () => {
    await wall({}, 'meeting=on', async (page, server) => {
      server.raise(red())
      await page.waitForSelector('[data-alert=counter]:has-text("1 条排队")')
      expect(await page.locator('[data-alert=panel]').count()).toBe(0)
    })
  })

  it.each([
    ['phone', { width: 390, height: 844 }, 'dark'],
    ['desk', { width: 1440, height: 900 }, 'light'],
  ] as const)('the page is complete and reachable: %s', async (name, size, theme) => {
    const server = await serveFixture({
      role: 'administrator',
      alerts: [red(), silent(), alertOf({ state: 'acknowledged', owner: '王经理' })],
    })
    servers.push(server)
    const page = await browser.newPage()
    await page.setViewportSize(size)
    await page.goto(`${server.address}/alerts?theme=${theme}`)
    await page.waitForSelector('[data-alert-id]')
    await page.waitForSelector('li >> text=华东群')
    await shoot(page, `page-${name}`)
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/page-${name}-full.png`, fullPage: true })
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    const small = await page
      .locator('.list button, .list a, .list select, .list input')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent))
    expect(small).toEqual([])
    await expect.poll(() => accessFaults(page), { timeout: 10_000 }).toEqual([])
    const [loudest] = await page
      .locator('[data-alert-id]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-alert-id')!))
    const first = page.locator(`[data-alert-id="${loudest}"]`)
    await first.locator('button.main').focus()
    await page.keyboard.press('Enter')
    await first.locator('text=test').waitFor()
    await page.close()
  })

  it('goes on where it stood when the line was cut', async () => {
    await wall({ alerts: [alertOf()] }, '', async (page, server) => {
      await settled(page)
      expect(await page.locator('[data-alert=band]').count()).toBe(0)
      await page.locator('[data-alert=counter]').waitFor()
      server.raise(alertOf({ measure: 'order' }))
      await page.locator('[data-alert=band]').waitFor()
    })
  })
})
