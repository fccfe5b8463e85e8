import type { ChannelCall, HttpAnswer, SendOutcome } from '../../component/channel.ts'
import { member, textMember } from '../../component/json-value.ts'
import { answerJson, failureOfAnswer, lastingFailure, passingFailure, waitMs } from '../../component/send-failure.ts'
import { discordMessage, nonceOf } from './compose.ts'

interface Bot {
  readonly url: string
  readonly botToken: string
  readonly hasButtons: boolean
}

const headersOf = ({ version }: ChannelCall, bot?: Bot) => ({
  // Discord refuses agents that do not name themselves in this form.
  ...{ 'content-type': 'application/json', 'user-agent': `DiscordBot (opsbook, ${version})` },
  ...(bot && { authorization: `Bot ${bot.botToken}` }),
})

/** Opens the direct messages with a person, or gives what became of it ("Create DM"); asking again gives the same room. */
export async function openDirectMessages(call: ChannelCall, bot: Bot): Promise<string | SendOutcome> {
  const body = JSON.stringify({ recipient_id: call.address })
  const answer = await call.http({
    method: 'POST',
    url: `${bot.url}/users/@me/channels`,
    headers: headersOf(call, bot),
    body,
  })
  const id = answer.status === 200 ? snowflake(answer) : undefined
  return id ?? failure(answer, call.now)
}

/** "Create Message" (discord.com/developers/docs/resources/message). */
export async function postAsBot(call: ChannelCall, room: string, bot: Bot): Promise<SendOutcome> {
  const { notification, threadRef } = call
  const answer = await call.http({
    ...{ method: 'POST', url: `${bot.url}/channels/${room}/messages`, headers: headersOf(call, bot) },
    body: JSON.stringify({
      ...discordMessage(notification, bot.hasButtons),
      ...{ nonce: nonceOf(notification), enforce_nonce: true },
      ...(threadRef !== undefined &&
        /^\d{17,20}$/.test(threadRef) && { message_reference: { message_id: threadRef, fail_if_not_exists: false } }),
    }),
  })
  return outcomeOf(answer, call.now)
}

/** "Execute Webhook": a webhook that no application owns shows link buttons only, and those when they are asked for. */
export async function postToWebhook(call: ChannelCall, webhookUrl: string): Promise<SendOutcome> {
  const url = new URL(webhookUrl)
  url.searchParams.set('wait', 'true')
  url.searchParams.set('with_components', 'true')
  const body = JSON.stringify(discordMessage(call.notification, false))
  return outcomeOf(await call.http({ method: 'POST', url: url.href, headers: headersOf(call), body }), call.now)
}

function outcomeOf(answer: HttpAnswer, now: Date): SendOutcome {
  const id = answer.status === 200 || answer.status === 201 ? snowflake(answer) : undefined
  return id === undefined ? failure(answer, now) : { state: 'accepted', providerRef: id }
}

const snowflake = (answer: HttpAnswer) => {
  const id = textMember(answerJson(answer), 'id')
  return id !== undefined && /^\d{1,20}$/.test(id) ? id : undefined
}

/** Unknown user; cannot send messages to this user. */
const GONE = new Set([10013, 50007])

/** Discord's errors have a number and a sentence; a limit has `retry_after` in seconds. */
function failure(answer: HttpAnswer, now: Date): SendOutcome {
  const said = answerJson(answer)
  const words = textMember(said, 'message')
  if (answer.status >= 200 && answer.status < 300)
    return lastingFailure('it answered with success but posted nothing: is this the address of Discord?')
  const found = failureOfAnswer(answer, now, words)
  if (answer.status === 429) return passingFailure(found.why, waitMs(member(said, 'retry_after')) ?? found.retryAfterMs)
  const code = member(said, 'code')
  return typeof code === 'number' && GONE.has(code) ? { ...found, lasting: true, addressIsGone: true } : found
}
