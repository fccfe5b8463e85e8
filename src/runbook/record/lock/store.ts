/**
 * One writer for a run. The lock is a file `lock.<generation>` with the identity of its holder; the highest generation
 * counts. Taking over means linking the next one, which only one process can do, so that two processes that both see a dead
 * holder never both win. A file appears whole or not at all, and the highest is never removed.
 */
import { randomBytes } from 'node:crypto'
import { link, open, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ProcessIdentity } from '../events.ts'
import { RUN_FILES } from '../run-folder.ts'

export interface Lock {
  /** Lets the next one in. */
  release(): Promise<void>
}

export type Locking = { ok: true; value: Lock } | { ok: false; holder: ProcessIdentity }

interface Entry extends ProcessIdentity {
  released?: true
}

/**
 * Locks a run's folder, or tells who holds it.
 *
 * @param fromOtherHost takes the lock from a holder on another host, which somebody knows to be dead
 */
export async function lockRun(folder: string, { fromOtherHost = false } = {}): Promise<Locking> {
  const identity = await processIdentity(process.pid)
  for (;;) {
    const latest = await latestGeneration(folder)
    const holder = latest > 0 ? await readEntry(folder, latest) : undefined
    const foreign = holder !== undefined && holder.host !== identity.host
    if (holder && !holder.released && !(foreign && fromOtherHost) && (await isAlive(holder)))
      return { ok: false, holder }
    const mine = latest + 1
    if (!(await place(folder, mine, identity))) continue
    // Somebody who saw an older state may win a generation that is already history: then it is not the highest.
    if ((await latestGeneration(folder)) !== mine) {
      await rm(join(folder, `${RUN_FILES.lock}${mine}`), { force: true })
      continue
    }
    await forget(folder, mine)
    return { ok: true, value: { release: () => release(folder, mine, identity) } }
  }
}

/** Who holds the lock of a run and may be alive; somebody on another machine always may. Nothing when it is free. */
export async function lockHolder(folder: string): Promise<ProcessIdentity | undefined> {
  for (;;) {
    const latest = await latestGeneration(folder).catch(() => 0)
    if (latest === 0) return undefined
    const holder = await readEntry(folder, latest)
    // Taken over while we looked: whoever did is the one to name.
    if (!holder) continue
    return holder && !holder.released && (await isAlive(holder)) ? holder : undefined
  }
}

async function release(folder: string, mine: number, identity: ProcessIdentity): Promise<void> {
  // A released generation follows mine, so that the numbers only ever grow.
  if (await place(folder, mine + 1, { ...identity, released: true })) await forget(folder, mine + 1)
}

async function latestGeneration(folder: string): Promise<number> {
  const names = await readdir(folder)
  const generations = names.flatMap((name) => /^lock\.(\d{1,9})$/.exec(name)?.[1] ?? []).map(Number)
  return Math.max(0, ...generations)
}

/** Writes a file under another name and links it: nobody ever reads half of it. False when the generation is taken. */
async function place(folder: string, generation: number, entry: Entry): Promise<boolean> {
  const draft = join(folder, `draft-${randomBytes(8).toString('hex')}`)
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify(entry))
    await handle.sync()
    await link(draft, join(folder, `${RUN_FILES.lock}${generation}`))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await handle.close()
    await rm(draft, { force: true })
  }
}

async function forget(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const generation = Number(/^lock\.(\d{1,9})$/.exec(name)?.[1] ?? before)
    if (generation < before) await rm(join(folder, name), { force: true })
  }
}

async function readEntry(folder: string, generation: number): Promise<Entry | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, `${RUN_FILES.lock}${generation}`), 'utf8')) as Entry
  } catch (error) {
    // Removed between looking and reading: somebody has taken over, and the next look shows them.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Who a process is: its number, its boot and when it started, so that a later process cannot be taken for it. */
export async function processIdentity(pid: number): Promise<ProcessIdentity> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined)
  const startedTicks = await startOf(pid)
  return {
    ...{ pid, host: hostname() },
    ...(boot === undefined ? {} : { boot: boot.trim() }),
    ...(startedTicks === undefined ? {} : { startedTicks }),
  }
}

/** Someone on another machine may well be alive: only a person can know. */
export async function isAlive({ pid, host, boot, startedTicks }: ProcessIdentity): Promise<boolean> {
  const now = await processIdentity(pid)
  if (host !== now.host) return true
  if (boot !== now.boot) return false
  if (startedTicks !== undefined || now.startedTicks !== undefined) return startedTicks === now.startedTicks
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function startOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // A zombie holds nothing any more.
  return text === '' || fields[0] === 'Z' ? undefined : Number(fields[19])
}
