/** Keeps the output of steps: what is short in the journal, what is long in files beside it. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt, OutputRef } from '../events.ts'
import { encodeChunk, inlineChunk, outlineChunk, type RecordedChunk, readChunks } from '../output-chunks.ts'
import { RUN_FILES } from '../run-folder.ts'
import { sha256, syncFolder } from '../store.ts'

/** What goes into a line of the journal at most. */
const INLINE_BYTES = 4096
const INLINE_PIECES = 64
/** After this time even short output goes to a file, so that a crash of ours leaves it there. */
const INLINE_MS = 250

export interface OutputRecorder {
  /** Takes the next piece, already without secrets; a promise asks to wait. */
  sink(chunk: { stream: 'stdout' | 'stderr'; atMs: number; bytes: Uint8Array }): void | Promise<void>
  /** Makes everything durable and says where it is. */
  finish(attempt: Attempt): Promise<OutputRef>
}

/** The files of a run are numbered; call this once a run and process. */
export async function openOutputs(runFolder: string): Promise<{ record(): OutputRecorder }> {
  const folder = join(runFolder, RUN_FILES.output)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const numbers = (await readdir(folder)).map((name) => Number.parseInt(name, 10)).filter(Number.isFinite)
  let last = Math.max(0, ...numbers)
  return { record: () => new Recorder(folder, () => `${String(++last).padStart(4, '0')}.chunks`) }
}

class Recorder implements OutputRecorder {
  readonly #folder: string
  readonly #nextName: () => string
  #firstAtMs: number | undefined
  #held: RecordedChunk[] = []
  #heldBytes = 0
  #spilled = false
  #timer: NodeJS.Timeout | undefined
  #file: { name: string; handle: FileHandle; hash: Hash; bytes: number } | undefined
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown
  readonly #bytes = { stdout: 0, stderr: 0 }
  readonly #lines = { stdout: 0, stderr: 0 }
  readonly #lastByte = { stdout: LINE_FEED, stderr: LINE_FEED }

  constructor(folder: string, nextName: () => string) {
    this.#folder = folder
    this.#nextName = nextName
  }

  sink({
    stream,
    atMs,
    bytes,
  }: {
    stream: 'stdout' | 'stderr'
    atMs: number
    bytes: Uint8Array
  }): void | Promise<void> {
    this.#firstAtMs ??= atMs
    this.#count(stream, bytes)
    const chunk = { atMs: Math.max(0, Math.round(atMs - this.#firstAtMs)), stream, bytes }
    if (this.#spilled) return this.#write([chunk])
    this.#held.push(chunk)
    this.#heldBytes += bytes.length
    if (this.#heldBytes > INLINE_BYTES || this.#held.length > INLINE_PIECES) return this.#spill()
    this.#timer ??= setTimeout(() => void this.#spill().catch(() => undefined), INLINE_MS)
    return undefined
  }

  async finish(attempt: Attempt): Promise<OutputRef> {
    clearTimeout(this.#timer)
    await this.#writing
    if (this.#failure !== undefined) throw this.#failure
    const base = { type: 'output.ref', ...attempt, bytes: this.#bytes, lines: this.#allLines() } as const
    if (!this.#file) return this.#held.length === 0 ? base : { ...base, chunks: this.#held.map(inlineChunk) }
    const { name, handle, hash, bytes } = this.#file
    await handle.datasync()
    await handle.close()
    return { ...base, file: { name, bytes, sha256: hash.digest('hex') } }
  }

  /** From now on everything goes to a file. */
  #spill(): Promise<void> {
    clearTimeout(this.#timer)
    this.#spilled = true
    return this.#write(this.#held.splice(0))
  }

  #write(chunks: readonly RecordedChunk[]): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#failure !== undefined) throw this.#failure
      this.#file ??= await this.#create()
      const data = Buffer.concat(chunks.map(encodeChunk))
      await this.#file.handle.appendFile(data)
      this.#file.hash.update(data)
      this.#file.bytes += data.length
    })
    const done = this.#writing
    this.#writing = done.catch((error: unknown) => {
      this.#failure ??= error
    })
    return done
  }

  async #create() {
    const name = this.#nextName()
    const handle = await open(join(this.#folder, name), 'ax', 0o600)
    await syncFolder(this.#folder)
    return { name, handle, hash: createHash('sha256'), bytes: 0 }
  }

  #count(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#bytes[stream] += bytes.length
    for (let at = 0; at < bytes.length; at++) if (bytes[at] === LINE_FEED) this.#lines[stream]++
    this.#lastByte[stream] = bytes[bytes.length - 1]!
  }

  #allLines() {
    const open = (stream: 'stdout' | 'stderr') => this.#lines[stream] + (this.#lastByte[stream] === LINE_FEED ? 0 : 1)
    return { stdout: open('stdout'), stderr: open('stderr') }
  }
}

const LINE_FEED = 0x0a

export type OutputReading =
  | { ok: true; chunks: readonly RecordedChunk[] }
  /** The file is not there, or not the one that was written. */
  | { ok: false; reason: string; chunks: readonly RecordedChunk[] }

/** The pieces of a recorded output, and whether they are what was recorded. */
export async function readOutput(runFolder: string, ref: Pick<OutputRef, 'chunks' | 'file'>): Promise<OutputReading> {
  if (!ref.file) return { ok: true, chunks: (ref.chunks ?? []).map(outlineChunk) }
  const data = await readOutputFile(runFolder, ref.file.name)
  if (!data) return { ok: false, reason: `the file ${ref.file.name} is missing`, chunks: [] }
  const chunks = [...readChunks(data)]
  if (sha256(data) === ref.file.sha256) return { ok: true, chunks }
  return { ok: false, reason: `the file ${ref.file.name} is not what was recorded`, chunks }
}

/** Whether a file of output is the one that was recorded, without having all of it in memory; a reason when it is not. */
export async function outputProblem(
  runFolder: string,
  { name, sha256: recorded }: NonNullable<OutputRef['file']>,
): Promise<string | undefined> {
  const changed = `the file ${name} is not what was recorded`
  if (!isOutputName(name)) return changed
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(join(runFolder, RUN_FILES.output, name))) hash.update(piece)
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return gone ? `the file ${name} is missing` : `the file ${name} cannot be read`
  }
  return hash.digest('hex') === recorded ? undefined : changed
}

/** Output files that no line of the journal mentions: what a step had printed when the run was killed. */
export async function strayOutputs(runFolder: string, mentioned: ReadonlySet<string>): Promise<readonly string[]> {
  const names = await readdir(join(runFolder, RUN_FILES.output)).catch(() => [])
  return names.filter((name) => !mentioned.has(name)).toSorted()
}

/** The bytes of an output file; nothing when it is missing or its name leads elsewhere. */
export async function readOutputFile(runFolder: string, name: string): Promise<Buffer | undefined> {
  if (!isOutputName(name)) return undefined
  return readFile(join(runFolder, RUN_FILES.output, name)).catch(() => undefined)
}

const isOutputName = (name: string): boolean => /^\d{4,9}\.chunks$/.test(name)
