import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'

const BUILDING = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<title>销售战情</title><body style="background:#0B1220;color:#9FB0C8;font:28px system-ui;display:grid;place-items:center;height:100vh;margin:0">
<p>正在构建大屏… Building the screens…</p></body></html>`

/** Serves the built screens; every address of the application answers its one page, and a page that says so until it is built. */
export function screensRouter(folder: string): Router {
  const router = Router()
  const page = join(folder, 'index.html')
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', fallthrough: true }))
  router.use(express.static(folder, { index: false, maxAge: 0 }))
  router.get(/^\/(?!api\/|assets\/|socket\.io\/).*$/, (request, response, next) => {
    if (!request.accepts('html')) {
      next()
      return
    }
    response.setHeader('Cache-Control', 'no-cache')
    if (existsSync(page)) response.sendFile(page)
    else response.type('html').send(BUILDING)
  })
  return router
}
