/** Twilio: messages and calls by form, and callbacks signed as twilio.com/docs/usage/security says. */
import { createHmac } from 'node:crypto'
import type { CallbackRequest } from '../../src/component/channel.ts'
import { NOW } from './a-notification.ts'
import { withoutEntities } from './entities.ts'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/
/** What stands on the lock screen: a text in the alphabet of one message, in at most two of them. */
export function shownBySms(form: string): string {
  const body = new URLSearchParams(form).get('Body') ?? ''
  demand(GSM.test(body), `a phone gets this in another alphabet: ${body.slice(0, 80)}`)
  const septets = body.length + (body.match(/[\^{}\\[~\]|€]/g)?.length ?? 0)
  demand(septets > 0 && septets <= 306, `${septets} septets`)
  return `${septets} septets\n${body}`
}

/** What is heard; a document with anything but our verbs is a complaint. */
export function heardFrom(xml: string): string {
  const [, inner] = /^<\?xml version="1\.0" encoding="UTF-8"\?><Response>(.*)<\/Response>$/s.exec(xml) ?? []
  demand(inner !== undefined, 'this is no TwiML')
  const heard: string[] = []
  const rest = inner.replace(
    /<Say language="[\w-]+">([^<>]*)<\/Say>|<Message>([^<>]*)<\/Message>|<Pause length="1"\/>|<Gather input="dtmf" numDigits="(\d+)" timeout="10" method="POST" action="([^"<>]*)">|<\/Gather>/g,
    (verb, said?: string, message?: string, digits?: string, action?: string) => {
      const text = said ?? message
      if (text !== undefined) heard.push(withoutEntities(text))
      if (digits !== undefined) heard.push(`(waits for ${digits} keys for ${action})`)
      if (verb === '</Gather>') heard.push('(no longer waits)')
      return ''
    },
  )
  demand(rest === '', `this is no verb of ours: ${rest.slice(0, 80)}`)
  return heard.join('\n')
}

export const heardInCall = (form: string): string => {
  const twiml = new URLSearchParams(form).get('Twiml') ?? ''
  demand(twiml.length > 0 && twiml.length <= 4_000, `TwiML of ${twiml.length} characters`)
  return heardFrom(twiml)
}

export async function twilioStandIn(accountSid: string, authToken: string) {
  const made: URLSearchParams[] = []
  const answer = ({ method, path, headers, body }: Received) => {
    const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    if (headers.authorization !== basic)
      return { status: 401, json: { code: 20003, message: 'Authenticate', status: 401 } }
    demand(method === 'POST' && headers['content-type'] === 'application/x-www-form-urlencoded', 'a form is posted')
    const [, resource] = new RegExp(`^/2010-04-01/Accounts/${accountSid}/(Messages|Calls)\\.json$`).exec(path) ?? []
    demand(resource !== undefined, `there is no ${path}`)
    const form = new URLSearchParams(body.toString())
    if (form.get('To') === '+15005550001')
      return {
        status: 400,
        json: { code: 21211, message: `Invalid 'To' Phone Number: ${form.get('To')}`, status: 400 },
      }
    if (resource === 'Messages') shownBySms(body.toString())
    else heardInCall(body.toString())
    made.push(form)
    return {
      status: 201,
      json: {
        sid: `${resource === 'Messages' ? 'SM' : 'CA'}${String(made.length).padStart(32, '0')}`,
        status: 'queued',
      },
    }
  }
  return { ...(await httpStandIn(answer)), made }
}

/** A callback as Twilio makes it: the address, then every field by name, names sorted, without anything between. */
export function callbackFromTwilio(
  fields: Readonly<Record<string, string>>,
  authToken: string,
  url: string,
  signedUrl = url,
): CallbackRequest {
  const names = Object.keys(fields).sort()
  const text = names.reduce((signed, name) => signed + name + fields[name], signedUrl)
  return {
    ...{ method: 'POST', url, query: new URL(url).searchParams, receivedAt: NOW },
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': createHmac('sha1', authToken).update(Buffer.from(text, 'utf-8')).digest('base64'),
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  }
}
