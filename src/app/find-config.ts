/**
 * Finding and opening `opsbook.yaml`: at the named folder, then upwards to the root of its repository, or to the
 * working directory where there is no repository.
 */
import { existsSync, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decodePage } from '../runbook/book/decode-page.ts'
import { readSource } from '../runbook/book/source/actions.ts'
import { rootFinder } from '../runbook/book/tree/actions.ts'
import { isWithin } from '../runbook/book/walk/actions.ts'

export const CONFIG_NAMES = ['opsbook.yaml', 'opsbook.yml'] as const
const MAX_CONFIG_BYTES = 1_000_000

/** The configuration that is in force for a folder, and every path that was looked at. */
export function findConfig(folder: string, cwd: string): { path?: string; looked: string[] } {
  const root = rootFinder()(folder) ?? (isWithin(cwd, folder) ? cwd : folder)
  const looked: string[] = []
  for (let here = folder; isWithin(root, here); here = dirname(here)) {
    for (const name of CONFIG_NAMES) {
      const path = join(here, name)
      looked.push(path)
      if (existsSync(path) && !lstatSync(path).isDirectory()) return { path, looked }
    }
    if (here === dirname(here)) break
  }
  return { looked }
}

/** The text of a configuration file, or in words why it cannot be read. */
export async function openConfig(path: string): Promise<{ ok: true; text: string } | { ok: false; reason: string }> {
  const source = await readSource(path, MAX_CONFIG_BYTES)
  const decoded = source.ok ? decodePage(source.bytes) : source
  return decoded.ok ? decoded : { ok: false, reason: decoded.fact }
}
