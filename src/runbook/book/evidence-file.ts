/** `.opsbook/verified.json`: which pages were tested, when, where, and what came of it. */

/** What the last test of a page said. */
export interface Evidence {
  /** ISO time. */
  date: string
  commit: string
  /** `contentFingerprint` of the page as it was tested. */
  contentHash: string
  environment: Readonly<Record<string, string>>
  /** Steps that were really carried out and came out well, and procedures' failures. */
  passed: number
  failed: number
  /** Expectations that nobody could decide, and steps in which a stand-in answered: both prove nothing. */
  unverified: number
  standIns: number
}

const SCHEMA = 'opsbook.verified/v1'

/** Page → its evidence; undefined for text that is no such file. Never throws. */
export function readEvidence(text: string): ReadonlyMap<string, Evidence> | undefined {
  const file = parse(text)
  if (!isRecord(file) || file.schema !== SCHEMA || !isRecord(file.pages)) return undefined
  return new Map(Object.entries(file.pages).flatMap(([page, entry]) => (isEvidence(entry) ? [[page, entry]] : [])))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEvidence = (value: unknown): value is Evidence =>
  isRecord(value) &&
  [value.date, value.commit, value.contentHash].every((each) => typeof each === 'string') &&
  [value.passed, value.failed, value.unverified, value.standIns].every((each) => typeof each === 'number') &&
  isRecord(value.environment)

/** Sorted by page, so that the file changes where a page was tested and nowhere else. */
export function writeEvidence(pages: ReadonlyMap<string, Evidence>): string {
  const sorted = [...pages].sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ schema: SCHEMA, pages: Object.fromEntries(sorted) }, null, 2)}\n`
}
