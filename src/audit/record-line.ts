/** Records as lines of a file: `{"hash":"…","entry":{…}}`, the entry being exactly what was hashed (`jq -cS .entry | sha256sum`). */
import type { AuditRecord, KeptRecord } from './entry.ts'

const LINE = /^\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}$/

export const recordLine = ({ hash, body }: AuditRecord): string => `{"hash":"${hash}","entry":${body}}`

/** The record of a line. What is no record becomes one whose hash is wrong, so that its line is told. */
export function readRecordLine(line: string): KeptRecord {
  const match = LINE.exec(line)
  return match ? { hash: match[1]!, body: match[2]! } : { hash: '', body: line }
}
