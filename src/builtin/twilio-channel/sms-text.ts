import type { Notification } from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { messageParts } from '../../component/message-parts.ts'
import { gsmText, septets } from './gsm-text.ts'

/** One message holds 160 septets; each of several holds 153, the rest says how they belong together (3GPP TS 23.040). */
export const [ONE_MESSAGE, TWO_MESSAGES] = [160, 306]

/**
 * What is read on a lock screen: how bad, which, what, and the code to answer with, in one message. The title gives way; the code never does. The link
 * goes whole or not at all, and into a second message only where the settings want it or no code would do.
 */
export function smsText(notification: Notification, withLink: boolean): string {
  const { headline, title, url, code, since } = messageParts(notification)
  const purpose = notification.kind === 'test' ? 'confirm' : 'ack'
  const reply = notification.replyCode === undefined ? '' : `Reply ${notification.replyCode} to ${purpose}.`
  const end = gsmText(code === undefined ? reply : `Code: ${code}`)
  const tail = end === '' ? '' : `. ${end}`
  const head = gsmText(cutMessage(headline, 60))
  const told = cutMessage(
    gsmText([title, since].filter(Boolean).join(', ')),
    ONE_MESSAGE - septets(`${head}: ${tail}`),
    septets,
    '...',
  )
  const core = `${head}: ${told}${tail}`
  const link = url === undefined || !(withLink || end === '') ? '' : ` ${url}`
  return septets(core + link) <= TWO_MESSAGES && isPlain(link) ? core + link : core
}

/** An address with other letters would change the alphabet of the whole message. */
const isPlain = (link: string) => gsmText(link) === link
