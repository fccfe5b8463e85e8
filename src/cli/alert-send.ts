/** `opsbook alert send`: an alert for a server, kept in a spool until the server has it. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readDuration } from '../kit/duration.ts'
import { type AlertFlags, alertOfFlags } from './alert-spool/alert-of-flags.ts'
import { type Flushed, flushSpool } from './alert-spool/flush.ts'
import { postAlert } from './alert-spool/post-alert.ts'
import { type Destination, LARGEST_BYTES, MOST_ALERTS, spoolFolder } from './alert-spool/spooled-alert.ts'
import { type Spooling, spoolAlert, wasLaidAside } from './alert-spool/store.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

interface Flags extends AlertFlags {
  server?: string
  keyFile?: string
  timeout: string
  flush?: boolean
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export const send: CommandDefinition = {
  text: {
    name: 'send',
    summary:
      'Sends an alert to the server. It is written to a spool on this machine first and taken out when the server has it, so that it is not lost while the server is down: then the exit code is 9, and the next call, or --flush, sends what waits, oldest first.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook alert send "disk full on a" --key disk-a --severity critical --label host=a', 'raises an alert'],
      ['opsbook alert send --resolve --key disk-a', 'says that it is over'],
      ['opsbook alert send --flush', 'sends what waits; for cron'],
    ],
  },
  shape: (command) =>
    command
      .argument('[summary]', 'what is wrong, in one line')
      .option('--severity <word>', 'critical, error, warning or info (error where nothing is said)')
      .option('--key <text>', 'the same key is the same alert; else the same summary and labels are')
      .option('--label <name=value>', 'what it is about (repeatable)', collect, [])
      .option('--annotation <name=value>', 'more about it, for people (repeatable)', collect, [])
      .option('--link <url>', 'where to look')
      .option('--note <text>', 'a remark for its log')
      .option('--resolve', 'it is over')
      .option('--acknowledge', 'somebody is on it')
      .option('--flush', 'send nothing new, only what waits')
      .option('--server <url>', 'address of the server (OPSBOOK_SERVER)')
      .option('--key-file <file>', 'file with the key of the integration, - for stdin (OPSBOOK_INTAKE_KEY_FILE)')
      .option('--timeout <duration>', 'how long to try before it waits in the spool', '10s'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, now } = call
  const timeoutMs = milliseconds(flags.timeout)
  const { server, key, keyFrom } = await destinationOf(call)
  const destination: Destination = { server, keyFrom }
  if (flags.flush && (args.length > 0 || flags.resolve || flags.acknowledge))
    throw usageFailure('contradiction', '--flush sends nothing new', 'Leave out the alert, or --flush')
  const alert = flags.flush ? undefined : alertOfFlags(args[0], flags, now)
  const folder = spoolFolder(call.env)
  if (folder === undefined)
    throw usageFailure('no-home', 'there is no place for alerts that wait', 'Set OPSBOOK_SPOOL to a folder')
  const post = (each: unknown, deliveryId: string) => postAlert({ server, key, alert: each, deliveryId, timeoutMs })
  const flush = (own?: string) =>
    flushSpool({
      ...{ folder, destination, timeoutMs, deliver: (each, name) => post(each.alert, name) },
      ...(own === undefined ? {} : { own }),
    })
  const waiting = { version: 1, to: destination, alert: alert ?? {} } as const
  const own = alert === undefined ? undefined : await spooled(call, () => spoolAlert(folder, waiting, now), flush)
  if (own === 'not-spooled') return told(call, await withoutSpool(() => post(alert, `${now.getTime()}`)), {})
  const flushed = await flush(own)
  const asideByOther = own !== undefined && !isIn(flushed.refused, own) && (await wasLaidAside(folder, own))
  return told(call, flushed, { folder, ...(own === undefined ? {} : { own }), asideByOther })
}

const isIn = (list: readonly { name: string }[], name: string) => list.some((each) => each.name === name)

/** The name in the spool, or that there can be none; an alert must not fail because a disk is full. */
async function spooled(
  { terminal: { say, errorStyle } }: Call<Flags>,
  spool: () => Promise<Spooling>,
  makeRoom: () => Promise<unknown>,
): Promise<string | 'not-spooled'> {
  const withoutIt = (why: string) => say(`${errorStyle.signs.warning} ${why}: this alert is sent without it\n`)
  try {
    let spooling = await spool()
    if (!spooling.ok && spooling.why === 'full') {
      await makeRoom()
      spooling = await spool()
    }
    if (spooling.ok) return spooling.name
    if (spooling.why === 'too-large')
      throw usageFailure('too-large', `an alert has at most ${LARGEST_BYTES / 1024} KiB`, 'Put long text behind --link')
    withoutIt(`the spool is full (${MOST_ALERTS} alerts wait)`)
  } catch (error) {
    if (error instanceof Failure) throw error
    const { code, message } = error as NodeJS.ErrnoException
    withoutIt(`the spool cannot be written (${errorStyle.show(code ?? message)})`)
  }
  return 'not-spooled'
}

async function withoutSpool(post: () => ReturnType<typeof postAlert>): Promise<Flushed> {
  const made = await post()
  if (made.kind === 'delivered') return { delivered: [{ name: '' }], refused: [], waiting: 0 }
  if (made.kind === 'refused') return { delivered: [], refused: [{ name: '', message: made.message }], waiting: 0 }
  return { delivered: [], refused: [], stopped: made, waiting: 0 }
}

interface Sent {
  folder?: string
  own?: string
  asideByOther?: boolean
}

/** Says what became of everything, and the exit code that follows. */
function told(call: Call<Flags>, flushed: Flushed, { folder, own = '', asideByOther = false }: Sent): ExitCode {
  const { flags } = call
  const { say, print, style, errorStyle } = call.terminal
  const { delivered, refused, stopped, waiting } = flushed
  if (flags.format === 'json')
    print(
      call.terminal.json({
        ...{ schema: 'opsbook.alert-send/v1', delivered: delivered.length, waiting },
        refused: refused.map(({ message }) => message),
        stopped: stopped?.kind ?? null,
      }),
    )
  for (const { name, message } of refused)
    say(
      `${errorStyle.signs.error} ${name === own && !flags.flush ? 'refused' : 'refused, and laid aside in the spool'}: ${errorStyle.show(message)}\n`,
    )
  // What another process put behind it meanwhile is no concern of this call.
  if (stopped && !isIn(delivered, own)) return notDelivered(call, flushed, folder)
  if (isIn(refused, own) || asideByOther) {
    if (asideByOther) say(`${errorStyle.signs.error} refused by the server, and laid aside in the spool\n`)
    return EXIT.failed
  }
  const others = delivered.filter(({ name }) => name !== own).length
  const outcome = delivered.find(({ name }) => name === own)?.outcome
  if (!flags.quiet && flags.format !== 'json') {
    const line = flags.flush
      ? `${delivered.length} delivered, ${waiting} waiting`
      : `delivered${outcome === undefined ? '' : ` (${style.show(outcome)})`}${others > 0 ? `, and ${others} that waited` : ''}`
    print(`${style.paint('green', style.signs.ok)} ${line}\n`)
  }
  return refused.length > 0 ? EXIT.failed : EXIT.success
}

function notDelivered(
  { flags, terminal: { say, errorStyle } }: Call<Flags>,
  { stopped, waiting }: Flushed,
  folder?: string,
): ExitCode {
  const { paint, signs, show } = errorStyle
  const notAllowed = stopped?.kind === 'not-allowed'
  const why =
    stopped?.kind === 'unreachable'
      ? `the server cannot be reached: ${stopped.why}`
      : 'the key of the integration is not valid'
  const kept =
    folder === undefined
      ? 'the alert was NOT delivered and could not be spooled'
      : `${flags.flush ? '' : 'spooled: '}${waiting === 1 ? '1 alert waits' : `${waiting} alerts wait`} in ${show(folder)}`
  const next = notAllowed ? 'Give the right key, then: opsbook alert send --flush' : 'opsbook alert send --flush'
  say(`${paint('yellow', signs.warning)} ${kept}; ${show(why)}\n  ${paint('dim', 'next')}  ${next}\n`)
  return notAllowed ? EXIT.notAllowed : EXIT.unreachable
}

async function destinationOf({
  flags,
  env,
  cwd,
}: Call<Flags>): Promise<{ server: string; key: string; keyFrom: string }> {
  const server = flags.server ?? env.OPSBOOK_SERVER
  if (server === undefined || server === '')
    throw usageFailure('no-server', 'no server is named', 'Give --server or set OPSBOOK_SERVER')
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw usageFailure('invalid-value', `--server takes an http or https address, not "${server}"`)
  const file = flags.keyFile ?? env.OPSBOOK_INTAKE_KEY_FILE
  if (file !== undefined && file !== '') {
    const path = file === '-' ? '/dev/stdin' : resolve(cwd, file)
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw usageFailure('no-key', `the key cannot be read from "${file}": ${error.code}`)
    })
    return { server, key: checked(text.trim()), keyFrom: file === '-' ? 'stdin' : `file:${path}` }
  }
  const key = env.OPSBOOK_INTAKE_KEY?.trim()
  if (key === undefined || key === '')
    throw usageFailure(
      'no-key',
      'there is no key',
      'Give --key-file, or set OPSBOOK_INTAKE_KEY_FILE or OPSBOOK_INTAKE_KEY',
    )
  return { server, key: checked(key), keyFrom: 'environment' }
}

/** Anything else cannot stand in a header. */
function checked(key: string): string {
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return key
  throw usageFailure('no-key', 'this is no key of an integration', 'A key is one word of printable ASCII')
}

function milliseconds(text: string): number {
  const seconds = readDuration(text)?.maxSeconds
  if (seconds === undefined || seconds <= 0 || seconds > 3600)
    throw usageFailure(
      'invalid-value',
      `--timeout takes a duration up to an hour, not "${text}"`,
      'Write it like 10s or 2m',
    )
  return seconds * 1000
}
