import { existsSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveFixture, type FixtureServer } from '#tests/web/fixture/serve.ts'
import { measureBoxes } from './boxes.ts'
import { CHROMIUM, openBrowser, settled, SHAPES, type ShapeName } from './browser.ts'
import { builtWeb } from './build.ts'

const LEAST: Partial<Record<ShapeName, number>> = { '1280x720': 15.9, '390x844': 10.8 }
const SCENES = ['b', 'c', 'd'] as const
const PROOF = {
  state: 'failing',
  checked: 412,
  lastAt: '2026-11-22T10:02:58.000+08:00',
  failures: [{ check: 'children', cell: '华东 2026-11 order', expected: 41, found: 40 }],
}
const NONE = { outside: [], overlapping: [], cut: [], small: [] }
const number = (text: string) => Number(text.replace(/[^\d−-]/g, '').replace('−', '-'))

/** One browser, one page and two worlds serve every scene, shape and language. */
describe.skipIf(!existsSync(CHROMIUM))('the scenes in a browser', () => {
  let browser: BrowserContext
  let page: Page
  let server: FixtureServer
  let large: FixtureServer

  beforeAll(async () => {
    await builtWeb()
    browser = await openBrowser()
    server = await serveFixture()
    large = await serveFixture({ scale: 160, long: true, proof: PROOF })
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await large?.close()
  })
  const show = async (query: string, shape: ShapeName = '1920x1080', from = server) => {
    await page.setViewportSize(SHAPES[shape])
    await page.goto(`${from.address}/?${query}`)
    await settled(page)
  }

  describe.each(Object.keys(SHAPES) as ShapeName[])('%s', (shape) => {
    const pages = shape === '1080x1920' || shape === '1280x720' ? [1, 2] : [1]
    const cases = SCENES.flatMap((scene) =>
      pages.flatMap((number) => (['zh', 'en'] as const).map((lang) => ({ scene, number, lang }))),
    )
    it.each(cases)(
      'scene $scene, page $number, $lang: no text leaves its tile, touches another or is too small',
      async ({ scene, number: at, lang }) => {
        await show(`scene=${scene}&lang=${lang}&page=${at}`, shape)
        const { texts, faults } = await measureBoxes(page, LEAST[shape] ?? 20)
        expect(faults).toEqual(NONE)
        expect(texts).toBeGreaterThan(40)
      },
    )
  })

  it.each(SCENES.flatMap((scene) => (['zh', 'en'] as const).map((lang) => ({ scene, lang }))))(
    'scene $scene, $lang: seven digits and the longest names fit',
    async ({ scene, lang }) => {
      await show(`scene=${scene}&lang=${lang}`, '1920x1080', large)
      expect((await measureBoxes(page, 20)).faults).toEqual(NONE)
    },
  )

  it.each(['a', ...SCENES])('scene %s: a text is at least 28 px, but for notes of 20 to 26', async (scene) => {
    await show(`scene=${scene}`)
    const sizes = await page.evaluate(() => {
      const found: Record<string, string> = {}
      const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement!
        if (!node.textContent?.trim() || parent.closest('.spoken, defs, svg')) continue
        found[getComputedStyle(parent).fontSize] ??= node.textContent.trim()
      }
      return Object.keys(found).map(Number.parseFloat)
    })
    expect(sizes.filter((size) => size < 28 && ![20, 22, 24, 25, 26].includes(Math.round(size)))).toEqual([])
  })

  it('opens the region’s scene with the worst region, and its figures agree', async () => {
    await show('scene=b')
    expect(new URL(page.url()).searchParams.get('region')).toBe('华东')
    expect(await page.locator('header.header').innerText()).toContain('全国第 8/8')
    const units = (await page.locator('.b1 .row .number:nth-child(4)').allInnerTexts()).map(number)
    const sum = units.reduce((total, value) => total + value, 0)
    // Areas are rounded one by one in the sample.
    expect(Math.abs(sum - number(await page.locator('.a1 .value').innerText()))).toBeLessThanOrEqual(1)
    const kpis = await page.locator('.kpi .value').allInnerTexts()
    const funnel = await page.locator('.b3 .strong').allInnerTexts()
    expect(kpis.slice(0, 4)).toEqual(funnel.slice(0, 4))
    expect(await page.locator('.b2 .store').count()).toBe(12)
    expect(await page.locator('.b2 .name').count()).toBeLessThanOrEqual(6)
  })

  it('tells in the push what is missing, and its parts add up', async () => {
    await show('scene=d')
    expect(await page.locator('section.a1').innerText()).toMatch(/还差\s*1,465[\s\S]*9 天[\s\S]*165/)
    const gaps = (await page.locator('.gaps li b').allInnerTexts()).map(number)
    expect(await page.locator('.gaps .foot').innerText()).toContain(
      gaps.reduce((total, value) => total + value, 0).toLocaleString('en-US'),
    )
    expect([...gaps].sort((a, b) => b - a)).toEqual(gaps)
  })

  it('keys 1–4 choose the scene, the browser’s back leads back', async () => {
    await show('')
    await page.keyboard.press('3')
    await page.waitForSelector('main[data-scene=c]')
    await page.keyboard.press('4')
    await page.waitForSelector('main[data-scene=d]')
    await page.goBack()
    await page.waitForSelector('main[data-scene=c]')
    await page.click('[data-choose=b]')
    await page.waitForSelector('main[data-scene=b]')
    expect(new URL(page.url()).searchParams.get('region')).toBe('华东')
    await page.click('.crumbs button >> nth=0')
    await page.waitForSelector('main[data-scene=a]')
  })

  it('scenes take turns while the address says so, and space stops them', async () => {
    await page.clock.install({ time: new Date('2026-11-22T10:03:00+08:00') })
    await show('rotate=on')
    await page.clock.runFor(61_000)
    await page.waitForSelector('main[data-scene=b]')
    expect(new URL(page.url()).searchParams.get('region')).toBe('华东')
    await page.clock.runFor(31_000)
    await page.waitForFunction(() => new URLSearchParams(location.search).get('region') === '西部')
    await page.keyboard.press(' ')
    await page.waitForFunction(() => !new URLSearchParams(location.search).has('rotate'))
    await page.clock.runFor(600_000)
    expect(new URL(page.url()).searchParams.get('region')).toBe('西部')
  })

  it('the self-proof’s light is absent where there is none, and names the cell that fails', async () => {
    await show('')
    expect(await page.locator('.proof').count()).toBe(0)
    await show('', '1920x1080', large)
    await page.click('.proof')
    expect(await page.locator('[role=tooltip]').innerText()).toContain('下级合计：华东 2026-11 order，应为 41，实为 40')
  })

  it('the same figures give the same picture', async () => {
    for (const scene of ['b', 'd']) {
      const pictures: string[] = []
      for (let turn = 0; turn < 2; turn++) {
        await show(`scene=${scene}`)
        pictures.push(await page.locator('[data-tile=b2]').evaluate((tile) => tile.innerHTML))
      }
      expect(pictures[1]).toBe(pictures[0])
    }
  })

  it('every figure tells its definition by a tap', async () => {
    await show('scene=c')
    await page.click('.kpi h2 button >> nth=1')
    const text = await (await page.waitForSelector('[role=tooltip]')).innerText()
    for (const part of ['首次联系', '口径来源', '上周同一星期几']) expect(text).toContain(part)
  })
})
