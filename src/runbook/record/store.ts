/** Keeps the journals of runs on disk: what was acknowledged is there after any crash. */
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewEvent, RunEvent } from './events.ts'
import type { JournalRefusal, JournalResult } from './journal.ts'
import { FIRST_PREVIOUS, type JournalReading, journalLine, readJournal } from './journal-text.ts'
import { type Lock, lockRun } from './lock/store.ts'
import { redactEvent } from './redact-event.ts'
import { isRunId, RUN_FILES } from './run-folder.ts'

/** SHA-256 of a text's UTF-8 bytes, or of bytes, in hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

export interface JournalOptions {
  /** The folder of all runs. */
  root: string
  run: string
  /** Takes the secrets out of every text before it is written. */
  redact?: (text: string) => string
  /** Takes the lock from a process on another host, which somebody knows to be dead. */
  fromOtherHost?: boolean
  /** Time of an event; the machine's by default. */
  now?: () => Date
}

export interface OpenedJournal {
  journal: Journal
  /** What was there before, in order. */
  events: readonly RunEvent[]
  /** Set when a crash had torn the end, which is now kept beside the journal. */
  repaired?: { keptAs: string; bytes: number }
}

/** Begins the journal of a new run: makes its folder, for nobody else to read, and locks it. */
export async function createJournal(options: JournalOptions): Promise<JournalResult<OpenedJournal>> {
  const folder = join(options.root, options.run)
  if (!isRunId(options.run))
    return refuse({ code: 'journal/unwritable', run: options.run, reason: 'this is no name of a run' })
  const path = join(folder, RUN_FILES.journal)
  const exists = refuse({ code: 'journal/exists', run: options.run })
  // A folder without a journal is what a crash at this place leaves: nothing was acknowledged, and it can be used.
  if (await isThere(path)) return exists
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await syncFolder(options.root)
  } catch (error) {
    return unwritable(options.run, error)
  }
  return locked<OpenedJournal>(options, async (lock) => {
    if (await isThere(path)) return exists
    const handle = await open(path, 'ax', 0o600)
    await syncFolder(folder)
    const journal = new Journal({ ...options, handle, lock, folder, count: 0, lastHash: FIRST_PREVIOUS })
    return { ok: true, value: { journal, events: [] } }
  })
}

/** Opens the journal of a run to go on with it. A torn end is kept aside, told, and noted in the journal itself. */
export async function openJournal(options: JournalOptions): Promise<JournalResult<OpenedJournal>> {
  const folder = join(options.root, options.run)
  const path = join(folder, RUN_FILES.journal)
  if (!isRunId(options.run) || !(await isThere(path))) return refuse({ code: 'journal/missing', run: options.run })
  return locked<OpenedJournal>(options, async (lock) => {
    const bytes = await readFile(path)
    const { events, lastHash, torn, problem, soundLength } = readSound(bytes)
    if (problem) return refuse({ code: 'journal/damaged', run: options.run, problem })
    const handle = await open(path, 'a', 0o600)
    const journal = new Journal({ ...options, handle, lock, folder, count: events.length, lastHash })
    if (torn === undefined) return { ok: true, value: { journal, events } }
    const repaired = await keepAside(folder, bytes.subarray(soundLength))
    await handle.truncate(soundLength)
    await journal.append({ type: 'journal.repaired', ...repaired })
    return { ok: true, value: { journal, events, repaired } }
  })
}

/** Reads the bytes of a journal; `soundLength` counts bytes. */
function readSound(bytes: Uint8Array): JournalReading {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const reading = readJournal(text, sha256)
  const sound = Buffer.from(text.slice(0, reading.soundLength), 'utf8')
  if (sound.equals(bytes.subarray(0, sound.length))) return { ...reading, soundLength: sound.length }
  // Bytes that are no UTF-8 read like the sign that replaces them, and must not pass for it.
  const at = sound.findIndex((byte, index) => byte !== bytes[index])
  const line = sound.subarray(0, at).toString('latin1').split('\n').length
  const events = reading.events.slice(0, line - 1)
  return { ...reading, events, problem: { line, reason: 'the line has bytes that are no UTF-8' } }
}

/** Reads a journal without locking it, while a run writes it or after. Nothing when there is none. */
export async function readRun(options: Pick<JournalOptions, 'root' | 'run'>): Promise<JournalReading | undefined> {
  if (!isRunId(options.run)) return undefined
  const path = join(options.root, options.run, RUN_FILES.journal)
  const bytes = await readFile(path).catch(() => undefined)
  return bytes && readSound(bytes)
}

/** Names of all runs, oldest first. */
export async function listRuns(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && isRunId(entry.name))
    .map(({ name }) => name)
    .toSorted()
}

interface Writer extends JournalOptions {
  handle: FileHandle
  lock: Lock
  folder: string
  count: number
  lastHash: string
}

interface Waiting {
  text: string
  events: readonly RunEvent[]
  resolve(events: readonly RunEvent[]): void
  reject(error: unknown): void
}

/** How long an event that a crash may lose waits for one that must not be lost, to share its write. */
const SOON_MS = 5

/** Appends events; whoever waits for `append` knows that they are on the disk. */
export class Journal {
  readonly folder: string
  readonly #writer: Writer
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  #soon: NodeJS.Timeout | undefined
  #failure: unknown
  #closed = false

  constructor(writer: Writer) {
    this.folder = writer.folder
    this.#writer = writer
  }

  /** How many events there are, and the hash of the last: what an anchor elsewhere has to keep. */
  get head(): { events: number; hash: string } {
    return { events: this.#writer.count, hash: this.#writer.lastHash }
  }

  /**
   * Writes events in this order and resolves, with them as they were written, when they are durable. What is appended while the disk is busy goes to it
   * together afterwards. After a failure the journal takes nothing more: what a disk kept of a failed write is not known.
   */
  append(...events: readonly NewEvent[]): Promise<readonly RunEvent[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (this.#closed) return Promise.reject(new Error('the journal is closed'))
    const written = new Promise<readonly RunEvent[]>((resolve, reject) => this.#add(events, { resolve, reject }))
    this.#writing ??= this.#write()
    return written
  }

  /**
   * Takes events that a crash may lose, and gives them back as they will be written: with what is appended next, or in a moment.
   * When they cannot be written, the next `append` says so.
   */
  appendSoon(...events: readonly NewEvent[]): readonly RunEvent[] {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#closed) throw new Error('the journal is closed')
    this.#soon ??= setTimeout(() => {
      this.#writing ??= this.#write()
    }, SOON_MS)
    return this.#add(events, { resolve: () => undefined, reject: () => undefined })
  }

  /** Waits for what is being written and gives the lock back. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#waiting.length > 0) this.#writing ??= this.#write()
    await this.#writing
    await this.#writer.handle.close()
    // A full disk may not take that either. Nothing is lost: the lock of a process that is gone holds nobody up.
    await this.#writer.lock.release().catch(() => undefined)
  }

  #add(events: readonly NewEvent[], waiting: Pick<Waiting, 'resolve' | 'reject'>): readonly RunEvent[] {
    const stamped = events.map((event) => this.#stamp(event))
    const text = stamped.map(({ line }) => `${line}\n`).join('')
    const taken = stamped.map(({ event }) => event)
    this.#waiting.push({ text, events: taken, ...waiting })
    return taken
  }

  #stamp(event: NewEvent): { line: string; event: RunEvent } {
    const { redact, now = () => new Date() } = this.#writer
    const clean = redact ? redactEvent(event, redact) : event
    const at = now().toISOString()
    const stamp = { seq: this.#writer.count + 1, at, prev: this.#writer.lastHash }
    const line = journalLine(stamp, clean)
    this.#writer.count++
    this.#writer.lastHash = sha256(line)
    return { line, event: { ...stamp, ...clean } }
  }

  async #write(): Promise<void> {
    // One turn later, so that events appended together in this one share a write.
    await Promise.resolve()
    clearTimeout(this.#soon)
    this.#soon = undefined
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.#writer.handle.appendFile(batch.map(({ text }) => text).join(''))
        await this.#writer.handle.datasync()
        for (const { resolve, events } of batch) resolve(events)
      } catch (error) {
        this.#failure = error
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error)
      }
    }
    this.#writing = undefined
  }
}

const refuse = (refusal: JournalRefusal): JournalResult<never> => ({ ok: false, refusal })

const unwritable = (run: string, error: unknown): JournalResult<never> =>
  refuse({ code: 'journal/unwritable', run, reason: error instanceof Error ? error.message : String(error) })

/** Does something under the lock of a run, which stays locked only when it succeeds. */
async function locked<T>(
  { root, run, fromOtherHost = false }: JournalOptions,
  action: (lock: Lock) => Promise<JournalResult<T>>,
): Promise<JournalResult<T>> {
  let lock: Lock | undefined
  try {
    const locking = await lockRun(join(root, run), { fromOtherHost })
    if (!locking.ok) return refuse({ code: 'journal/locked', run, holder: locking.holder })
    lock = locking.value
    const result = await action(lock)
    if (!result.ok) await lock.release()
    return result
  } catch (error) {
    await lock?.release().catch(() => undefined)
    return unwritable(run, error)
  }
}

async function keepAside(folder: string, bytes: Uint8Array): Promise<{ keptAs: string; bytes: number }> {
  const names = await readdir(folder)
  let number = 1
  while (names.includes(`${RUN_FILES.torn}${number}`)) number++
  const keptAs = `${RUN_FILES.torn}${number}`
  const handle = await open(join(folder, keptAs), 'wx', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
  await handle.close()
  await syncFolder(folder)
  return { keptAs, bytes: bytes.length }
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const isThere = (path: string) =>
  open(path, 'r').then(
    (handle) => handle.close().then(() => true),
    () => false,
  )
