import type { Signal } from '../response/alert/signal.ts'
import type { AlertCommand, AlertTarget } from './alert-command.ts'
import type { IntakeQuestion } from './intake-question.ts'

export type { LabelSet } from '../kit/label-set.ts'
export type { Signal, SignalSeverity } from '../response/alert/signal.ts'

/** The integration a request belongs to, as far as a dialect may know it. */
export interface IntegrationFacts {
  readonly id: string
  readonly name: string
  /** Settings of this integration, already checked by the dialect's own schema. */
  readonly settings: unknown
  /** How long an alert without an end counts, where the book says so (`alerting.global.resolve_timeout`). */
  readonly resolveTimeoutMs?: number
  /** Secret shared with the sender for signatures, where the integration has one. */
  readonly signingSecret?: string
}

/** A request to an intake, before anything is stored. */
export interface IntakeRequest {
  readonly method: string
  /** The path below the dialect's mount, beginning with a slash, decoded once. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly receivedAt: Date
  readonly requestId: string
  /** Makes identifiers where the dialect has to invent one. */
  readonly newId: () => string
}

export interface IntakeAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is absent: then the body is empty. */
  readonly json?: unknown
  readonly text?: string
}

/** What became of one signal once it was durable. */
export interface StoredSignal {
  readonly alertId?: string
  /** The alert's short number, where the store gives alerts numbers. */
  readonly alertNumber?: number
  /** `opened` a new alert (or episode), `updated` an open one, `ignored`: recorded, no alert changed. */
  readonly outcome: 'opened' | 'updated' | 'resolved' | 'acknowledged' | 'ignored'
}

/** A request read: signals to store and the answer to give once they are durable, or an answer at once. */
export type IntakeReading =
  | {
      readonly kind: 'signals'
      readonly signals: readonly Signal[]
      /** Members of a batch that were no good; the good ones are stored all the same. */
      readonly problems: readonly string[]
      /** Things a person should know, for example that the sender cut its list. */
      readonly warnings: readonly string[]
      /** Called with one entry a signal, in order, after the commit. */
      readonly answer: (stored: readonly StoredSignal[]) => IntakeAnswer
    }
  | {
      /** Something to do with one alert that is there already, named by its key or by an identifier we gave out. */
      readonly kind: 'command'
      readonly target: AlertTarget
      readonly command: AlertCommand
      readonly by?: string
      readonly note?: string
      /** Called after the commit; `false` when there was no such alert, which is then recorded. */
      readonly answer: (found: boolean) => IntakeAnswer
    }
  | IntakeQuestion
  | {
      readonly kind: 'heartbeat'
      readonly name: string
      /** Called with whether a heartbeat of that name is expected at all. */
      readonly answer: (known: boolean) => IntakeAnswer
    }
  | { readonly kind: 'answer'; readonly answer: IntakeAnswer }

/** Where a dialect's requests arrive and how each says which integration it belongs to. */
export interface IntakeEndpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the mount, beginning with a slash; parameters as `:name`. `/` is the mount itself. */
  readonly path: string
  readonly summary: string
}

/**
 * A dialect other tools speak to us: where they post, how they prove who they are, what they mean, what they expect back. A dialect does no
 * input or output of its own and keeps nothing.
 */
export interface IntakeDialect {
  /** Folder name in `src/builtin/` and the word in the URL. */
  readonly id: string
  readonly title: string
  /**
   * `path`: `/intake/<id>/<key>/…`. A dialect whose clients have fixed paths says the fixed prefix, for example `/v2`; it is reached there
   * with the key where `credential` finds it, and below `/intake/<id>/<key>/v2` too, for clients that can be given a base URL only.
   * Either way `request.path` is what follows the mount.
   */
  readonly mount: { readonly kind: 'path' } | { readonly kind: 'fixed'; readonly prefix: string }
  readonly endpoints: readonly IntakeEndpoint[]
  readonly maxBytes: number
  /** Keys of this dialect must look like this, because its clients or its contract check them. Absent: any key will do. */
  readonly keyShape?: { readonly length: number; readonly characters: 'alphanumeric' }
  /** Bad settings of an integration: what is wrong with them. Absent: the dialect has no settings. */
  readonly checkSettings?: (settings: unknown) => readonly string[]
  /**
   * The integration key in a request that has none in its path (a fixed path, or `/intake/<id>` alone); undefined if there is none. For a
   * `path` dialect this keeps the key out of URLs and therefore out of access logs.
   */
  readonly credential?: (request: IntakeRequest) => string | undefined
  /** The answer when the key is missing, unknown or revoked. */
  readonly unknownKey: (request: IntakeRequest) => IntakeAnswer
  /** The answer when the store cannot take it now; the sender must come again. */
  readonly unavailable: (request: IntakeRequest, retryAfterSeconds: number) => IntakeAnswer
  /** The answer when too much arrives at once. */
  readonly throttled: (request: IntakeRequest, retryAfterSeconds: number) => IntakeAnswer
  readonly read: (request: IntakeRequest, integration: IntegrationFacts) => IntakeReading
}
