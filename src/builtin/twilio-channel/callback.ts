import { nothingToDo, readCallback, refusedCallback, toldResult } from '../../component/callback-reading.ts'
import type { CallbackAnswer, CallbackReading, CallbackReport, CallbackRequest } from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { gsmText, septets } from './gsm-text.ts'
import { checkPhoneNumber } from './phone-number.ts'
import { signedForm } from './signed-form.ts'
import { ONE_MESSAGE } from './sms-text.ts'
import { answerTwiml, messageTwiml } from './twiml.ts'

type ReceiptState = Extract<CallbackReport, { kind: 'receipt' }>['state']

/** `MessageStatus` and `CallStatus`; a call that was answered and ended has been heard by somebody or something. */
const STATES: Readonly<Record<string, ReceiptState>> = {
  ...{ accepted: 'accepted', scheduled: 'accepted', queued: 'accepted', sending: 'accepted', sent: 'accepted' },
  ...{ initiated: 'accepted', ringing: 'accepted', 'in-progress': 'accepted', answered: 'accepted' },
  ...{ delivered: 'delivered', read: 'delivered', completed: 'delivered' },
  ...{ undelivered: 'failed', failed: 'failed', busy: 'failed', 'no-answer': 'failed', canceled: 'failed' },
}

const xml = (text: string): CallbackAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  text,
})

/** What became of a message, or an answer to one. */
export function readSmsCallback(request: CallbackRequest, authToken: string): CallbackReading {
  const form = signedForm(request, authToken)
  if (form === undefined) return refusedCallback('this is not signed with the token of the account', 403)
  const report = receipt(form, 'MessageSid', 'MessageStatus')
  if (report !== undefined) return readCallback([report], () => xml(messageTwiml('')))
  const address = numberOf(form, 'From')
  if (address === undefined) return nothingToDo(xml(messageTwiml('')))
  const code = /(?<!\d)\d{3,10}(?!\d)/.exec((form.get('Body') ?? '').slice(0, 1_600))?.[0]
  // A machine that answers every message would be answered for ever.
  if (code === undefined) return nothingToDo(xml(messageTwiml('')))
  return readCallback([{ kind: 'replied', address, code }], (results) =>
    xml(messageTwiml(cutMessage(gsmText(toldResult(results).text), ONE_MESSAGE, septets, '...'))),
  )
}

/** What became of a call, or keys that were pressed in it. */
export function readVoiceCallback(request: CallbackRequest, authToken: string, language: string): CallbackReading {
  const form = signedForm(request, authToken)
  if (form === undefined) return refusedCallback('this is not signed with the token of the account', 403)
  const [digits, address] = [form.get('Digits'), numberOf(form, 'To')]
  if (digits !== null && /^\d{1,10}$/.test(digits) && address !== undefined)
    return readCallback([{ kind: 'replied', address, code: digits }], (results) =>
      xml(answerTwiml({ ...toldResult(results), digits: digits.length }, { language, callbackUrl: request.url })),
    )
  const report = receipt(form, 'CallSid', 'CallStatus')
  return report === undefined ? nothingToDo({ status: 204 }) : readCallback([report], () => ({ status: 204 }))
}

function receipt(form: URLSearchParams, sid: string, status: string): CallbackReport | undefined {
  const [providerRef, word] = [form.get(sid), form.get(status) ?? '']
  const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined
  if (providerRef === null || !/^[\w-]{1,64}$/.test(providerRef) || state === undefined) return undefined
  const error = /^\d{1,6}$/.exec(form.get('ErrorCode') ?? '')?.[0]
  return {
    kind: 'receipt',
    providerRef,
    state,
    ...(state === 'failed' && { why: error === undefined ? word : `${word}, error ${error}` }),
  }
}

function numberOf(form: URLSearchParams, name: string): string | undefined {
  const checked = checkPhoneNumber(form.get(name) ?? '')
  return checked.ok ? checked.address : undefined
}
