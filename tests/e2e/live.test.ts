import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWarRoom, type Running } from '#tests/server/process.ts'
import { CHROMIUM, openBrowser, settled } from './browser.ts'
import { builtWeb } from './build.ts'

const env = { WARROOM_INGEST_KEY: 'ingest-key', WARROOM_ADMIN_TOKEN: 'access-token' }
const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'war-room-live-'))
  folders.push(folder)
  return folder
}
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

describe.skipIf(!existsSync(CHROMIUM))('the wall of a running war room', () => {
  let browser: BrowserContext
  beforeAll(async () => {
    await builtWeb()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  const signIn = async ({ address }: Running): Promise<Page> => {
    const page = await browser.newPage()
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.goto(`${address}/sign-in?token=${env.WARROOM_ADMIN_TOKEN}`)
    return page
  }
  const send = async ({ address }: Running, stream: string, rows: object[]) => {
    const reply = await fetch(`${address}/api/ingest/${stream}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.WARROOM_INGEST_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(rows),
    })
    expect(reply.status).toBe(200)
  }

  it('grows from the first event on: sign-in, first steps, wall, one more delivery, drill to the advisor', async () => {
    const room = await startWarRoom(newFolder(), { env })
    try {
      const page = await signIn(room)
      await page.waitForSelector('pre')
      await send(room, 'dealers', [
        { dealer_id: 'D1', name: '苏州吴江店', region: '华东', area: '苏南', province: '江苏', city: '苏州' },
        { dealer_id: 'D2', name: '成都青羊店', region: '西部', area: '成都', province: '四川', city: '成都' },
      ])
      await send(room, 'advisors', [{ advisor_id: 'A1', name: '王小明', dealer_id: 'D1' }])
      const delivery = (id: number, dealer_id: string) => ({
        event_id: `e${id}`,
        kind: 'delivery',
        occurred_at: minutesAgo(2),
        dealer_id,
        advisor_id: dealer_id === 'D1' ? 'A1' : null,
        order_id: `o${id}`,
      })
      await send(room, 'events', [delivery(1, 'D1'), delivery(2, 'D1'), delivery(3, 'D2')])
      await page.waitForSelector('.b1 [data-code="华东"]', { timeout: 30_000 })
      await settled(page)
      expect(await page.locator('section.a1 .value').innerText()).toBe('3')
      await send(room, 'events', [delivery(4, 'D2')])
      await page.waitForFunction(() => document.querySelector('section.a1 .value')?.textContent === '4', undefined, {
        timeout: 15_000,
      })
      for (const code of ['华东', '苏南', 'D1', 'A1']) await page.click(`.b1 [data-code="${code}"]`)
      await page.waitForFunction(() => document.querySelector('section.a1 .value')?.textContent === '2')
      expect(await page.locator('.crumbs').innerText()).toContain('王小明')
      await page.close()
    } finally {
      await room.stop()
    }
  }, 120_000)

  it('shows the demo world while its history still loads', async () => {
    const room = await startWarRoom(newFolder(), { env, args: [] })
    try {
      const page = await signIn(room)
      await page.waitForSelector('.b1 [data-code]', { timeout: 120_000 })
      await page.waitForSelector('header.header:has-text("历史加载中")')
      await page.waitForFunction(() => document.querySelectorAll('.b1 [data-code]').length === 8, undefined, {
        timeout: 60_000,
      })
      expect(await page.locator('section.kpi').count()).toBe(5)
      await page.close()
    } finally {
      await room.stop()
    }
  }, 240_000)
})
