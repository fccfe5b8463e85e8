import type { ChannelCall, HttpAnswer, SendOutcome } from '../../component/channel.ts'
import { member, textMember } from '../../component/json-value.ts'
import {
  answerJson,
  failureOfAnswer,
  lastingFailure,
  passingFailure,
  readRetryAfter,
} from '../../component/send-failure.ts'
import { slackMessage } from './blocks.ts'

interface Bot {
  readonly url: string
  readonly botToken: string
  readonly hasButtons: boolean
}

const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])
const GONE = new Set(['account_inactive', 'user_not_found', 'user_disabled', 'channel_not_found', 'is_archived'])

/** `chat.postMessage` (api.slack.com/methods/chat.postMessage). It answers 200 to nearly everything and says in `ok` what became of it. */
export async function postAsBot(
  call: ChannelCall,
  room: string,
  { url, botToken, hasButtons }: Bot,
): Promise<SendOutcome> {
  const { notification, threadRef, http, version, now } = call
  const thread = /^[A-Z0-9]+\/(\d{1,16}\.\d{1,9})$/.exec(threadRef ?? '')?.[1]
  const answer = await http({
    ...{ method: 'POST', url: `${url}/chat.postMessage` },
    headers: {
      ...{ authorization: `Bearer ${botToken}`, 'content-type': 'application/json; charset=utf-8' },
      'user-agent': `opsbook/${version}`,
    },
    body: JSON.stringify({
      ...{ channel: room, ...slackMessage(notification, hasButtons) },
      // A page that hangs in a thread nobody looks at would ring for nobody.
      ...(thread !== undefined && { thread_ts: thread, reply_broadcast: notification.kind !== 'update' }),
    }),
  })
  return outcomeOf(answer, now)
}

function outcomeOf(answer: HttpAnswer, now: Date): SendOutcome {
  const said = answerJson(answer)
  const error = textMember(said, 'error') ?? ''
  if (answer.status !== 200) return failureOfAnswer(answer, now, error)
  const [room, ts] = [textMember(said, 'channel'), textMember(said, 'ts')]
  if (member(said, 'ok') === true && room !== undefined && ts !== undefined)
    return { state: 'accepted', providerRef: `${room}/${ts}` }
  const why = error === '' ? 'it answered 200 but posted nothing' : `Slack says "${error}"`
  if (PASSING.has(error)) return passingFailure(why, readRetryAfter(answer.headers['retry-after'], now))
  return lastingFailure(why, GONE.has(error) ? { addressIsGone: true } : {})
}

/** An incoming webhook (api.slack.com/messaging/webhooks): "ok" as text, and a word as text when it is not. */
export async function postToWebhook(call: ChannelCall, url: string, hasButtons: boolean): Promise<SendOutcome> {
  const { notification, http, version, now } = call
  const { metadata: _, ...message } = slackMessage(notification, hasButtons)
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': `opsbook/${version}` }
  const answer = await http({ method: 'POST', url, headers, body: JSON.stringify(message) })
  if (answer.status !== 200) return failureOfAnswer(answer, now, answer.text.slice(0, 100))
  return answer.text.trim() === 'ok' ? { state: 'accepted' } : lastingFailure('it answered 200 but not "ok"')
}
