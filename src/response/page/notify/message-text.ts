/** Messages that are no page: what they say is written down when they are made. */
import type { Composed } from './composed.ts'
import type { NotificationKind } from './notification.ts'

export interface WrittenText {
  readonly title: string
  readonly lines: readonly string[]
  readonly severity?: string
  readonly reference?: string
}

export interface WrittenFacts {
  readonly kind: NotificationKind
  readonly thread: string
  readonly text: WrittenText
  readonly at: Date
  /** Where a test message is confirmed; its own secret. */
  readonly confirm?: { readonly url: string; readonly token: string } | undefined
}

export const writtenNotification = ({ kind, thread, text, at, confirm }: WrittenFacts): Composed => ({
  ...{ kind, thread, isUrgent: false, ...text, at },
  ...(confirm ? { url: confirm.url } : {}),
  actions: confirm ? [{ act: 'confirm', label: 'I got it', ...confirm }] : [],
})

/** What a test message says. */
export const TEST_TEXT: WrittenText = {
  title: 'Test: you can be reached',
  lines: [
    'This is what a page would come like. Nothing is broken.',
    'Confirm it, so that others know that it arrived.',
  ],
}
