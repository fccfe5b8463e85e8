import type { Notification } from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { escapeMarkup } from '../../component/escape-markup.ts'
import { messageParts, replyPurpose } from '../../component/message-parts.ts'

/** `Twiml` of a call takes 4,000 characters, of which markup and escapes are some. */
const LONGEST_SPOKEN = 400
export const LONGEST_CALL = 2 * LONGEST_SPOKEN

interface Spoken {
  readonly language: string
  /** Where pressed keys are posted; without it nothing can be pressed. */
  readonly callbackUrl?: string | undefined
}

/**
 * What is said when somebody picks up, twice, and which keys acknowledge (twilio.com/docs/voice/twiml/gather). The keys are the code of this page: an answering
 * machine cannot press them.
 */
export function callTwiml(notification: Notification, { language, callbackUrl }: Spoken): string {
  const { replyCode } = notification
  const message = spokenText(notification)
  const digits = replyCode !== undefined && /^\d{1,10}$/.test(replyCode) ? replyCode : undefined
  if (digits === undefined || callbackUrl === undefined)
    return twiml(say(message, language), PAUSE, say(message, language), say('Good bye.', language))
  const hint = `To ${replyPurpose(notification)}, press ${[...digits].join(', ')}.`
  const inner = [say(message, language), say(hint, language), PAUSE, say(message, language), say(hint, language)]
  return twiml(gather(callbackUrl, digits.length, inner.join('')), say('No key was pressed. Good bye.', language))
}

/** After keys were pressed: what was done, and another try when it was not. */
export function answerTwiml(
  result: { ok: boolean; text: string; digits: number },
  { language, callbackUrl }: Spoken,
): string {
  const said = say(cutMessage(result.text, LONGEST_SPOKEN), language)
  if (result.ok || callbackUrl === undefined) return twiml(said, say('Good bye.', language))
  return twiml(
    said,
    gather(callbackUrl, result.digits, say('Press the code again.', language)),
    say('Good bye.', language),
  )
}

/** The answer to a text message. */
export const messageTwiml = (text: string): string =>
  text === '' ? twiml() : twiml(`<Message>${escapeMarkup(text)}</Message>`)

const PAUSE = '<Pause length="1"/>'

const twiml = (...verbs: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`

const say = (text: string, language: string) => `<Say language="${escapeMarkup(language)}">${escapeMarkup(text)}</Say>`

const gather = (url: string, digits: number, inner: string) =>
  `<Gather input="dtmf" numDigits="${digits}" timeout="10" method="POST" action="${escapeMarkup(url)}">${inner}</Gather>`

/** Signs that no voice can say are left out; a number sign is said as a word. */
function spokenText(notification: Notification): string {
  const { headline, title, code } = messageParts(notification)
  const proof = code === undefined ? '' : ` The code is ${[...code].join(', ')}.`
  const head = headline.replaceAll('#', 'number ').replaceAll(' · ', ', ')
  const told = `This is Opsbook. ${head}. ${title}`.replace(/[<>{}[\]\\|^~`*_#@]+/g, ' ').replace(/ {2,}/g, ' ')
  return `${cutMessage(told, LONGEST_SPOKEN - proof.length - 1).replace(/[.…]*$/, '.')}${proof}`
}
