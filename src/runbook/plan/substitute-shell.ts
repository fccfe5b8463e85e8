import type { Parameter } from '../book/page.ts'
import { applyTextEdits } from './apply-text-edits.ts'
import { findShellPlaces, maskGaps } from './find-shell-places.ts'
import type { Gap, ShellPlace } from './shell-place.ts'
import type { ValueRule } from './value-rule.ts'
import { type HeldValues, heldValues, variableGaps } from './variable-gaps.ts'

/** Where a value goes in a text and what it may be there. */
export interface Placement {
  /** Canonical name of the parameter. */
  parameter: string
  /** Line of the text, from 0. */
  line: number
  rule: ValueRule
  /** Variable by which an earlier command's value comes here. */
  held?: string
  problem?: NonNullable<ShellPlace['problem']>
}

export interface Substitution {
  /** The text to execute: every value is a reference to a variable, none is part of the text. */
  execute: string
  placements: readonly Placement[]
}

/** A placeholder of a text, with the parameter it stands for. */
export interface FoundPlaceholder {
  start: number
  end: number
  parameter: string
  variable: string
}

export interface ShellParameters {
  /** Placeholders in order. */
  placeholders: readonly FoundPlaceholder[]
  /** Variables of the author's own that parameters fill: name in the text → canonical name. */
  variables: ReadonlyMap<string, string>
  /** Variables that earlier commands gave values of parameters. */
  held?: HeldValues
}

export interface ShellSubstitution extends Substitution {
  /** The variables that this text gives values of parameters. */
  holds: HeldValues
}

/**
 * Replaces the placeholders of a shell text by references to environment variables, quoted as their place needs it, and
 * puts the author's own variables in quotes where a parameter fills them and the shell would split them. The values
 * themselves never become text. Variables that hold a value from before are followed: what a second shell reads must be
 * plain, whichever way it comes there.
 */
export function substituteShell(text: string, parameters: ShellParameters): ShellSubstitution {
  const { placeholders, variables, held = new Map() } = parameters
  const filled: Gap[] = placeholders.map((each) => ({ ...each, kind: 'placeholder' }))
  const masked = maskGaps(text, filled)
  const own = new Map(Array.from(variables, ([name, parameter]) => [name, new Set([parameter])]))
  const direct = [...filled, ...variableGaps(masked, own, 'variable'), ...variableGaps(masked, held, 'held')]
  let holds = heldValues(masked, direct)
  let gaps: readonly Gap[] = direct
  // `A=<x>; B=$A`: a value may be handed on several times within one text.
  for (let round = 0; round < MOST_HANDS && holds.size > 0; round++) {
    const later = new Map([...holds].filter(([name]) => !held.has(name) && !own.has(name)))
    gaps = [...direct, ...variableGaps(masked, later, 'held')]
    const next = heldValues(masked, gaps)
    if (countOf(next) === countOf(holds)) break
    holds = next
  }
  gaps = [...gaps].sort((a, b) => a.start - b.start)
  if (gaps.length === 0) return { execute: text, placements: [], holds }
  const places = findShellPlaces(text, gaps)
  const edits = places.flatMap(({ edit }) => (edit ? [edit] : []))
  const lineAt = lineCounter(text)
  const placements = places.map(({ gap, rule, problem }) => ({
    parameter: gap.parameter,
    line: lineAt(gap.start),
    rule,
    ...(gap.kind === 'held' ? { held: gap.variable } : {}),
    ...(problem ? { problem } : {}),
  }))
  return { execute: applyTextEdits(text, edits), placements, holds }
}

/** So many times a value is followed from variable to variable within one text. */
const MOST_HANDS = 8

const countOf = (held: HeldValues): number => [...held.values()].reduce((sum, parameters) => sum + parameters.size, 0)

/** Line of an offset, from 0; line starts are looked up, not counted anew. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = lineStarts(text)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1)
  return starts
}

/** Offsets of the placeholders of a text, as its reader found them. */
export function placeholderOffsets(
  text: string,
  parameters: readonly Parameter[],
  at: { line: number; column: number },
): readonly { start: number; end: number; parameter: Parameter }[] {
  const starts = lineStarts(text)
  return parameters.flatMap((parameter) => {
    const lineStart = starts[parameter.line - at.line]
    if (lineStart === undefined) return []
    const start = lineStart + parameter.column - at.column
    return text.startsWith(parameter.text, start) ? [{ start, end: start + parameter.text.length, parameter }] : []
  })
}
