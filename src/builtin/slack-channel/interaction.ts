import { createHmac } from 'node:crypto'
import { refusedCallback } from '../../component/callback-reading.ts'
import type {
  CallbackReading,
  CallbackReport,
  CallbackRequest,
  CallbackResult,
  HttpRequest,
} from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { isRecord, listMember, member, textMember } from '../../component/json-value.ts'
import { isRecent, isSameSecret } from '../../component/same-secret.ts'

/**
 * A pressed button (api.slack.com/interactivity/handling), signed as "Verifying requests from Slack" says: `v0=` and HMAC-SHA256 over
 * `v0:time:body`, refused when it is five minutes old. The answer itself shows nothing; what the reader sees goes to the `response_url` afterwards.
 */
export function readInteraction(request: CallbackRequest, signingSecret: string | undefined): CallbackReading {
  if (!isFromSlack(request, signingSecret)) return refusedCallback('this is not signed by Slack')
  const payload = payloadOf(request)
  const challenge = textMember(payload, 'challenge')
  if (challenge !== undefined && textMember(payload, 'type') === 'url_verification')
    return { kind: 'read', reports: [{ kind: 'none' }], answer: () => ({ status: 200, json: { challenge } }) }
  const reports = pressed(payload)
  return {
    kind: 'read',
    reports: reports.length > 0 ? reports : [{ kind: 'none' }],
    answer: () => ({ status: 200 }),
    ...(reports.length > 0 && { afterwards: (results) => shownAfterwards(payload, results) }),
  }
}

function isFromSlack({ headers, body, receivedAt }: CallbackRequest, signingSecret: string | undefined): boolean {
  const time = headers['x-slack-request-timestamp']
  if (!signingSecret || !isRecent(time, receivedAt)) return false
  const expected = createHmac('sha256', signingSecret).update(`v0:${time}:`).update(body).digest('hex')
  return isSameSecret(headers['x-slack-signature'], `v0=${expected}`)
}

function payloadOf({ headers, body }: CallbackRequest): unknown {
  const text = Buffer.from(body).toString()
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  try {
    const parsed: unknown = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
    return isRecord(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** A link button is told to us as well; it has no value. */
function pressed(payload: unknown): readonly CallbackReport[] {
  if (textMember(payload, 'type') !== 'block_actions') return []
  const user = member(payload, 'user')
  const by = [textMember(user, 'username') ?? textMember(user, 'name'), textMember(user, 'id')]
    .filter(Boolean)
    .join(' ')
  return listMember(payload, 'actions')
    .slice(0, 5)
    .flatMap((action) => {
      const token = textMember(action, 'value')
      const isOurs = textMember(action, 'action_id')?.startsWith('opsbook_')
      return token === undefined || !isOurs
        ? []
        : [{ kind: 'pressed' as const, token, ...(by !== '' && { by: `slack: ${by}` }) }]
    })
}

/** What was done takes the place of the buttons; what was not is said to the one who pressed, and the buttons stay. */
function shownAfterwards(payload: unknown, results: readonly CallbackResult[]): readonly HttpRequest[] {
  const url = responseUrl(textMember(payload, 'response_url'))
  const result = results.find(({ ok }) => ok) ?? results[0]
  if (url === undefined || result === undefined) return []
  const text = cutMessage(result.text, 300)
  const said = { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] }
  const kept = listMember(member(payload, 'message'), 'blocks').filter(
    (block) => textMember(block, 'type') !== 'actions',
  )
  const body = result.ok
    ? { replace_original: true, text: 'Done', blocks: [...kept.slice(0, 20), said] }
    : { response_type: 'ephemeral', replace_original: false, text: 'Not done', blocks: [said] }
  return [
    { method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) },
  ]
}

/** The signature says that Slack wrote it; a second look costs nothing. */
function responseUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 1_000 || !URL.canParse(text)) return undefined
  const { protocol, host, href } = new URL(text)
  return protocol === 'https:' && (host === 'hooks.slack.com' || host === 'hooks.slack-gov.com') ? href : undefined
}
