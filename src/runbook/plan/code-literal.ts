/** Strings and comments of a program, as far as it takes to know what a place in it is. */
export interface CodeLiteral {
  kind: 'string' | 'comment' | 'template' | 'name'
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
  open: /([eEbBxXuU]?&?)('|")|()(\$\w*\$)/y,
  escapes: (prefix) => /^e$/i.test(prefix),
  kindOf: (quote) => (quote === '"' ? 'name' : 'string'),
}

export const CODE_SYNTAX: Readonly<Record<string, Syntax>> = { python: PYTHON, javascript: JAVASCRIPT, sql: SQL }

/** Reads the strings and comments of a program in one pass; an unclosed one runs to the end. */
export function readCodeLiterals(text: string, language: string): readonly CodeLiteral[] {
  const syntax = CODE_SYNTAX[language]
  if (!syntax) return []
  const found: CodeLiteral[] = []
  for (let at = 0; at < text.length; ) {
    syntax.comment.lastIndex = at
    const comment = syntax.comment.exec(text)
    if (comment) {
      found.push({ kind: 'comment', start: at, end: at + comment[0].length, prefix: '', quote: '' })
      at += comment[0].length
      continue
    }
    syntax.open.lastIndex = at
    const open = /[\w$]/.test(text[at - 1] ?? '') ? null : syntax.open.exec(text)
    if (!open) {
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
