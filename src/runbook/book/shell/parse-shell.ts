import type { ParsedScript, ParseError, SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'
import { maskPlaceholders } from '../parse/placeholders.ts'
import { remember } from './remember.ts'

/** A piece of shell text as a tree. Offsets of the tree index `text`, which is as long as the text that was read. */
export interface ShellTree {
  /** The source with placeholders masked and carriage returns blanked. */
  text: string
  script: ParsedScript
  /** The first error, nested substitutions included. */
  problem?: ParseError
}

/**
 * Reads shell text with `unbash`. `<placeholder>` counts as a word, not as a redirection; all offsets stay true.
 * Never throws; for text that is not shell the tree is partial and `problem` says where it went wrong.
 */
export const parseShell: (source: string) => ShellTree = remember((source) => readShell(source))

function readShell(source: string): ShellTree {
  const text = maskPlaceholders(source).replaceAll('\r', ' ')
  const deep = tooDeep(text)
  if (deep !== undefined) {
    return { text, script: parse(''), problem: { message: 'the text is nested too deeply to be read', pos: deep } }
  }
  const script = parse(text)
  const problem = script.errors?.[0] ?? openEnd(text, script) ?? nestedProblem(text, script)
  return problem ? { text, script, problem } : { text, script }
}

/**
 * Each level of substitution is parsed again from its own text, and what walks the tree goes down once a level: without
 * a limit a hostile line would take quadratic time or all of the stack.
 */
const DEEPEST = 60
/** An arithmetic expression is a chain as deep as it is long. */
const LONG_ARITHMETIC = /\(\((?:(?!\)\))[\s\S]){4000}/

/**
 * Where the text opens more brackets, or more here-documents on a line, than any command a person wrote; closing
 * brackets count whatever they close.
 */
function tooDeep(text: string): number | undefined {
  let depth = 0
  let documents = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '\n') documents = 0
    else if (sign === '<' && text[at + 1] === '<') documents++
    if (sign === '(' || sign === '{') depth++
    else if (sign === ')' || sign === '}') depth = Math.max(0, depth - 1)
    if (depth > DEEPEST || documents > DEEPEST) return at
  }
  return text.includes('((') ? LONG_ARITHMETIC.exec(text)?.index : undefined
}

/** What the parser lets pass but a shell would wait for: a here-document that never ends, a last line with a backslash. */
function openEnd(text: string, script: ParsedScript): ParseError | undefined {
  if (endsInBackslash(text))
    return { message: 'the last line ends in a backslash but nothing follows', pos: text.length }
  if (!text.includes('<<')) return undefined
  let open: ParseError | undefined
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && !node.closing) {
      open ??= { message: `here-document is never closed by '${node.delimiter?.value ?? ''}'`, pos: text.length }
    }
    if (!open) forEachChild(node, visit)
  }
  visit(script)
  return open
}

const SUBSTITUTES = /[$<>]\(|`|\$\{/

/** Substitutions are parsed when they are first looked at, so they are looked at only where the text has some. */
function nestedProblem(text: string, script: ParsedScript): ParseError | undefined {
  if (!SUBSTITUTES.test(text)) return undefined
  let found: ParseError | undefined
  const visit = (node: SyntaxNode, sourced: boolean): void => {
    if (found) return
    if (node.type === 'Script' && node !== script && node.errors?.[0]) {
      const error = node.errors[0]
      // A script in escaped backticks counts in its own decoded text; its place is then the place of the whole.
      found = sourced || node.source !== undefined ? { message: error.message, pos: node.pos } : error
      return
    }
    if (node.type === 'Word' && !SUBSTITUTES.test(node.text)) return
    const own = sourced || (node.type === 'Script' && node.source !== undefined)
    forEachChild(node, (child) => visit(child, own))
  }
  visit(script, false)
  return found
}

/** True where the text ends in an odd number of backslashes: the shell joins the next line to it. */
export function endsInBackslash(text: string): boolean {
  let count = 0
  while (text[text.length - 1 - count] === '\\') count++
  return count % 2 === 1
}
