/** What each character of a shell text is to the shell: code, quoted text, the body of a here-document, a comment. */
export type ShellContext = 'code' | 'string' | 'document' | 'comment'

/** What is open: a quotation, a substitution inside of one, or plain code. */
type Open = '"' | "'" | "$'" | ')' | '`'

/**
 * Says for every character of a command what it is. A substitution inside of quotation marks is code again; a
 * quotation mark itself counts to its string. Never throws; text that ends inside of a quotation is a string to its end.
 */
export function shellContexts(text: string): readonly ShellContext[] {
  const scan = new Scan(text)
  while (scan.at < text.length) scan.step()
  return scan.contexts
}

class Scan {
  at = 0
  readonly contexts: ShellContext[] = []
  private readonly text: string
  private readonly open: Open[] = []
  private documents: { delimiter: string; indented: boolean }[] = []

  constructor(text: string) {
    this.text = text
  }

  step(): void {
    const open = this.open.at(-1)
    if (open === '"' || open === "'" || open === "$'") this.quoted(open)
    else this.code(open)
  }

  private take(count: number, context: ShellContext): void {
    for (let taken = 0; taken < count && this.at < this.text.length; taken++) {
      this.contexts.push(context)
      this.at++
    }
  }

  private starts(sign: string): boolean {
    return this.text.startsWith(sign, this.at)
  }

  private quoted(open: '"' | "'" | "$'"): void {
    const closer = open === "$'" ? "'" : open
    if (open !== "'" && this.starts('\\')) this.take(2, 'string')
    else if (this.starts(closer)) {
      this.open.pop()
      this.take(1, 'string')
    } else if (open === '"' && (this.starts('$(') || this.starts('`'))) this.substitute()
    else this.take(1, 'string')
  }

  private substitute(): void {
    const tick = this.starts('`')
    this.open.push(tick ? '`' : ')')
    this.take(tick ? 1 : 2, 'code')
  }

  private code(open: Open | undefined): void {
    const sign = this.text[this.at]!
    if (sign === '\\') this.take(2, 'code')
    else if (this.starts("$'")) this.enter("$'", 2)
    else if (sign === '"' || sign === "'") this.enter(sign, 1)
    else if (sign === '#' && /(?:^|[\s;&|(])$/.test(this.text.slice(Math.max(0, this.at - 1), this.at))) this.comment()
    else if (sign === '`' && open !== '`') this.substitute()
    // A plain bracket is closed by a plain bracket.
    else if (sign === '(') {
      this.open.push(')')
      this.take(1, 'code')
    } else if (sign === open) {
      this.open.pop()
      this.take(1, 'code')
    } else if (this.starts('<<<')) this.take(3, 'code')
    else if (this.starts('<<')) this.announce()
    else {
      this.take(1, 'code')
      if (sign === '\n') this.bodies()
    }
  }

  private enter(open: Open, length: number): void {
    this.open.push(open)
    this.take(length, 'string')
  }

  private comment(): void {
    const end = this.text.indexOf('\n', this.at)
    this.take((end < 0 ? this.text.length : end) - this.at, 'comment')
  }

  /** `<<EOF`: the body begins on the next line. */
  private announce(): void {
    const match = /^<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([\w.-]+))/.exec(this.text.slice(this.at, this.at + 200))
    if (match) {
      this.documents.push({ delimiter: match[2] ?? match[3] ?? match[4]!, indented: match[1] === '-' })
      this.take(match[0].length, 'code')
    } else this.take(2, 'code')
  }

  private bodies(): void {
    for (const { delimiter, indented } of this.documents) {
      for (;;) {
        const end = this.text.indexOf('\n', this.at)
        const line = this.text.slice(this.at, end < 0 ? this.text.length : end)
        const last = (indented ? line.replace(/^\t+/, '') : line) === delimiter
        this.take(line.length + 1, last ? 'code' : 'document')
        if (last || end < 0) break
      }
    }
    this.documents = []
  }
}
