import type { Notification, NotificationKind } from './channel.ts'
import { cutMessage } from './cut-message.ts'
import { messageLine } from './message-line.ts'
import { webLink } from './web-link.ts'

/** What a notification says, safe to print as plain text and bounded; each channel escapes it for its own form. */
export interface MessageParts {
  /** "P0 Critical · #482", "Update · #482", "12 incidents, 340 alerts". */
  readonly headline: string
  readonly title: string
  /** "since 2030-01-01 11:55 UTC (5 min)" */
  readonly since?: string
  readonly lines: readonly string[]
  readonly suggestion?: { readonly title: string; readonly why: string; readonly url?: string }
  /** Code that proves a contact method; for `verify` alone. */
  readonly code?: string
  /** The page that shows more and lets people act. */
  readonly url?: string
}

const KIND_WORDS: Readonly<Record<NotificationKind, string>> = {
  page: '',
  grouped: '',
  update: 'Update',
  reminder: 'Reminder',
  test: 'Test',
  verify: 'Confirm this address',
}

const [LONGEST_TITLE, LONGEST_LINE, MOST_LINES] = [300, 500, 20]

/** The notification's texts as every channel prints them. */
export function messageParts(notification: Notification): MessageParts {
  const { since, at, lines, suggestion, verifyCode, kind } = notification
  const line = (text: string) => cutMessage(messageLine(text), LONGEST_LINE)
  const url = webLink(notification.url)
  const shown = lines.slice(0, MOST_LINES).map(line)
  return {
    headline: headline(notification),
    title: cutMessage(messageLine(notification.title), LONGEST_TITLE) || 'Something needs you',
    ...(since && { since: `since ${minute(since)} (${stretch(at.getTime() - since.getTime())})` }),
    lines: shown.filter((text) => text !== ''),
    ...(suggestion && { suggestion: suggestionParts(suggestion, line) }),
    ...(kind === 'verify' && verifyCode !== undefined && { code: messageLine(verifyCode) }),
    ...(url !== undefined && { url }),
  }
}

function suggestionParts({ title, why, url }: NonNullable<Notification['suggestion']>, line: (text: string) => string) {
  const link = webLink(url)
  return { title: line(title), why: line(why), ...(link !== undefined && { url: link }) }
}

function headline({ kind, severity, reference, counted }: Notification): string {
  const parts = [KIND_WORDS[kind], severity, reference, counted && countedText(counted)]
  const said = parts.flatMap((part) => (part ? [cutMessage(messageLine(part), 60)] : []))
  return said.join(' · ') || 'Page'
}

const countedText = ({ incidents, alerts }: NonNullable<Notification['counted']>) =>
  `${several(incidents, 'incident')}, ${several(alerts, 'alert')}`

const several = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

/** The reader's zone is not known; UTC is at least the same for everybody. */
const minute = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`

function stretch(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.floor(minutes / 60 / 24)} days`
}

/** "Suggested: Restart checkout (names this alert)". */
export const suggestionText = ({ title, why }: NonNullable<MessageParts['suggestion']>): string =>
  `Suggested: ${title}${why === '' ? '' : ` (${why})`}`

/** Everything below the title, the most important first. */
export function detailLines({ since, lines, suggestion, code }: MessageParts): readonly string[] {
  return [
    ...(code === undefined ? [] : [`Code: ${code}`]),
    ...(since === undefined ? [] : [since]),
    ...lines,
    ...(suggestion === undefined ? [] : [suggestionText(suggestion)]),
  ]
}

/** What typing or pressing the code does. */
export const replyPurpose = ({ kind }: Notification): string => (kind === 'test' ? 'confirm' : 'acknowledge')
