/** Keeps a check that is tried again and again from filling the screen: what came is shown when it differs, and at the end. */

/** Lines that only differ in how long something took say the same. */
const sameWords = (lines: readonly string[]): string => lines.join('\n').replace(/\bin [\d.]+ (?:ms|s)\b/g, '')

const TELL_EVERY_MS = 10_000

export class QuietTries {
  readonly #print: (lines: readonly string[]) => void
  /** Lines of the try that runs; they were printed already when it is the first. */
  #current: string[] = []
  #retrying = false
  #last = ''
  #toldAtMs = 0

  constructor(print: (lines: readonly string[]) => void) {
    this.#print = print
  }

  write(lines: readonly string[]): void {
    this.#current.push(...lines)
    if (!this.#retrying) this.#print(lines)
  }

  /** A try did not hold. `first` and `later` are what is said then: once, and every ten seconds. */
  failed({ first, later }: { first: string; later: string }, nowMs: number): void {
    const words = sameWords(this.#current)
    if (!this.#retrying) this.#print([first])
    else if (words !== this.#last) this.#print([...this.#current, later])
    else if (nowMs - this.#toldAtMs >= TELL_EVERY_MS) this.#print([later])
    if (!this.#retrying || words !== this.#last || nowMs - this.#toldAtMs >= TELL_EVERY_MS) this.#toldAtMs = nowMs
    this.#last = words
    this.#retrying = true
    this.#current = []
  }

  /** The step is over, or somebody is asked: what the last try printed is what counts. */
  over(): void {
    if (this.#retrying) this.#print(this.#current)
    this.#retrying = false
    this.#current = []
  }
}
