import type { ChannelCall, HttpAnswer, SendOutcome } from '../../component/channel.ts'
import { member, textMember } from '../../component/json-value.ts'
import { answerJson, failureOfAnswer, lastingFailure } from '../../component/send-failure.ts'

interface Account {
  readonly accountSid: string
  readonly authToken: string
  readonly url: string
}

/** Not a number, not a mobile, has sent STOP, does not exist (twilio.com/docs/api/errors). */
const GONE = new Set([21211, 21214, 21217, 21610, 21614, 21635])

/** Makes a message or a call: a form by basic authentication, 201 with its `sid` when it is queued (twilio.com/docs/usage/api). */
export async function createAt(
  call: ChannelCall,
  { accountSid, authToken, url }: Account,
  { resource, form }: { resource: 'Messages' | 'Calls'; form: Readonly<Record<string, string>> },
): Promise<SendOutcome> {
  const answer = await call.http({
    ...{ method: 'POST', url: `${url}/2010-04-01/Accounts/${accountSid}/${resource}.json` },
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': `opsbook/${call.version}`,
    },
    body: new URLSearchParams(form).toString(),
  })
  return outcomeOf(answer, call.now)
}

function outcomeOf(answer: HttpAnswer, now: Date): SendOutcome {
  const said = answerJson(answer)
  const [sid, code] = [textMember(said, 'sid'), member(said, 'code')]
  if (answer.status === 201 || answer.status === 200) {
    const status = textMember(said, 'status')
    if (sid === undefined)
      return lastingFailure('it answered with success but made nothing: is this the address of the interface?')
    return status === 'failed' || status === 'undelivered' || status === 'canceled'
      ? lastingFailure(`it answered with success but the state is "${status}"`)
      : { state: 'accepted', providerRef: sid }
  }
  const words = [typeof code === 'number' ? `error ${code}` : '', textMember(said, 'message')]
    .filter(Boolean)
    .join(', ')
  const failure = failureOfAnswer(answer, now, words)
  return typeof code === 'number' && GONE.has(code) ? { ...failure, lasting: true, addressIsGone: true } : failure
}
