import type { Notification } from '../../component/channel.ts'
import { cutLines, cutMessage } from '../../component/cut-message.ts'
import { detailLines, type MessageParts, messageParts } from '../../component/message-parts.ts'

/** Longest text of a section block, by the reference of Block Kit; a header takes 150, a button 75, a value 2000, an address 3000. */
export const LONGEST_SECTION = 3_000
const [LONGEST_HEADER, LONGEST_BUTTON, LONGEST_VALUE, LONGEST_URL] = [150, 75, 2_000, 3_000]

/**
 * A message in Block Kit (api.slack.com/reference/block-kit). All foreign text is `plain_text`, in which Slack reads neither mrkdwn nor mentions; the one
 * text that is mrkdwn, for lock screens, has its three characters escaped and nothing in it is parsed for names.
 */
export function slackMessage(notification: Notification, hasButtons: boolean) {
  const parts = messageParts(notification)
  const { headline, title } = parts
  const details = cutLines(detailLines(parts), LONGEST_SECTION)
  const pressed = elements(notification, parts, hasButtons)
  return {
    text: escapeMrkdwn(cutMessage(`${headline}: ${title}`, 250)),
    blocks: [
      { type: 'context', elements: [plain(headline, 200)] },
      { type: 'header', text: plain(title, LONGEST_HEADER) },
      ...(title.length > LONGEST_HEADER ? [{ type: 'section', text: plain(title, LONGEST_SECTION) }] : []),
      ...(details === '' ? [] : [{ type: 'section', text: plain(details, LONGEST_SECTION) }]),
      ...(pressed.length === 0 ? [] : [{ type: 'actions', elements: pressed }]),
    ],
    ...{ parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false },
    metadata: { event_type: 'opsbook_notification', event_payload: { delivery: notification.deliveryId } },
  }
}

const plain = (text: string, longest: number) => ({ type: 'plain_text', text: cutMessage(text, longest), emoji: false })

/** The three characters Slack wants escaped in mrkdwn ("Formatting text for app surfaces"). */
const escapeMrkdwn = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const STYLES: Readonly<Record<string, string>> = { acknowledge: 'primary', confirm: 'primary', escalate: 'danger' }

function elements({ actions }: Notification, { url, suggestion }: MessageParts, hasButtons: boolean) {
  const acts = actions.flatMap(({ act, label, token }) => {
    if (!hasButtons || token.length > LONGEST_VALUE) return []
    const style = STYLES[act]
    return [{ ...button(`opsbook_${act}`, label), value: token, ...(style && { style }) }]
  })
  const open = actions.length > 0 && !hasButtons ? 'Open to act' : 'Open'
  return [
    ...acts,
    ...link('opsbook_open', open, url),
    ...link('opsbook_suggestion', suggestion?.title, suggestion?.url),
  ]
}

const button = (id: string, label: string) => ({ type: 'button', action_id: id, text: plain(label, LONGEST_BUTTON) })

const link = (id: string, label: string | undefined, url: string | undefined) =>
  url === undefined || label === undefined || url.length > LONGEST_URL ? [] : [{ ...button(id, label), url }]
