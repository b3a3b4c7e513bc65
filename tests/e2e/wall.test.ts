import { existsSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveFixture, type FixtureServer } from '#tests/web/fixture/serve.ts'
import { accessFaults } from './axe.ts'
import { measureBoxes } from './boxes.ts'
import { CHROMIUM, openBrowser, openPage, settled, SHAPES, type ShapeName } from './browser.ts'
import { builtWeb } from './build.ts'

/** Least size of a text: 20 px on the reference screen, smaller only where the reader sits near. */
const LEAST: Partial<Record<ShapeName, number>> = { '1280x720': 15.9, '390x844': 10.8 }

describe.skipIf(!existsSync(CHROMIUM))('the wall in a browser', () => {
  let browser: BrowserContext
  let server: FixtureServer
  const servers: FixtureServer[] = []
  const serve = async (...options: Parameters<typeof serveFixture>) => {
    const started = await serveFixture(...options)
    servers.push(started)
    return started
  }
  const withPage = async (address: string, shape: ShapeName, work: (page: Page) => Promise<void>) => {
    const page = await openPage(browser, address, shape)
    try {
      await work(page)
    } finally {
      await page.close()
    }
  }

  beforeAll(async () => {
    await builtWeb()
    browser = await openBrowser()
    server = await serve()
  })
  afterAll(async () => {
    await browser?.close()
    for (const started of servers) await started.close()
  })

  describe.each(Object.keys(SHAPES) as ShapeName[])('%s', (shape) => {
    const pages = shape === '1080x1920' || shape === '1280x720' ? [1, 2] : [1]
    const cases = pages.flatMap((page) => (['zh', 'en'] as const).map((lang) => ({ page, lang })))
    it.each(cases)(
      'no text leaves its tile, touches another or is too small: page $page, $lang',
      async ({ page: number, lang }) => {
        await withPage(`${server.address}/?lang=${lang}&page=${number}`, shape, async (page) => {
          const { texts, faults } = await measureBoxes(page, LEAST[shape] ?? 20)
          expect(faults).toEqual({ outside: [], overlapping: [], cut: [], small: [] })
          expect(texts).toBeGreaterThan(40)
        })
      },
    )
  })

  it.each(['zh', 'en'])('seven digits and the longest names fit, %s', async (lang) => {
    const large = await serve({ scale: 160, long: true })
    await withPage(`${large.address}/?lang=${lang}`, '1920x1080', async (page) => {
      const { faults } = await measureBoxes(page, 20)
      expect(faults).toEqual({ outside: [], overlapping: [], cut: [], small: [] })
    })
  })

  it('32:9 has the worst region and what is done beside the scene, which stands in the middle', async () => {
    await withPage(server.address, '5120x1440', async (page) => {
      await page.waitForSelector('[data-wing=areas] [data-code]')
      const sides = await page
        .locator('[data-wing]')
        .evaluateAll((wings) => wings.map((wing) => [wing.getBoundingClientRect().left, wing.getBoundingClientRect().right])) // prettier-ignore
      expect(sides).toHaveLength(5)
      for (const [left, right] of sides as [number, number][]) {
        expect(left >= 0 && right <= 5_120).toBe(true)
        expect(right <= 1_280 || left >= 3_840).toBe(true)
      }
      const worst = await page.locator('.b1 [data-code] >> nth=0').getAttribute('data-code')
      expect(await page.locator('[data-wing=areas]').getAttribute('aria-label')).toBe(worst)
    })
  })

  it('4K is the same geometry twice as large', async () => {
    const boxes = (shape: ShapeName) => async (page: Page) => {
      const found = await page
        .locator('[data-tile]')
        .evaluateAll((tiles) =>
          tiles.map((tile) => Object.values(tile.getBoundingClientRect().toJSON() as object) as number[]),
        )
      return [shape, found] as const
    }
    const seen: Record<string, number[][]> = {}
    for (const shape of ['1920x1080', '3840x2160'] as const) {
      await withPage(server.address, shape, async (page) => void (seen[shape] = (await boxes(shape)(page))[1]))
    }
    seen['1920x1080']!.forEach((box, i) =>
      box.forEach((value, k) => expect(seen['3840x2160']![i]![k]).toBeCloseTo(value * 2, 0)),
    )
  })

  it('the printed figures agree: B1 adds up to A1, B3 repeats the KPI tiles', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      const number = (text: string) => Number(text.replace(/[^\d−-]/g, '').replace('−', '-'))
      const units = (await page.locator('.b1 .row .number:nth-child(4)').allInnerTexts()).map(number)
      expect(units.reduce((sum, value) => sum + value, 0)).toBe(number(await page.locator('.a1 .value').innerText()))
      const gaps = (await page.locator('.b1 .row .strong').allInnerTexts()).map(number)
      expect(await page.locator('.b1 .foot').innerText()).toContain(
        `差合计 −${Math.abs(gaps.reduce((sum, value) => sum + value, 0))}`,
      )
      expect([...gaps].sort((a, b) => a - b)).toEqual(gaps)
      const kpis = await page.locator('.kpi .value').allInnerTexts()
      const funnel = await page.locator('.b3 .strong').allInnerTexts()
      expect(kpis.slice(0, 4)).toEqual(funnel.slice(0, 4))
      expect(kpis[4]).toBe(funnel[5])
    })
  })

  it('drills by mouse, and the browser’s back button leads back', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      await page.click('.b1 [data-code="华东"]')
      await page.waitForSelector('.b1 [data-code="苏南"]')
      expect(new URL(page.url()).searchParams.get('region')).toBe('华东')
      await page.click('.b1 [data-code="苏南"]')
      await page.waitForSelector('.b1 [data-code^="D0"]')
      await page.click('.b1 [data-code^="D0"] >> nth=0')
      await page.waitForSelector('.b1.advisor [data-code]')
      await page.goBack()
      await page.waitForSelector('.b1.dealer [data-code^="D0"]')
      await page.click('.crumbs button >> nth=0')
      await page.waitForSelector('.b1 [data-code="西部"]')
      expect(new URL(page.url()).search).toBe('')
    })
  })

  it('drills by keyboard with a visible focus', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab')
        const code = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.code)
        if (code === '华东') break
      }
      expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid')
      await page.waitForSelector('[role=tooltip]')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.b1 [data-code="苏南"]')
    })
  })

  it('the province picture drills to its region', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      await page.click('[data-province="粤"]')
      await page.waitForSelector('.b1 [data-code="珠三角东"]')
    })
  })

  it('filters and language are one tap away and live in the address', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      await page.click('.period')
      await page.click('dialog >> text=短视频/直播')
      await page.click('dialog >> text=English')
      await page.click('dialog .close')
      await page.waitForSelector('main[data-lang=en]')
      expect(page.url()).toMatch(/channel=video/)
      await page.waitForSelector('section.a1:has-text("No target")')
      await page.reload()
      await settled(page)
      expect(await page.locator('header.header').innerText()).toContain('Video')
    })
  })

  it('a hover tells definition, range and freshness', async () => {
    await withPage(server.address, '1920x1080', async (page) => {
      await page.hover('.kpi h2 button >> nth=0')
      const tip = await page.waitForSelector('[role=tooltip]')
      const text = await tip.innerText()
      for (const part of ['最早的一条线索', '区间', '环比区间', '统计到']) expect(text).toContain(part)
    })
  })

  it('a patch is painted, and a cut of the line is told within five seconds and dims the wall', async () => {
    const own = await serve()
    await withPage(own.address, '1920x1080', async (page) => {
      own.deliver()
      await page.waitForFunction(() => document.querySelector('.a1 .value')?.textContent?.includes('1,936'))
      await own.cut()
      await page.waitForFunction(
        () => document.querySelector('.health')?.textContent?.includes('连接中断'),
        undefined,
        { timeout: 5_000 },
      )
      await page.waitForSelector('main.dim', { timeout: 30_000 })
      await own.restore()
      await page.waitForSelector('main:not(.dim)', { timeout: 15_000 })
      own.deliver()
      await page.waitForFunction(() => document.querySelector('.a1 .value')?.textContent?.includes('1,937'))
    })
  })

  it('says what is still loading, and judges nothing before it can', async () => {
    const young = await serve({ loading: { phase: '2026-10', done: 1, total: 24, months: ['2026-11'] } })
    await withPage(young.address, '1920x1080', async (page) => {
      expect(await page.locator('.kpi >> nth=0').innerText()).toContain('历史加载中')
      expect(await page.locator('header.header').innerText()).toContain('历史加载中 4%')
      expect(await page.locator('.b1 .lamp.behind').count()).toBe(0)
      expect(await page.locator('section.c2').innerText()).toContain('历史加载中')
    })
  })

  it('an empty war room shows the first steps, a stranger the sign-in', async () => {
    const empty = await serve({ empty: true })
    const page = await browser.newPage()
    await page.goto(empty.address)
    await page.waitForSelector('pre:has-text("/api/ingest/dealers")')
    const closed = await serve({ signedOut: true })
    await page.goto(closed.address)
    await page.waitForSelector('input[type=password]')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await page.close()
  })

  it.each(['', '?page=2', '?lang=en', '?scene=b', '?scene=c', '?scene=d'])(
    'axe finds nothing to mend: %s',
    async (query) => {
      for (const shape of ['1920x1080', '1080x1920', '390x844'] as const) {
        await withPage(`${server.address}/${query}`, shape, async (page) => {
          expect(await accessFaults(page)).toEqual([])
        })
      }
    },
  )
})
