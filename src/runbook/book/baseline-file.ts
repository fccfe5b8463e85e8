/** The file of accepted findings: what was there when a team began to check, so that only new findings stop it. */
import { type FingerprintParts, fingerprint } from './findings/fingerprint.ts'

export interface AcceptedEntry {
  rule: string
  /** Path relative to the folder of the baseline file. */
  file: string
  fingerprint: string
}

export const BASELINE_SCHEMA = 'opsbook.baseline-file/v1'

/** The name a finding has in a baseline file; `file` is relative to the folder of that file. */
export const acceptedEntry = (parts: FingerprintParts): AcceptedEntry => ({
  rule: parts.rule,
  file: parts.file,
  fingerprint: fingerprint(parts),
})

/** The text of a baseline file: one entry a line, sorted, so that two branches merge without conflicts. */
export function writeBaselineFile(entries: readonly AcceptedEntry[]): string {
  const lines = entries.map((entry) =>
    JSON.stringify({ rule: entry.rule, file: entry.file, fingerprint: entry.fingerprint }),
  )
  const sorted = [...new Set(lines)].sort().map((line) => `    ${line}`)
  return `{\n  "schema": "${BASELINE_SCHEMA}",\n  "accepted": [\n${sorted.join(',\n')}\n  ]\n}\n`
}

/** Reads a baseline file, or says in words why it is none. */
export function readBaselineFile(text: string): { ok: true; entries: AcceptedEntry[] } | { ok: false; reason: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, reason: `it is not JSON (${(error as Error).message})` }
  }
  if (!isRecord(value) || value.schema !== BASELINE_SCHEMA)
    return { ok: false, reason: `its "schema" is not "${BASELINE_SCHEMA}"` }
  if (!Array.isArray(value.accepted)) return { ok: false, reason: 'it has no list "accepted"' }
  const wrong = value.accepted.findIndex((entry) => !isEntry(entry))
  return wrong < 0
    ? { ok: true, entries: value.accepted }
    : { ok: false, reason: `entry ${wrong + 1} lacks a rule, file or fingerprint` }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isEntry = (value: unknown): value is AcceptedEntry =>
  isRecord(value) && [value.rule, value.file, value.fingerprint].every((part) => typeof part === 'string')

/** Separates findings that a baseline accepts from new ones, and counts the entries that nothing matches any more. */
export function splitAccepted<T>(
  findings: readonly T[],
  entries: readonly AcceptedEntry[],
  entryOf: (finding: T) => AcceptedEntry,
): { fresh: T[]; accepted: number; stale: number } {
  const keyOf = ({ rule, file, fingerprint }: AcceptedEntry) => [rule, file, fingerprint].join('\u0000')
  const known = new Set(entries.map(keyOf))
  const met = new Set<string>()
  const fresh = findings.filter((finding) => {
    const key = keyOf(entryOf(finding))
    if (!known.has(key)) return true
    met.add(key)
    return false
  })
  return { fresh, accepted: findings.length - fresh.length, stale: known.size - met.size }
}
