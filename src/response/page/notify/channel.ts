import type { ZodType } from 'zod'
import type { Notification } from './notification.ts'

/** Answers of a request a channel made: enough to decide, bounded. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** At most 64 KiB of the body. */
  readonly text: string
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One request over http(s), as the server's one egress function makes it: address checked, no redirects, limited in time and size. */
export type HttpSend = (request: HttpRequest) => Promise<HttpAnswer>

/** What a channel gets to send one notification with. */
export interface ChannelCall {
  readonly notification: Notification
  /** A contact method of a person, as `checkAddress` made it canonical: `ana@example.org`, `+4915112345678`, a topic, a subscription as JSON. */
  readonly address: string
  /** The channel's settings, checked by its schema, secrets already read. */
  readonly settings: unknown
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly http: HttpSend
  readonly version: string
  readonly now: Date
  /** The `providerRef` of the first message of this thread to this address: what comes later hangs below it. Absent: this is the first. */
  readonly threadRef?: string | undefined
  /** Where providers reach this channel: `https://ops.example.org/callback/<id>`. Absent: the server has no address for people outside. */
  readonly callbackUrl?: string | undefined
  /** Ends when the attempt has taken too long. */
  readonly signal: AbortSignal
  /**
   * For channels that reach their provider by other means than `http`, which does this by itself: awaited when the connection stands, right
   * before the message is handed over. Throws when it is not to be sent any more (acknowledged meanwhile, or in the hands of another replica).
   */
  readonly beforeHandOver?: () => Promise<void>
}

/**
 * How one attempt ended. `accepted`: the provider has it. `delivered`: proof that the device or the server of the reader has it. `failed` with
 * `lasting`: asking again changes nothing (bad address, revoked subscription); without: again later, or another channel.
 */
export type SendOutcome =
  | { readonly state: 'accepted' | 'delivered'; readonly providerRef?: string }
  | {
      readonly state: 'failed'
      readonly lasting: boolean
      /** The address itself is dead, and no other message to it will do: unsubscribed, no such mailbox. */
      readonly addressIsGone?: boolean
      /** For people: what the provider said, bounded, without secrets. */
      readonly why: string
      readonly retryAfterMs?: number
    }

/** A request of a provider to us: a delivery receipt, a button, a reply. */
export interface CallbackRequest {
  readonly method: string
  /** Address as the provider called it, scheme and host included: some sign it. */
  readonly url: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly receivedAt: Date
}

/** What a provider told us, once its signature has been found good. */
export type CallbackReading =
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  | {
      readonly kind: 'read'
      readonly reports: readonly CallbackReport[]
      /** What the provider expects as answer, given what became of each report. */
      readonly answer: (results: readonly CallbackResult[]) => CallbackAnswer
      /** Requests to make once it is answered, each once and whatever becomes of it: some providers take what a reader sees at an address of its own. */
      readonly afterwards?: (results: readonly CallbackResult[]) => readonly HttpRequest[]
    }

export type CallbackReport =
  | {
      readonly kind: 'receipt'
      readonly providerRef: string
      readonly state: 'accepted' | 'delivered' | 'failed'
      readonly why?: string
    }
  /** A button whose secret is the action's token; `by` is who the provider says pressed it. */
  | { readonly kind: 'pressed'; readonly token: string; readonly by?: string }
  /** A typed or spoken code from an address; the code alone is not enough, the address must be the one it was sent to. */
  | { readonly kind: 'replied'; readonly address: string; readonly code: string }
  /** Something to answer that changes nothing (a handshake of the provider). */
  | { readonly kind: 'none' }

export type CallbackResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string }

export interface CallbackAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
  readonly json?: unknown
}

/** A way to reach people. It keeps nothing; what must be remembered is the outbox's. */
export interface Channel {
  /** Folder name in `src/builtin/` without `-channel`, the word in settings and URLs: `email`, `ntfy`. */
  readonly id: string
  readonly title: string
  /** What an address of it is, for people: "e-mail address", "phone number with country code". */
  readonly addressLabel: string
  /** Personal: contact methods of people. `shared`: a room or a receiver the settings name; people need no address of their own. */
  readonly reach: 'personal' | 'shared'
  /** Its reader can acknowledge from the message: by button, by reply, by link alone. */
  readonly canAck: 'button' | 'reply' | 'link'
  /** The most that can be known of a message: that the provider took it, that it reached the device, that somebody answered. */
  readonly proof: 'accepted' | 'delivered' | 'answered'
  /** Longest text of one message in characters, after which it is cut. */
  readonly longestText: number
  /** Schema of its settings in `opsbook.yaml` below `paging.channels.<id>`; a secret is a reference (`env:NAME`, `file:PATH`). */
  readonly settingsSchema: ZodType
  /** Names of the settings that are references to secrets, `smtp.password` where it lies deeper; they are read before `send` and `callback`. */
  readonly secretSettings: readonly string[]
  /** Canonical form of an address, or what is wrong with it. */
  readonly checkAddress: (
    text: string,
  ) => { readonly ok: true; readonly address: string } | { readonly ok: false; readonly why: string }
  /** An address as it may be shown to others: `a••@example.org`, `+49•••678`. */
  readonly maskAddress: (address: string) => string
  /** What fails together, where the address decides that (a host of its own): another failing one says nothing about it. Absent: all of the channel. */
  readonly providerOf?: (address: string) => string
  readonly send: (call: ChannelCall) => Promise<SendOutcome>
  /** Reads what the provider posts to `/callback/<id>`; absent: this provider never calls. Verifies its signature and its age. */
  readonly callback?: (request: CallbackRequest, settings: unknown) => CallbackReading
  /** Ends the connections it keeps warm; called when the server stops. */
  readonly close?: () => void
}
