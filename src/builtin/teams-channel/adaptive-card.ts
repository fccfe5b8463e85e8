import type { Notification } from '../../component/channel.ts'
import { cutMessage, utf8Bytes } from '../../component/cut-message.ts'
import { type MessageParts, messageParts, suggestionText } from '../../component/message-parts.ts'

/** Teams takes 28 KB; what it wraps around a card needs some of them. */
const MOST_BYTES = 24_000

/**
 * A card (adaptivecards.io, version 1.4) of RichTextBlocks: their runs are plain text, while a TextBlock would read Markdown. A mention needs an entity
 * beside the text, and there is none. When it is too large the last lines go, never the links.
 */
export function teamsMessage(notification: Notification) {
  const parts = messageParts(notification)
  for (let lines = parts.lines.length; ; lines--) {
    const message = wrapped(card(notification, { ...parts, lines: parts.lines.slice(0, lines) }))
    if (lines === 0 || utf8Bytes(JSON.stringify(message)) <= MOST_BYTES) return message
  }
}

const wrapped = (content: object) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
})

function card(notification: Notification, parts: MessageParts) {
  const { headline, title, since, lines, suggestion, code } = parts
  const color = notification.isUrgent && notification.kind !== 'update' ? 'Attention' : 'Accent'
  return {
    ...{ $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4' },
    fallbackText: cutMessage(`${headline}: ${title}`, 200),
    msteams: { width: 'Full' },
    body: [
      block({ text: headline, weight: 'Bolder', color }),
      block({ text: title, weight: 'Bolder', size: 'Large' }, 'None'),
      ...(since === undefined ? [] : [block({ text: since, isSubtle: true }, 'None')]),
      ...(code === undefined ? [] : [block({ text: code, size: 'ExtraLarge', weight: 'Bolder' })]),
      ...lines.map((text) => block({ text })),
      ...(suggestion === undefined ? [] : [block({ text: suggestionText(suggestion), isSubtle: true })]),
    ],
    actions: links(notification, parts),
  }
}

const block = (run: Readonly<Record<string, string | boolean>>, spacing = 'Default') => ({
  ...{ type: 'RichTextBlock', spacing },
  inlines: [{ type: 'TextRun', ...run }],
})

/** A workflow takes no buttons that come back to us: one link to the page where people act, one to what the book says. */
function links({ actions }: Notification, { url, suggestion }: MessageParts) {
  const title = actions.length > 0 ? 'Open to act' : 'Open'
  return [
    ...(url === undefined ? [] : [{ type: 'Action.OpenUrl', title, url, style: 'positive' }]),
    ...(suggestion?.url === undefined
      ? []
      : [{ type: 'Action.OpenUrl', title: cutMessage(suggestion.title, 60), url: suggestion.url }]),
  ]
}
