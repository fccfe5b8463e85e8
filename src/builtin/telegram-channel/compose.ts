import type { Notification } from '../../component/channel.ts'
import { cutMessage, utf8Bytes } from '../../component/cut-message.ts'
import { escapeMarkup } from '../../component/escape-markup.ts'
import { detailLines, type MessageParts, messageParts, replyPurpose } from '../../component/message-parts.ts'

/** Longest text of `sendMessage`, counted after its entities are read; a button's data takes 64 bytes. */
export const LONGEST_TEXT = 4_096
const [MOST_DATA_BYTES, LONGEST_LABEL] = [64, 60]

/** Before the token in a button's `callback_data`. */
export const PRESSED = 'o:'

/** A message in Telegram's HTML (core.telegram.org/bots/api#html-style): of everything foreign the signs are escaped, tags are ours alone. */
export function telegramMessage(notification: Notification) {
  const parts = messageParts(notification)
  const keyboard = rows(notification, parts)
  return {
    ...{ text: htmlText(notification, parts), parse_mode: 'HTML', link_preview_options: { is_disabled: true } },
    disable_notification: notification.kind === 'update',
    ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
  }
}

/** Foreign text is cut before it is escaped, so that no entity is cut in two. */
function htmlText(notification: Notification, parts: MessageParts): string {
  const { replyCode, actions } = notification
  const hasCode = replyCode !== undefined && actions.length > 0
  const code = hasCode ? `Or answer with ${replyCode.slice(0, 12)} to ${replyPurpose(notification)}.` : ''
  const head = [`<b>${escapeMarkup(parts.headline)}</b>`, `<b>${escapeMarkup(parts.title)}</b>`]
  let room = LONGEST_TEXT - parts.headline.length - parts.title.length - code.length - 4
  const lines: string[] = []
  for (const line of detailLines(parts)) {
    const fits = cutMessage(line, room)
    if (fits !== '') lines.push(escapeMarkup(fits))
    room -= fits.length + 1
    if (fits !== line) break
  }
  return [...head, ...lines, ...(code === '' ? [] : [escapeMarkup(code)])].join('\n')
}

/** One row a button: labels stay readable on a phone. */
function rows({ actions }: Notification, { url, suggestion }: MessageParts) {
  const label = (text: string) => cutMessage(text, LONGEST_LABEL)
  const acts = actions.flatMap(({ label: text, token }) => {
    const data = PRESSED + token
    return utf8Bytes(data) > MOST_DATA_BYTES ? [] : [[{ text: label(text), callback_data: data }]]
  })
  const links = [
    ...(url === undefined ? [] : [[{ text: 'Open', url }]]),
    ...(suggestion?.url === undefined ? [] : [[{ text: label(suggestion.title), url: suggestion.url }]]),
  ]
  return [...acts, ...links]
}
