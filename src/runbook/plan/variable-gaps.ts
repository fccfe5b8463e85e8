import type { SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'
import { OPEN } from '../book/parse/placeholders.ts'
import type { Gap } from './shell-place.ts'

/** Variable → parameters whose values it holds, in whole or in part. */
export type HeldValues = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Expansions of variables that hold values of parameters. Arithmetic that holds a masked placeholder is one word to the
 * parser; there the placeholders are masked by letters in a second reading.
 *
 * @param masked the text, placeholders masked
 * @param kind whether a parameter fills the variables, or earlier text gave them its value
 */
export function variableGaps(masked: string, held: HeldValues, kind: 'variable' | 'held'): readonly Gap[] {
  if (held.size === 0) return []
  const gaps: Gap[] = []
  const seen = new Set<number>()
  const collect = (text: string, arithmeticOnly: boolean) => {
    const visit = (node: SyntaxNode, counts: boolean): void => {
      // Offsets inside escaped backticks do not index the text.
      if (node.type === 'Script' && node.source !== undefined) return
      const name = counts && !seen.has(node.pos) ? expandedName(node) : undefined
      const parameters = name === undefined ? undefined : held.get(name)
      if (name !== undefined && parameters) {
        seen.add(node.pos)
        for (const parameter of parameters)
          gaps.push({ start: node.pos, end: node.end, parameter, variable: name, kind })
      }
      forEachChild(node, (child) => visit(child, counts || child.type.startsWith('Arithmetic')))
    }
    visit(parse(text), !arithmeticOnly)
  }
  collect(masked, false)
  if (masked.includes(OPEN) && /\(\(|-(?:eq|ne|lt|le|gt|ge)\s/.test(masked)) collect(masked.replaceAll(OPEN, 'z'), true)
  return gaps
}

function expandedName(node: SyntaxNode): string | undefined {
  if (node.type === 'SimpleExpansion') return node.text.slice(1)
  if (node.type === 'ParameterExpansion') return node.parameter
  return node.type === 'ArithmeticWord' && !node.parts ? node.value : undefined
}

/**
 * The variables that a text gives values of parameters: `POD=<pod>`, `export NS="$NAMESPACE"`, `for h in <a> <b>`. A
 * list that is split (`for h in $HOSTS`) gives none: its value is held to plain words, so its words are plain.
 */
export function heldValues(masked: string, gaps: readonly Gap[]): HeldValues {
  const held = new Map<string, Set<string>>()
  const hold = (name: string, nodes: readonly { pos: number; end: number }[], split = false) => {
    for (const gap of gaps) {
      if (split && gap.kind !== 'placeholder') continue
      if (!nodes.some(({ pos, end }) => gap.start >= pos && gap.end <= end)) continue
      if (isInside(gap, nested)) continue
      held.set(name, (held.get(name) ?? new Set()).add(gap.parameter))
    }
  }
  // What a command prints is its own; only what is assigned directly is the value.
  const nested: { pos: number; end: number }[] = []
  const assignments: (() => void)[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Script' && node.source !== undefined) return
    if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') nested.push(node)
    if (node.type === 'Assignment') assignments.push(() => hold(node.name, [node.value]))
    if (node.type === 'For' || node.type === 'Select')
      assignments.push(() => hold(node.name.value, node.wordlist ?? [], true))
    forEachChild(node, visit)
  }
  if (gaps.length > 0) visit(parse(masked))
  for (const assign of assignments) assign()
  return held
}

const isInside = (gap: Gap, nodes: readonly { pos: number; end: number }[]): boolean =>
  nodes.some(({ pos, end }) => gap.start >= pos && gap.end <= end)

/** Both maps in one. */
export function joinHeld(a: HeldValues, b: HeldValues): HeldValues {
  const joined = new Map<string, ReadonlySet<string>>(a)
  for (const [name, parameters] of b) joined.set(name, new Set([...(joined.get(name) ?? []), ...parameters]))
  return joined
}
