import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Truth } from './truth.ts'

/** Writes the truth of the incidents as `demo-truth.json` into a folder, whole or not at all. Answers the path. */
export async function writeTruth(folder: string, truth: Truth): Promise<string> {
  const path = join(folder, 'demo-truth.json')
  await mkdir(folder, { recursive: true })
  await writeFile(`${path}.new`, `${JSON.stringify(truth, null, 2)}\n`)
  await rename(`${path}.new`, path)
  return path
}
