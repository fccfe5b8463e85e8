/** What a step printed, and how it ended. */
export interface Observed {
  stdout: string
  stderr: string
  exitCode: number
  durationMs: number
}

/**
 * What became of an expectation. `unverified` means that a person has to look: the text is prose, or the output could
 * be read in more than one way. It never counts as passed.
 */
export interface Verdict {
  verdict: 'passed' | 'failed' | 'unverified'
  /** One line with the values that were compared: `expected > 0.99, saw 0.97`. */
  reason: string
  /** Values that a pattern such as `<pod>` took from the output, by name. */
  captures?: Readonly<Record<string, string>>
  /**
   * Set when the exit status is part of what the author expects: it was named (`[1]`, `? failed`), or nothing was to be
   * found and the search said so. A run does not treat such a status as a failure of the step.
   */
  explainsExit?: true
}

export const passed = (reason: string): Verdict => ({ verdict: 'passed', reason })
export const failed = (reason: string): Verdict => ({ verdict: 'failed', reason })
export const unverified = (reason: string): Verdict => ({ verdict: 'unverified', reason })

const LONGEST = 80

/** A piece of foreign text for a reason: one line, quoted, control characters escaped, cut where it is long. */
export function quoted(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `a, b and 3 more`: the first few of a list of texts, quoted. */
export function quotedList(texts: readonly string[]): string {
  const first = texts.slice(0, 3).map(quoted).join(', ')
  return texts.length > 3 ? `${first} and ${texts.length - 3} more` : first
}
