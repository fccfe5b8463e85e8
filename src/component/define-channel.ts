import type { output, ZodType } from 'zod'
import type { CallbackReading, CallbackRequest, Channel, ChannelCall, SendOutcome } from './channel.ts'
import { cutMessage } from './cut-message.ts'
import { isRecord, member } from './json-value.ts'
import { messageLine } from './message-line.ts'
import { passingFailure } from './send-failure.ts'

/** A channel whose settings have the type of their schema. */
export interface ChannelDefinition<Schema extends ZodType>
  extends Omit<Channel, 'settingsSchema' | 'send' | 'callback'> {
  readonly settingsSchema: Schema
  readonly send: (call: ChannelCall, settings: output<Schema>) => Promise<SendOutcome>
  readonly callback?: (request: CallbackRequest, settings: output<Schema>) => CallbackReading
}

const LONGEST_WHY = 200

/**
 * What holds for every channel: an attempt ends with its signal, what is thrown is a failure that passes, and a reason is one bounded line without any
 * secret of the settings, however the provider or the network came to repeat one.
 */
export function defineChannel<Schema extends ZodType>(definition: ChannelDefinition<Schema>): Channel {
  const { send, callback, secretSettings, ...rest } = definition
  return {
    ...{ ...rest, secretSettings },
    send: async (call) => {
      const given = secretSettings.map((path) => settingAt(call.settings, path))
      const secrets = [...given, ...secretsOfMessage(call)].flatMap(secretForms)
      const outcome = await attempt(call, () => send(call, call.settings as output<Schema>))
      return outcome.state === 'failed' ? { ...outcome, why: reason(outcome.why, secrets) } : outcome
    },
    ...(callback && { callback: (request, settings) => callback(request, settings as output<Schema>) }),
  }
}

async function attempt({ signal }: ChannelCall, send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  let stop = () => {}
  const tooLong = new Promise<SendOutcome>((ended) => {
    stop = () => ended(passingFailure('it took too long'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([tooLong, ...(signal.aborted ? [] : [send()])])
  } catch (error) {
    return passingFailure(`it cannot be reached: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function settingAt(settings: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((inner, name) => member(inner, name), isRecord(settings) ? settings : {})
  return typeof found === 'string' ? found : ''
}

/** A receiver that repeats what it got would put these into a list that others read. */
const secretsOfMessage = ({ notification: { actions, url, replyCode, verifyCode } }: ChannelCall) =>
  [url, replyCode, verifyCode, ...actions.flatMap(({ token, url: to }) => [token, to])].filter(
    (text) => text !== undefined,
  )

/** How a secret can come back: as it is, in an address, as the part of an address, as basic authentication. */
function secretForms(secret: string): readonly string[] {
  const forms = [secret, encodeURIComponent(Buffer.from(secret).toString()), Buffer.from(secret).toString('base64')]
  if (URL.canParse(secret)) forms.push(...new URL(secret).pathname.split('/').filter((part) => part.length >= 8))
  return forms.filter((form) => form.length >= 4)
}

function reason(why: string, secrets: readonly string[]): string {
  let text = why.slice(0, 4_000)
  for (const secret of secrets) text = text.replaceAll(secret, '•••')
  // Basic authentication puts a name before the secret, so its letters are others than the secret's alone.
  const hides = (code: string) => secrets.some((secret) => Buffer.from(code, 'base64').toString().includes(secret))
  text = text.replace(/[\w+/-]{8,}={0,2}/g, (code) => (hides(code) ? '•••' : code))
  // Of an address the host is enough.
  text = text.replace(/\bhttps?:\/\/(?:[^\s/?#@]*@)?([^\s/?#]*)\S*/gi, '$1')
  return cutMessage(messageLine(text), LONGEST_WHY)
}
