/** A log of any length of which only what is looked at is here. */
import type { RunLog } from '../../../src/http/contract.ts'

export type LogLine = RunLog['lines'][number]
type ReadRange = (range: { from?: number; limit: number; tail?: boolean }, signal: AbortSignal) => Promise<RunLog>

const CHUNK = 250
/** Chunks that are kept; those looked at longest ago go first. */
const KEPT = 40

export class LogModel {
  /** Lines there are, as of the last word of the server. */
  total = 0
  error: unknown
  readonly #read: ReadRange
  readonly #chunks = new Map<number, readonly LogLine[]>()
  readonly #reading = new Map<number, AbortController>()
  readonly #watchers = new Set<() => void>()
  #version = 0

  constructor(read: ReadRange) {
    this.#read = read
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Another number whenever something is new. */
  readonly version = (): number => this.#version

  line(number: number): LogLine | undefined {
    return this.#chunks.get(Math.floor(number / CHUNK))?.[number % CHUNK]
  }

  /** Reads what of a range is not here; stops reading what lies elsewhere. */
  need(from: number, to: number): void {
    const first = Math.floor(Math.max(0, from) / CHUNK)
    const last = Math.floor(Math.max(0, Math.min(to, this.total) - 1) / CHUNK)
    for (const [chunk, reading] of this.#reading)
      if (chunk < first || chunk > last) {
        this.#reading.delete(chunk)
        reading.abort()
      }
    for (let chunk = first; chunk <= last; chunk++) {
      if (this.#isWhole(chunk)) this.#touch(chunk)
      else if (!this.#reading.has(chunk)) void this.#load(chunk)
    }
  }

  /** Asks how many lines there are, and takes the last ones along. */
  async refresh(signal: AbortSignal): Promise<void> {
    try {
      const { total, from, lines } = await this.#read({ limit: CHUNK, tail: true }, signal)
      const isSame =
        total === this.total && this.error === undefined && lines.at(-1)?.text === this.line(total - 1)?.text
      this.error = undefined
      if (isSame) return
      this.total = total
      this.#merge(from, lines)
      this.#changed()
    } catch (error) {
      if (signal.aborted) return
      this.error = error
      this.#changed()
    }
  }

  /** Ends all reading: nobody looks any more. */
  stop(): void {
    for (const reading of this.#reading.values()) reading.abort()
    this.#reading.clear()
  }

  #isWhole(chunk: number): boolean {
    const wanted = Math.min(CHUNK, this.total - chunk * CHUNK)
    return (this.#chunks.get(chunk)?.length ?? 0) >= wanted
  }

  async #load(chunk: number): Promise<void> {
    const reading = new AbortController()
    this.#reading.set(chunk, reading)
    try {
      const { total, lines } = await this.#read({ from: chunk * CHUNK, limit: CHUNK }, reading.signal)
      this.total = Math.max(this.total, total)
      this.#keep(chunk, lines)
      this.error = undefined
    } catch (error) {
      if (reading.signal.aborted) return
      this.error = error
    } finally {
      if (this.#reading.get(chunk) === reading) this.#reading.delete(chunk)
    }
    this.#changed()
  }

  /** The last line that was here may have grown since. */
  #merge(from: number, lines: readonly LogLine[]): void {
    const byChunk = new Map<number, LogLine[]>()
    for (const [at, line] of lines.entries()) {
      const chunk = Math.floor((from + at) / CHUNK)
      byChunk.set(chunk, [...(byChunk.get(chunk) ?? []), line])
    }
    for (const [chunk, fresh] of byChunk) {
      const offset = fresh[0]!.number - chunk * CHUNK
      const before = (this.#chunks.get(chunk) ?? []).slice(0, offset)
      if (before.length === offset) this.#keep(chunk, [...before, ...fresh])
    }
  }

  #keep(chunk: number, lines: readonly LogLine[]): void {
    this.#chunks.delete(chunk)
    this.#chunks.set(chunk, lines)
    for (const oldest of this.#chunks.keys()) if (this.#chunks.size > KEPT) this.#chunks.delete(oldest)
  }

  #touch(chunk: number): void {
    const lines = this.#chunks.get(chunk)
    if (lines) this.#keep(chunk, lines)
  }

  #changed(): void {
    this.#version += 1
    for (const watcher of this.#watchers) watcher()
  }
}
