/** Copies of what a run depends on, under the name of their own hash: the page as it was, the state of a shell. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../../plan/plan.ts'
import type { RunStarted } from '../events.ts'
import { RUN_FILES } from '../run-folder.ts'
import { sha256, syncFolder } from '../store.ts'

/** Stores bytes durably and returns their SHA-256, which is their name. */
export async function pin(runFolder: string, bytes: string | Uint8Array): Promise<string> {
  const folder = join(runFolder, RUN_FILES.pinned)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = sha256(bytes)
  const draft = join(folder, `draft-${process.pid}-${name}`)
  const handle = await open(draft, 'w', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
  await handle.close()
  await rename(draft, join(folder, name))
  await syncFolder(folder)
  return name
}

/** The stored bytes; nothing when they are missing or not those any more. */
export async function pinned(runFolder: string, name: string): Promise<Buffer | undefined> {
  if (!/^[0-9a-f]{64}$/.test(name)) return undefined
  const bytes = await readFile(join(runFolder, RUN_FILES.pinned, name)).catch(() => undefined)
  return bytes && sha256(bytes) === name ? bytes : undefined
}

/** The plan a run was begun with; nothing when it is missing or not that one any more. */
export async function pinnedPlan(
  folder: string,
  { plan, planHash }: Pick<RunStarted, 'plan' | 'planHash'>,
): Promise<Plan | undefined> {
  const bytes = await pinned(folder, plan)
  const found = bytes && (JSON.parse(bytes.toString('utf8')) as Plan)
  return found?.hash === planHash && found.schema === 'opsbook.plan/v1' ? found : undefined
}
