import { createHash } from 'node:crypto'
import type { Notification } from '../../component/channel.ts'
import { cutLines, cutMessage } from '../../component/cut-message.ts'
import { detailLines, type MessageParts, messageParts, suggestionText } from '../../component/message-parts.ts'
import { type Mailbox, readMailbox } from './email-address.ts'
import { mailHtml, openLabel } from './mail-html.ts'
import type { EmailSettings } from './settings.ts'

const LONGEST_SUBJECT = 200
/** Longest plain part, in characters. */
export const LONGEST_MAIL = 10_000

const hashed = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

/**
 * A mail as nodemailer takes one. Its Message-ID is the delivery, so that a server which has it already may drop a repetition; its References name the
 * thread (RFC 5322 3.6.4), a message that never was but holds all of one subject together. RFC 3834: answered by no machine.
 */
export function composeMail(notification: Notification, address: string, settings: EmailSettings) {
  const from = readMailbox(settings.from)!
  const parts = messageParts(notification)
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const root = `<thread-${hashed(notification.thread)}@${domain}>`
  return {
    ...{ from: named(from), to: { name: '', address }, envelope: { from: from.address, to: [address] } },
    ...(settings.replyTo !== undefined && { replyTo: named(readMailbox(settings.replyTo)!) }),
    messageId: `<${hashed(notification.deliveryId)}@${domain}>`,
    ...{ inReplyTo: root, references: [root], date: notification.at },
    subject: subject(notification, parts),
    priority: notification.isUrgent ? ('high' as const) : ('normal' as const),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: plainMail(notification, parts),
    html: mailHtml(parts, notification),
  }
}

const named = ({ name, address }: Mailbox) => ({ name, address })

/** An update keeps the words of what it is about: some mail programs thread by subject too. */
function subject({ kind, severity }: Notification, { headline, title }: MessageParts): string {
  if (kind === 'update') return cutMessage(`${headline}: ${title}`, LONGEST_SUBJECT)
  return cutMessage(severity === undefined ? `${headline}: ${title}` : `[${headline}] ${title}`, LONGEST_SUBJECT)
}

function plainMail(notification: Notification, parts: MessageParts): string {
  const { suggestion, url, ...rest } = parts
  const details = detailLines(rest)
  const suggested = suggestion === undefined ? [] : ['', suggestionText(suggestion), ...[suggestion.url ?? []].flat()]
  const end = url === undefined ? '' : `\n${openLabel(notification)} (opening it changes nothing yet):\n${url}\n`
  const told = [parts.headline, parts.title, ...(details.length > 0 ? ['', ...details] : []), ...suggested]
  return `${cutLines(told, LONGEST_MAIL - end.length - 1)}\n${end}`
}
