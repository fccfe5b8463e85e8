/** A short name for a finding that survives edits elsewhere in the page. */

/** What a fingerprint is made of: never the line number, so that a finding keeps its name when lines move. */
export interface FingerprintParts {
  rule: string
  file: string
  /** What the finding is about: its source line, or all lines of a command that runs over several. */
  text: string
  /** How many findings with the same rule, file and text came before it. */
  occurrence: number
}

/** Sixteen hexadecimal digits; differences of white space and letter case in the line do not count. */
export function fingerprint({ rule, file, text, occurrence }: FingerprintParts): string {
  const key = [rule, file, normalised(text), String(occurrence)].join('\u0000')
  return hex(fnv1a(key, 0x811c9dc5)) + hex(fnv1a(key, 0x9e3779b9))
}

/** Sixteen hexadecimal digits for the content of a page: enough to see that it changed, no proof against forgery. */
export const contentFingerprint = (text: string): string => hex(fnv1a(text, 0x811c9dc5)) + hex(fnv1a(text, 0x9e3779b9))

/** The text as it counts for a fingerprint. */
export const normalised = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()

/** FNV-1a over UTF-16 units, 32 bits; two different offset bases give 64 bits together. */
function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

const hex = (value: number) => value.toString(16).padStart(8, '0')
