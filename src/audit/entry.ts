/** One line of the audit: who did what to what, and the hash that ties it to the line before. */
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../kit/canonical-json.ts'
import type { Actor } from '../kit/route.ts'
import { storableText, withoutSecrets } from './without-secrets.ts'

/** What a feature says when it has done something, or has refused it. */
export interface AuditDraft {
  readonly actor: Actor | { readonly kind: 'system'; readonly id: string; readonly name: string }
  /** `user.created`, `token.revoked`: noun of the API, what became of it. */
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly outcome?: 'done' | 'refused' | 'failed'
  /** Why it was refused, or what somebody gave as their reason. */
  readonly reason?: string
  readonly before?: unknown
  readonly after?: unknown
  readonly requestId?: string
  /** Address the request came from. */
  readonly source?: string
}

export interface AuditEntry {
  readonly v: 1
  readonly seq: number
  /** Database time, as ISO 8601 in UTC with milliseconds. */
  readonly at: string
  readonly actor: { readonly kind: string; readonly id?: string; readonly name?: string; readonly userId?: string }
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly reason?: string
  readonly before?: Json
  readonly after?: Json
  readonly requestId?: string
  readonly source?: string
  /** Hash of the entry before. */
  readonly prev: string
}

/** An entry as it is stored and exported: the exact text that was hashed. */
export interface AuditRecord {
  readonly seq: number
  readonly hash: string
  readonly body: string
}

/** A record as it is found. A table has a number beside the text; a line of a file has none, and stands where it stands. */
export interface KeptRecord {
  readonly seq?: number
  readonly hash: string
  readonly body: string
}

/** What a chain begins with. */
export const GENESIS = '0'.repeat(64)

export interface ChainEnd {
  readonly seq: number
  readonly hash: string
}

/** Makes the next record of a chain. */
export function nextRecord(draft: AuditDraft, end: ChainEnd, at: Date): AuditRecord {
  const { actor, action, subject, outcome = 'done', reason, before, after, requestId, source } = draft
  const entry: AuditEntry = {
    ...{ v: 1, seq: end.seq + 1, at: at.toISOString(), action, outcome, prev: end.hash },
    actor: cleaned(actor) as unknown as AuditEntry['actor'],
    subject: cleaned(subject) as unknown as AuditEntry['subject'],
    ...(reason === undefined ? {} : { reason: storableText(reason) }),
    ...(before === undefined ? {} : { before: withoutSecrets(before) }),
    ...(after === undefined ? {} : { after: withoutSecrets(after) }),
    ...(requestId === undefined ? {} : { requestId: storableText(requestId) }),
    ...(source === undefined ? {} : { source: storableText(source) }),
  }
  const body = canonicalJson(entry)
  return { seq: entry.seq, hash: hashOf(body), body }
}

export const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex')

/** The entry of a record, or undefined when its text is none. */
export function readEntry(body: string): AuditEntry | undefined {
  try {
    const entry = JSON.parse(body) as AuditEntry | null
    return typeof entry === 'object' &&
      entry !== null &&
      Number.isSafeInteger(entry.seq) &&
      typeof entry.prev === 'string'
      ? entry
      : undefined
  } catch {
    return undefined
  }
}

const cleaned = (value: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, storableText(String(item))]),
  )
