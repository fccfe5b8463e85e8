/** Turns what arrives on one output of a shell into the output of one step after the other. */
import { type MarkerScanner, scanForMarker } from '../marker-scanner.ts'

/** Takes bytes; a promise asks to wait before more come. It must not reject. */
export type Take = (bytes: Uint8Array) => void | Promise<void>

/** What holds the source back: a stream of Node, as far as it matters here. */
export interface Flow {
  pause(): unknown
  resume(): unknown
}

/**
 * Between `begin` and the marker, bytes belong to the step; before and after, they are late output of earlier ones.
 * Bytes are taken in order, and the source is paused while a taker is busy.
 */
export class OutputReader {
  readonly #flow: Flow
  readonly #late: Take
  readonly #changed: () => void
  #scanner: MarkerScanner | undefined
  #take: Take
  #waiting: Promise<void> | undefined
  /** Counts arrivals, so that a silence can be noticed. */
  arrivals = 0

  /** @param changed called when the step's output may have become complete */
  constructor({ flow, late, changed }: { flow: Flow; late: Take; changed: () => void }) {
    this.#flow = flow
    this.#late = late
    this.#take = late
    this.#changed = changed
  }

  /** From now on, until the marker with this token, bytes are of this step. */
  begin(token: string, take: Take): void {
    this.#scanner = scanForMarker(token)
    this.#take = take
  }

  /** True when the marker has come and everything before it has been taken. */
  get complete(): boolean {
    return this.#scanner === undefined && this.#waiting === undefined
  }

  get idle(): boolean {
    return this.#waiting === undefined
  }

  push(bytes: Uint8Array): void {
    this.arrivals++
    if (!this.#scanner) {
      this.#deliver(this.#late, bytes)
      return
    }
    const { before, after } = this.#scanner.push(bytes)
    for (const piece of before) this.#deliver(this.#take, piece)
    if (after === undefined) return
    this.#scanner = undefined
    if (after.length > 0) this.#deliver(this.#late, after)
    this.#changed()
  }

  /** No marker will come any more: gives out what was held back for it. */
  finish(): void {
    const rest = this.#scanner?.end()
    if (rest && rest.length > 0) this.#deliver(this.#take, rest)
    this.#scanner = undefined
  }

  /** Resolves when everything delivered so far has been taken. */
  async settled(): Promise<void> {
    while (this.#waiting) await this.#waiting
  }

  #deliver(take: Take, bytes: Uint8Array): void {
    const busy = this.#waiting ? this.#waiting.then(() => take(bytes)) : take(bytes)
    if (!busy) return
    if (!this.#waiting) this.#flow.pause()
    const waiting = busy.then(() => {
      if (this.#waiting !== waiting) return
      this.#waiting = undefined
      this.#flow.resume()
      this.#changed()
    })
    this.#waiting = waiting
  }
}
