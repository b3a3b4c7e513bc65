/** `npm run build`: builds the screens into dist/web unless they are already built from the same sources. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const STAMP = 'dist/web.digest'

/** Digest of everything that the screens are built from. */
function digest() {
  const hash = createHash('sha256')
  const files = ['web', 'domain'].flatMap((room) =>
    readdirSync(room, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const file of [...files.sort(), 'package-lock.json', 'vite.config.ts'])
    hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/** Builds when needed. Rejects with the builder's last words. */
export async function buildWeb() {
  const now = digest()
  if (existsSync('dist/web/index.html') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    let words = ''
    child.stderr.on('data', (chunk) => (words += chunk))
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(words.trim().slice(-2_000) || `exit ${code}`)),
    )
  })
  writeFileSync(STAMP, now)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb()
