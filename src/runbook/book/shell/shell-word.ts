import type { ArrayValue, Assignment, CommandArgument, DoubleQuotedChild, Word, WordPart } from 'unbash'
import { OPEN } from '../parse/placeholders.ts'

/** One word of a command as far as the text fixes it. */
export interface ShellWord {
  /** As written, placeholders masked. */
  text: string
  /** Quotes and escapes removed; every piece only the running shell knows stands as one {@link OPEN}. */
  value: string
  /** As shell text of its own: outer quotes removed, expansions kept as written. */
  inner: string
  /** True when some piece of it is known only to the running shell or to the reader. */
  dynamic: boolean
  /** Offset in the text the word was read from. */
  pos: number
}

/** A word that is what it says: no quotes, escapes, expansions, patterns or braces. */
const PLAIN = /^[\w./:=@%,+^\uFFFC-]+$/

/** Reads an argument; `a=b` behind a command is a word like any other. */
export function shellWord(node: CommandArgument, source: string): ShellWord {
  const text = source.slice(node.pos, node.end)
  if (node.type === 'Assignment') {
    const value = assignmentValue(node, source)
    return { text, value, inner: text, dynamic: value.includes(OPEN), pos: node.pos }
  }
  // Most words are plain; looking at the parts of a word makes the parser read it once more.
  if (PLAIN.test(text)) return { text, value: text, inner: text, dynamic: text.includes(OPEN), pos: node.pos }
  const value = fixedValue(node)
  return { text, value, inner: innerText(node), dynamic: value.includes(OPEN), pos: node.pos }
}

/** The value of a word with {@link OPEN} for everything that is not fixed in the text. */
function fixedValue(word: Word): string {
  return word.parts ? word.parts.map(partValue).join('') : word.value
}

/**
 * The word as shell text of its own, for `bash -c`, `ssh` and the like: outer quotes removed, expansions kept as
 * written, so that `ssh host "rm -rf $DIR"` still shows what it removes.
 */
function innerText(word: Word): string {
  if (!word.parts) return word.value
  return word.parts
    .map((part) => (part.type === 'DoubleQuoted' ? part.parts.map(childText).join('') : childText(part)))
    .join('')
}

function assignmentValue(node: Assignment, source: string): string {
  const value: Word | ArrayValue = node.value
  const written = value.type === 'Word' ? fixedValue(value) : OPEN
  return source.slice(node.pos, node.pos + node.name.length) + (node.append ? '+=' : '=') + written
}

function partValue(part: WordPart): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'Glob':
      return part.text
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map(childValue).join('')
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return part.text
    default:
      return OPEN
  }
}

const childValue = (part: DoubleQuotedChild): string => (part.type === 'Literal' ? part.value : OPEN)

function childText(part: WordPart | DoubleQuotedChild): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    default:
      return part.text
  }
}

/** Masked text for people: a placeholder shows as `<…>`. */
export const asWritten = (text: string): string => text.replace(new RegExp(`${OPEN}+`, 'g'), '<…>')
