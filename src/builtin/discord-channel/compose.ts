import { createHash } from 'node:crypto'
import type { Notification, NotificationAction } from '../../component/channel.ts'
import { cutLines, cutMessage } from '../../component/cut-message.ts'
import { detailLines, messageParts } from '../../component/message-parts.ts'
import { escapeDiscord } from './escape-markdown.ts'

/** Longest content of a message. */
export const LONGEST_CONTENT = 2_000
/** A message component (discord.com/developers/docs/components/reference): a row of at most five buttons. */
const [ROW, BUTTON, MOST_BUTTONS] = [1, 2, 5]
const STYLE = { acknowledge: 1, confirm: 1, decline: 2, escalate: 4, link: 5 } as const
const [LONGEST_LABEL, LONGEST_CUSTOM_ID, LONGEST_URL] = [80, 100, 512]
const SUPPRESS_EMBEDS = 4

/** Before the token in a button's `custom_id`. */
export const PRESSED = 'opsbook:'

/** A message of text alone, in which nobody can be mentioned and no address unfolds, with its buttons. */
export function discordMessage(notification: Notification, hasButtons: boolean) {
  const parts = messageParts(notification)
  const lines = [
    `**${escapeDiscord(parts.headline)}**`,
    `**${escapeDiscord(parts.title)}**`,
    ...detailLines(parts).map(escapeDiscord),
  ]
  const links = [
    { label: notification.actions.length > 0 && !hasButtons ? 'Open to act' : 'Open', url: parts.url },
    { label: parts.suggestion?.title ?? '', url: parts.suggestion?.url },
  ]
  const buttons = [
    ...(hasButtons ? notification.actions.flatMap(pressButton) : []),
    ...links.flatMap(({ label, url }) =>
      url === undefined || url.length > LONGEST_URL ? [] : [button(label, STYLE.link, { url })],
    ),
  ].slice(0, MOST_BUTTONS)
  return {
    content: cutEscaped(lines),
    allowed_mentions: { parse: [] },
    flags: SUPPRESS_EMBEDS,
    components: buttons.length === 0 ? [] : [{ type: ROW, components: buttons }],
  }
}

/** A cut may fall between a backslash and what it escapes; what it escaped is then gone with it. */
const cutEscaped = (lines: readonly string[]) =>
  cutLines(lines, LONGEST_CONTENT).replace(/(?<!\\)((?:\\\\)*)\\…$/, '$1…')

const button = (label: string, style: number, more: object) => ({
  ...{ type: BUTTON, style, label: cutMessage(label, LONGEST_LABEL) },
  ...more,
})

const pressButton = ({ act, label, token }: NotificationAction) =>
  PRESSED.length + token.length > LONGEST_CUSTOM_ID ? [] : [button(label, STYLE[act], { custom_id: PRESSED + token })]

/** Discord returns the message it already has for a nonce it has seen in the last minutes, instead of a second one. At most 25 characters. */
export const nonceOf = ({ deliveryId }: Notification): string =>
  createHash('sha256').update(deliveryId).digest('base64url').slice(0, 24)
