import type { PlanRefusalCode } from './plan-refusal.ts'
import type { ValueRule } from './value-rule.ts'

/** A stretch of a command that stands for a value: a placeholder, or a variable that holds it. */
export interface Gap {
  start: number
  end: number
  /** Canonical name of the parameter. */
  parameter: string
  /** Environment variable that carries the value. */
  variable: string
  /**
   * A variable that a parameter fills is only quoted where the shell would split it; one that earlier text gave a value
   * (`POD=<pod>`) stays as it is, and the value has to suit its place.
   */
  kind: 'placeholder' | 'variable' | 'held'
}

/** One replacement in the text of a command. */
export interface TextEdit {
  start: number
  end: number
  text: string
}

/** What becomes of one gap. */
export interface ShellPlace {
  gap: Gap
  edit?: TextEdit
  rule: ValueRule
  problem?: { code: PlanRefusalCode; reason: string; hint?: string }
}

/** How the text around a gap is quoted. */
export type Quoting =
  /** No quotes. */
  | 'bare'
  /** Inside `"…"`, or in a here-document that the shell expands. */
  | 'double'
  | 'single'
  /** Inside `$'…'`. */
  | 'ansi'
  /** An operand of arithmetic. */
  | 'arithmetic'

/**
 * The text that puts a variable's value in the place of a gap and keeps it one piece: quotes are closed and opened again
 * where nothing is expanded inside them.
 */
export function referenceTo(variable: string, quoting: Quoting): string {
  switch (quoting) {
    case 'bare':
      return `"$${variable}"`
    case 'double':
      return `\${${variable}}`
    case 'single':
      return `'"$${variable}"'`
    case 'ansi':
      return `'"$${variable}"$'`
    case 'arithmetic':
      return `(\${${variable}})`
  }
}

/** Why no reference can stand at a place, by the characters in front of it; undefined where one can. */
export function badNeighbour(text: string, start: number, quoting: Quoting): string | undefined {
  if (quoting === 'single') return undefined
  let slashes = 0
  while (text[start - 1 - slashes] === '\\') slashes++
  if (slashes % 2 === 1) return 'stands behind a backslash, which would take away the meaning of the reference'
  if (quoting === 'ansi')
    return text.endsWith('\\c', start) ? 'stands behind \\c, which reads the next sign' : undefined
  if (text[start - 1] === '$') return 'stands behind a dollar sign, which would change the meaning of the reference'
  if (quoting === 'bare' && text[start - 1] === '~' && /(?:^|[\s=:])$/.test(text.slice(0, start - 1)))
    return 'stands behind ~, which the shell only expands before text'
  return undefined
}
