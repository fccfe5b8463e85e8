/** Pieces of output as lines with numbers of their own, so that any range of a long log can be read alone. */

export interface Piece {
  readonly step: string
  readonly command: number
  readonly target: string
  readonly attempt: number
  readonly stream: string
  readonly atMs: number
  readonly text: string
}

export interface LogLine {
  /** From 0, over the whole run. */
  readonly number: number
  readonly step: string
  readonly target: string
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  /** Its end is not here: it was cut because it is too long. */
  readonly isCut: boolean
}

/** What tells whose output a piece is; a line never goes on in somebody else's. */
export const sourceOf = ({ step, command, target, attempt, stream }: Piece): string =>
  JSON.stringify([step, command, target, attempt, stream])

/** What is known of a piece without its text. */
export interface PieceFacts {
  readonly seq: number
  readonly source: string
  /** Line feeds in it. */
  readonly breaks: number
  /** Its last character is a line feed. */
  readonly ends: boolean
}

/** Where the pieces of a run lie among its lines. Grows at its end only. */
export class LogIndex {
  /** Number of the line a piece begins in. */
  readonly #first: number[] = []
  /** Whether it begins with the rest of the line before. */
  readonly #goesOn: boolean[] = []
  #lines = 0
  #open: string | undefined
  #last = 0

  /** Number of the last piece that was taken. */
  get last(): number {
    return this.#last
  }

  /** Lines so far, an unfinished one included. */
  get total(): number {
    return this.#lines
  }

  add({ seq, source, breaks, ends }: PieceFacts): void {
    // Seqs have no gaps: the runner numbers them.
    if (seq !== this.#last + 1) throw new Error(`piece ${seq} does not follow ${this.#last}`)
    this.#last = seq
    const goesOn = this.#open === source
    this.#first.push(goesOn ? this.#lines - 1 : this.#lines)
    this.#goesOn.push(goesOn)
    const begun = breaks + (ends ? 0 : 1)
    this.#lines += goesOn ? begun - 1 : begun
    this.#open = ends ? undefined : source
  }

  /** The piece in which a line begins, and the number of the line that piece begins in. */
  find(line: number): { seq: number; first: number } | undefined {
    if (line >= this.#lines || line < 0) return undefined
    let low = 0
    let high = this.#first.length
    // The first piece that begins in this line or behind it.
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#first[middle]! < line) low = middle + 1
      else high = middle
    }
    const at = this.#first[low] === line && !this.#goesOn[low] ? low : low - 1
    return { seq: at + 1, first: this.#first[at]! }
  }
}

const LONGEST_LINE = 4_000

/** Takes pieces one after the other and gives the lines of a range. */
export class LineReader {
  readonly lines: LogLine[] = []
  #number: number
  #open: { piece: Piece; source: string; text: string; isCut: boolean } | undefined
  readonly #range: { from: number; to: number }

  /** @param first number of the line that the first piece begins in */
  constructor(first: number, range: { from: number; to: number }) {
    this.#number = first
    this.#range = range
  }

  get isFull(): boolean {
    return this.#number >= this.#range.to
  }

  take(piece: Piece): void {
    const source = sourceOf(piece)
    if (this.#open && this.#open.source !== source) this.#close()
    let from = 0
    for (let at = piece.text.indexOf('\n'); at >= 0; at = piece.text.indexOf('\n', from)) {
      this.#append(piece, source, piece.text.slice(from, at))
      this.#close()
      if (this.isFull) return
      from = at + 1
    }
    if (from < piece.text.length) this.#append(piece, source, piece.text.slice(from))
  }

  /** Nothing follows: an unfinished line is one too. */
  end(): readonly LogLine[] {
    if (this.#open) this.#close()
    return this.lines
  }

  #append(piece: Piece, source: string, text: string): void {
    this.#open ??= { piece, source, text: '', isCut: false }
    const room = LONGEST_LINE - this.#open.text.length
    if (text.length > room) this.#open.isCut = true
    if (room > 0) this.#open.text += text.slice(0, room)
  }

  #close(): void {
    const { piece, text, isCut } = this.#open!
    this.#open = undefined
    const number = this.#number++
    if (number < this.#range.from || number >= this.#range.to) return
    const { step, target, stream } = piece
    this.lines.push({
      ...{ number, step, target, isCut, stream: stream === 'stderr' ? 'stderr' : 'stdout' },
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
    })
  }
}

/** The words of a line without colours and cursor moves, for searching. */
export const plainText = (text: string): string => text.replace(/\u001b\[[0-9;:?]*[ -/]*[@-~]/g, '')
