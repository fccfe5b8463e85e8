import type { LabelSet } from '../../../kit/label-set.ts'

/** Which alert a sender means. `key` names the newest episode with that key, within the integration that asks. */
export type AlertTarget =
  | { readonly by: 'id' | 'key'; readonly value: string }
  | { readonly by: 'number'; readonly value: number }

/** Whom a sender names, in its own words: it knows our people by name or address at best. */
export interface NamedParty {
  readonly type: 'user' | 'team' | 'escalation' | 'schedule'
  readonly name: string
}

/**
 * What tools with an alert API of their own ask for, beyond opening and closing. What the alert engine has no notion of is still
 * recorded in the alert's log, so that nothing a person typed elsewhere is lost.
 */
export type AlertCommand =
  | { readonly do: 'acknowledge' | 'unacknowledge' | 'resolve' | 'delete' | 'note' }
  | { readonly do: 'snooze'; readonly until: Date }
  | { readonly do: 'escalate' | 'assign' | 'add-responder'; readonly to: NamedParty }
  | { readonly do: 'add-tags' | 'remove-tags'; readonly tags: readonly string[] }
  /** Details of a sender are labels of the alert, so that routes can go by them. */
  | { readonly do: 'add-details'; readonly details: LabelSet }
  | { readonly do: 'remove-details'; readonly names: readonly string[] }
  | { readonly do: 'set-message' | 'set-description'; readonly text: string }
  | { readonly do: 'set-priority'; readonly priority: string }
  | { readonly do: 'custom'; readonly action: string }
