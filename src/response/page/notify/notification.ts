/**
 * What one person is told, before a channel turns it into its own form. All texts are plain, and most were written by strangers: a
 * channel escapes what it prints and shortens what is too long, title first, never the link or the code that acknowledges.
 */
export interface Notification {
  readonly kind: NotificationKind
  /** The same at every attempt, so that a provider or a receiver can tell a repetition. */
  readonly deliveryId: string
  /** The same for everything about one subject: threads of mail and of chat, topics that replace each other. */
  readonly thread: string
  /** True when it must wake somebody: sound, high priority, through "do not disturb" where a channel can. */
  readonly isUrgent: boolean
  /** What is broken, for whom: what a tired reader sees first. */
  readonly title: string
  /** "P0 Critical"; absent where nothing is an incident. */
  readonly severity?: string
  /** "#482"; absent where nothing is an incident. */
  readonly reference?: string
  /** When it began. */
  readonly since?: Date
  /** More lines for those who have room, the most important first. */
  readonly lines: readonly string[]
  /** What the book says to do: its name and where it is shown. */
  readonly suggestion?: { readonly title: string; readonly why: string; readonly url?: string }
  /** How many things this message stands for, where it stands for several. */
  readonly counted?: { readonly incidents: number; readonly alerts: number }
  /** A page that shows more and lets people act; its own secret, for this person alone. */
  readonly url?: string
  readonly actions: readonly NotificationAction[]
  /** What is typed back to acknowledge (SMS), or pressed (voice). Digits only. */
  readonly replyCode?: string
  /** Code that proves that a contact method reaches its owner; for `kind: 'verify'` alone. */
  readonly verifyCode?: string
  readonly at: Date
}

/**
 * `page`: somebody has to act. `grouped`: many pages in one message. `update`: what somebody was paged for is acknowledged by another one or over.
 * `reminder`: less than a page (hand-over, a clock, an expiring silence). `test`: proves the channel. `verify`: carries a code.
 */
export const NOTIFICATION_KINDS = ['page', 'grouped', 'update', 'reminder', 'test', 'verify'] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

/** A button. Its address takes a POST without a session: the secret in it is for one person, one page, one act. */
export interface NotificationAction {
  readonly act: 'acknowledge' | 'escalate' | 'decline' | 'confirm'
  readonly label: string
  readonly url: string
  /** The same secret for channels whose buttons come back to us as a signed callback instead of a request to `url`. */
  readonly token: string
}
