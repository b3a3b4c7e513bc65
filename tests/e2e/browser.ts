import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens a headless Chromium with a profile of its own. */
export async function openBrowser(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'war-room-browser-'))
  return chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    headless: true,
    reducedMotion: 'reduce',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
}

export const SHAPES = {
  '1920x1080': { width: 1920, height: 1080 },
  '3840x2160': { width: 3840, height: 2160 },
  '1080x1920': { width: 1080, height: 1920 },
  '5120x1440': { width: 5120, height: 1440 },
  '1280x720': { width: 1280, height: 720 },
  '390x844': { width: 390, height: 844 },
} as const
export type ShapeName = keyof typeof SHAPES

/** Opens a page of a size and waits until no tile waits for figures any more. */
export async function openPage(browser: BrowserContext, address: string, shape: ShapeName): Promise<Page> {
  const page = await browser.newPage()
  await page.setViewportSize(SHAPES[shape])
  await page.goto(address)
  await settled(page)
  return page
}

/** Waits until the wall shows figures: every tile drawn, none of them waiting, the curve included. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.tile')
  await page.waitForFunction(() => document.querySelectorAll('.tile[aria-busy=true]').length === 0)
  if ((await page.locator('.c1').count()) > 0) await page.waitForSelector('.c1 svg')
}
