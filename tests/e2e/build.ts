import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const newest = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (time, entry) => (entry.isFile() ? Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs) : time),
    0,
  )

/** Builds the screens if their sources are newer than what is built. */
export async function builtWeb(): Promise<string> {
  const page = 'dist/web/index.html'
  const sources = Math.max(newest('web'), newest('domain'))
  if (!existsSync(page) || statSync(page).mtimeMs < sources) {
    // The test runner's own environment would build the libraries for developers: larger, and not what users get.
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    await build({ logLevel: 'error' })
    process.env.NODE_ENV = before
  }
  return 'dist/web'
}
