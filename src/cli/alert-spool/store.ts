/** Waiting alerts on disk: one file each, whole or not there, readable by nobody else, durable before anybody relies on it. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { alertNames, LARGEST_BYTES, MOST_ALERTS, nextName, readSpooled, type SpooledAlert } from './spooled-alert.ts'

export type Spooling = { ok: true; name: string } | { ok: false; why: 'full' | 'too-large' }

/** Writes an alert into the spool and returns its name once it would survive a power cut. */
export async function spoolAlert(folder: string, alert: SpooledAlert, now: Date): Promise<Spooling> {
  const text = JSON.stringify(alert)
  if (Buffer.byteLength(text) > LARGEST_BYTES) return { ok: false, why: 'too-large' }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // The folder may be older than this rule, and `mkdir` obeys the umask.
  await chmod(folder, 0o700)
  const names = await readdir(folder)
  if (alertNames(names).length >= MOST_ALERTS) return { ok: false, why: 'full' }
  const name = nextName(names, now, randomBytes(6).toString('hex'))
  const part = join(folder, `${name}.part`)
  const file = await open(part, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, join(folder, name))
  await syncFolder(folder)
  return { ok: true, name }
}

/** The names of the waiting alerts, oldest first. */
export async function listSpool(folder: string): Promise<readonly string[]> {
  return alertNames(await readdir(folder).catch(nothingThere))
}

/** A waiting alert; undefined when it has been delivered meanwhile, `unreadable` when its file is none of ours. */
export async function readAlert(folder: string, name: string): Promise<SpooledAlert | 'unreadable' | undefined> {
  try {
    return readSpooled(await readFile(join(folder, name), 'utf8')) ?? 'unreadable'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Takes a delivered alert out. Not durable at once: what a power cut brings back is sent once more, with the same identifier. */
export const removeAlert = (folder: string, name: string): Promise<void> => rm(join(folder, name), { force: true })

/** Lays an alert aside that the server will never take, so that it blocks no other and somebody can still look at it. */
export async function layAside(folder: string, name: string): Promise<void> {
  await rename(join(folder, name), join(folder, `${name}.refused`))
}

/** True for an alert that was laid aside, whoever did it. */
export const wasLaidAside = async (folder: string, name: string): Promise<boolean> =>
  (await readdir(folder)).includes(`${name}.refused`)

const PART_LIVES_MS = 3_600_000

/** Removes what a crash left half written. */
export async function sweepParts(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.part')) continue
    const path = join(folder, name)
    const written = await stat(path).catch(() => undefined)
    if (written && now.getTime() - written.mtimeMs > PART_LIVES_MS) await rm(path, { force: true })
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

function nothingThere(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
