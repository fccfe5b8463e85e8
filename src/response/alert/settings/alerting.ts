import type { InhibitRule } from '../inhibit/inhibit.ts'
import type { RouteNode } from '../routing/route-node.ts'
import type { TimeInterval } from '../time-interval/time-interval.ts'

/** One way a receiver is told. */
export interface Delivery {
  /** Kind and place in the list, `webhook/0`: what was told is remembered under this name. */
  readonly id: string
  readonly kind: 'webhook'
  readonly sendResolved: boolean
  /** At most so many alerts in one body; 0 is all of them. */
  readonly maxAlerts: number
  readonly target: WebhookTarget
}

/** Where a webhook goes. Secrets may be named by their files, which are read when something is sent. */
export interface WebhookTarget {
  readonly url?: string
  readonly urlFile?: string
  readonly authorization?: { readonly type: string; readonly credentials?: string; readonly credentialsFile?: string }
  readonly basicAuth?: { readonly username: string; readonly password?: string; readonly passwordFile?: string }
}

export interface Receiver {
  readonly name: string
  readonly deliveries: readonly Delivery[]
  /** Kinds of sending in the settings that do not exist here, for example `slack`. */
  readonly unknownKinds: readonly string[]
}

/** The settings of alerting, ready to decide with: every text read, every pattern compiled, everything inherited. */
export interface Alerting {
  readonly root: RouteNode
  readonly receivers: ReadonlyMap<string, Receiver>
  readonly inhibitRules: readonly InhibitRule[]
  readonly timeIntervals: ReadonlyMap<string, TimeInterval>
  readonly resolveTimeoutMs: number
}
