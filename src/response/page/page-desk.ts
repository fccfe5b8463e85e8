/** What paging works with: the settings in force, and what other features know and do. Made once, by `app/`. */
import type { Database } from '../../db/database.ts'
import type { LabelSet } from '../../kit/label-set.ts'
import type { IncidentDesk } from '../incident/actions.ts'
import type { Incident } from '../incident/incident.ts'
import type { Severity } from '../incident/severity.ts'
import type { Update, Withdrawn } from './notify/actions.ts'
import type { Paging } from './policy/compile-paging.ts'
import type { Target } from './policy/policy.ts'

/** Somebody who can come in. */
export interface Person {
  readonly id: string
  readonly login: string
  readonly name: string
}

/** Whom a target means at a time; nobody, and why. */
export interface Found {
  readonly people: readonly Person[]
  /** "on call in shop-primary", "in the team sre"; of nobody: "nobody is on call in shop-primary". */
  readonly why: string
}

export interface Roster {
  readonly find: (tx: Database, target: Target, at: Date) => Promise<Found>
}

/** How people are told; `notify/actions.ts` keeps to it. All of it happens in the caller's transaction. */
export interface Notifier {
  readonly notifyPerson: (
    tx: Database,
    page: {
      readonly userId: string
      readonly pageId: string
      readonly subject: { readonly kind: 'incident'; readonly id: string; readonly thread: string }
      readonly urgency: 'high' | 'low'
      readonly severity: Severity
    },
  ) => Promise<{ readonly reachable: boolean; readonly first: Date | undefined; readonly why?: string }>
  readonly withdrawMessages: (tx: Database, what: Withdrawn, why?: string) => Promise<unknown>
  readonly tellUpdate: (tx: Database, update: Update) => Promise<unknown>
}

export interface TellingAlert {
  readonly summary: string
  readonly labels: LabelSet
  readonly annotations: LabelSet
}

export interface Suggested {
  readonly title: string
  /** `docs/shop.md:12`. */
  readonly place: string
  /** What to type to carry it out; absent where there is only something to read. */
  readonly command: string | undefined
  readonly reasons: readonly string[]
}

export interface PageDesk {
  readonly incidents: IncidentDesk
  readonly paging: () => Paging
  readonly roster: Roster
  readonly notifier: Notifier
  /** 32 bytes that nobody without the server's key can guess. */
  readonly mark: (text: string, purpose: string) => Uint8Array
  /** The alert that tells most about an incident; undefined where there is none. */
  readonly telling: (tx: Database, incident: Incident) => Promise<TellingAlert | undefined>
  /** What the book has for it, the likeliest first. */
  readonly suggest: (tx: Database, incident: Incident) => Promise<readonly Suggested[]>
  /** How somebody would be told of a page at a time, the first message first; none: they cannot be reached. */
  readonly messagesOf: (
    tx: Database,
    userId: string,
    severity: Severity,
    at: Date,
  ) => Promise<readonly { readonly channel: string; readonly at: Date }[]>
  /** Somebody by id; undefined for nobody, and for those who may not come in any more. */
  readonly person: (tx: Database, id: string) => Promise<Person | undefined>
  /** Where people reach the server. */
  readonly publicUrl: () => string
  readonly onTrouble: (error: unknown) => void
}
