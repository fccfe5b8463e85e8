import type { SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'

const REFERENCE = /^OPSBOOK_PARAM_\w+$/

/**
 * The last line of defence: the text that is about to be executed is read again, and every reference to a parameter must
 * stand where the shell neither splits nor expands it. Returns what is wrong, or undefined.
 *
 * @param before problem of the author's own text, if it had one
 */
export function referenceProblem(execute: string, before: string | undefined): string | undefined {
  if (!execute.includes('OPSBOOK_PARAM_')) return undefined
  const script = parse(execute)
  const problem = script.errors?.[0]?.message
  if (problem !== undefined && problem !== before) return `the shell could not read the command with it: ${problem}`
  let unquoted = false
  const visit = (node: SyntaxNode, safe: boolean): void => {
    const name =
      node.type === 'SimpleExpansion' ? node.text.slice(1) : node.type === 'ParameterExpansion' ? node.parameter : ''
    if (REFERENCE.test(name) && !safe) unquoted = true
    // Inside a substitution quoting starts anew.
    const fresh = node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution'
    const inner = !fresh && (safe || PROTECTS.has(node.type) || node.type.startsWith('Arithmetic'))
    forEachChild(node, (child) => visit(child, inner))
  }
  visit(script, false)
  return unquoted ? 'the shell would split its value into words' : undefined
}

/** Nodes in which a variable's value stays one piece. */
const PROTECTS: ReadonlySet<string> = new Set(['DoubleQuoted', 'LocaleString', 'HereDocBody', 'Slice'])
