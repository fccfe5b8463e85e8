/** Strings and comments of a program, as far as it takes to know what a place in it is. */
export interface CodeLiteral {
  /** `command`: a line for psql itself; `data`: what follows a `COPY … FROM STDIN` up to its end. */
  kind: 'string' | 'comment' | 'template' | 'name' | 'command' | 'data'
  start: number
  end: number
  /** `r`, `f`, `E`… in front of the opening quote. */
  prefix: string
  /** The opening quote; empty for comments. */
  quote: string
}

interface Syntax {
  comment: RegExp
  /** Prefix and opening quote, at a place where no name goes on. */
  open: RegExp
  /** A backslash takes away the meaning of the next sign. */
  escapes: (prefix: string) => boolean
  kindOf: (quote: string) => CodeLiteral['kind']
  /** Text that another reader takes up to the end of its line. */
  command?: RegExp
  /** A statement whose data follow it. */
  data?: RegExp
}

const PYTHON: Syntax = {
  comment: /#[^\n]*/y,
  open: /([rRbBuUfF]{0,2})("""|'''|"|')/y,
  // A raw string cannot end in a backslash either: the sign behind one never closes it.
  escapes: () => true,
  kindOf: () => 'string',
}
const JAVASCRIPT: Syntax = {
  comment: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
  open: /()(["'`])/y,
  escapes: () => true,
  kindOf: (quote) => (quote === '`' ? 'template' : 'string'),
}
const SQL: Syntax = {
  comment: /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
  open: /([eEbBxXuUnN]?&?)('|")|()(\$\w*\$)/y,
  escapes: (prefix) => /^e$/i.test(prefix),
  kindOf: (quote) => (quote === '"' ? 'name' : 'string'),
  command: /\\[^\n]*/y,
  data: /copy\b[^;]{0,2000}?\bfrom\s+p?stdin\b[^;\n]*;[^\n]*\n/iy,
}

export const CODE_SYNTAX: Readonly<Record<string, Syntax>> = { python: PYTHON, javascript: JAVASCRIPT, sql: SQL }

/** Reads the strings and comments of a program in one pass; an unclosed one runs to the end. */
export function readCodeLiterals(text: string, language: string): readonly CodeLiteral[] {
  const syntax = CODE_SYNTAX[language]
  if (!syntax) return []
  const found: CodeLiteral[] = []
  let data: number | undefined
  for (let at = 0; at < text.length; ) {
    const other = otherText(text, at, { syntax, inData: at === data })
    if (other) {
      found.push(other)
      at = other.end
      continue
    }
    const inWord = /[\w$]/.test(text[at - 1] ?? '')
    if (!inWord && syntax.data) data = ending(syntax.data, text, at) ?? data
    syntax.open.lastIndex = at
    const open = syntax.open.exec(text)
    // `else'x'`: a quote opens a string behind a word as well, but the end of the word is no prefix of it.
    if (!open || (inWord && !/^["'`]/.test(open[0]))) {
      at++
      continue
    }
    const prefix = open[1] ?? open[3] ?? ''
    const quote = open[2] ?? open[4] ?? ''
    const end = closing(text, at + open[0].length, {
      quote,
      escapes: syntax.escapes(prefix),
      doubled: language === 'sql',
    })
    found.push({ kind: syntax.kindOf(quote), start: at, end, prefix, quote })
    at = end
  }
  return found
}

/** Where a pattern that matches at a place ends. */
function ending(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  return match ? at + match[0].length : undefined
}

/** What is no text of the language at all, if it begins here. */
function otherText(
  text: string,
  start: number,
  { syntax, inData }: { syntax: Syntax; inData: boolean },
): CodeLiteral | undefined {
  const none = { start, prefix: '', quote: '' }
  if (inData) return { ...none, kind: 'data', end: ending(DATA, text, start) ?? text.length }
  const comment = ending(syntax.comment, text, start)
  if (comment !== undefined) return { ...none, kind: 'comment', end: comment }
  const command = syntax.command && ending(syntax.command, text, start)
  return command === undefined ? undefined : { ...none, kind: 'command', end: command }
}

/** The data of a COPY end with a line that holds `\.` alone. */
const DATA = /(?:(?!\\\.[ \t\r]*$)[^\n]*\n)*\\\.[ \t\r]*$/my

function closing(
  text: string,
  from: number,
  { quote, escapes, doubled }: { quote: string; escapes: boolean; doubled: boolean },
): number {
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text.startsWith(quote, at)) {
      if (!(doubled && text.startsWith(quote, at + quote.length))) return at + quote.length
      at += quote.length
    }
  }
  return text.length
}
