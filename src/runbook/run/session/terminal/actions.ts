/** Steps that need a terminal: editors, password prompts, `kubectl exec -it`. */
import { type StdioOptions, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Session } from '../actions.ts'
import { stepRefusal } from '../check-step.ts'
import { processTable, stopStep } from '../processes/actions.ts'
import type { SessionRefusal, Sink, StepEnd, StepRequest } from '../session.ts'
import { restoreProgram } from '../snapshot.ts'
import { recordedBytes } from './recorded-bytes.ts'

export interface TerminalRequest {
  /** Whether a person sits at the streams the step would get; unattended, nothing is started. */
  attended: boolean
  /** Gets what the terminal showed, after the step has ended. */
  sink: Sink
  /** The operator's terminal by default. */
  stdio?: StdioOptions
}

export type TerminalOutcome = { end: StepEnd; startedAtMs: number; durationMs: number }

/** Constant: where the texts lie is told in a variable. The state comes first, and its complaints are not the step's. */
const PROGRAM = `exec bash --noprofile --norc -c '. "$OPSBOOK_TERMINAL/state" 2>/dev/null;[[ -z $OPSBOOK_START ]]||cd -- "$OPSBOOK_START"||exit;unset OPSBOOK_START;. "$OPSBOOK_TERMINAL/text"' bash`

const GONE = "{ printf 'opsbook: the folder of the session is gone\\n';exit 1; }"

/**
 * Runs a step in a terminal of its own, which `script` of util-linux makes and records, in the folder and with the
 * variables and functions of the session. What it changes in its shell ends with it.
 */
export async function runInTerminal(
  session: Session,
  step: StepRequest,
  request: TerminalRequest,
): Promise<TerminalOutcome> {
  const refusal = stepRefusal(step) ?? unfit(session, step, request)
  if (refusal)
    return { end: { kind: 'refused', refusal }, startedAtMs: performance.timeOrigin + performance.now(), durationMs: 0 }
  const here = await session.run({ id: step.id, language: 'bash', text: ':', snapshot: 'always' }, () => undefined)
  if (!here.snapshot) return { end: here.end, startedAtMs: here.startedAtMs, durationMs: 0 }
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-terminal-'))
  try {
    // Traps of the session would run here a second time, and what the step brings must not be set back.
    const variables = here.snapshot.variables.filter(
      ({ name }) => !Object.hasOwn({ ...step.env, ...step.secretEnv }, name),
    )
    const state = restoreProgram({ ...here.snapshot, variables, traps: '', flags: '' }, GONE)
    await writeFile(join(folder, 'state'), state, { mode: 0o600 })
    await writeFile(join(folder, 'text'), step.text, { mode: 0o600 })
    const began = performance.now()
    const end = await inScript(session, step, { folder, stdio: request.stdio ?? 'inherit' })
    const durationMs = performance.now() - began
    if (end.kind !== 'refused') await passOn(session, join(folder, 'record'), request.sink)
    return { end, startedAtMs: here.startedAtMs, durationMs }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A terminal for a step cannot be had here; or nobody would sit at it. */
function unfit(session: Session, step: StepRequest, { attended }: TerminalRequest): SessionRefusal | undefined {
  const no = (reason: string): SessionRefusal => ({ code: 'session/no-terminal', reason })
  if (!attended) return no('the step needs a person at a terminal, and nobody is there')
  if (session.options.transport.channels === 'framed') return no('a terminal is only made on this machine')
  for (const [name, value] of Object.entries({ ...step.env, ...step.secretEnv })) {
    if (!Buffer.from(asText(value), 'utf8').equals(asBytes(value))) {
      return { code: 'session/bad-variable', name, reason: 'a terminal takes no bytes that are not UTF-8' }
    }
  }
  return step.language === 'bash' ? undefined : no(`a terminal is only made for bash, not for ${step.language}`)
}

interface Place {
  folder: string
  stdio: StdioOptions
}

async function inScript(session: Session, step: StepRequest, { folder, stdio }: Place): Promise<StepEnd> {
  const { environment, graceMs = 2000 } = session.options
  const mark = basename(folder).replace(/[^A-Za-z0-9]/g, '')
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', PROGRAM, join(folder, 'record')], {
    env: {
      ...environment,
      ...texts({ ...step.env, ...step.secretEnv }),
      ...{
        OPSBOOK_SESSION_ID: session.id,
        OPSBOOK_STEP_MARK: mark,
        OPSBOOK_STEP_ID: step.id,
        OPSBOOK_TERMINAL: folder,
        OPSBOOK_START: step.cwd ?? '',
      },
      // The constant command is for a shell that understands it.
      SHELL: '/bin/sh',
    },
    stdio,
  })
  const began = performance.now()
  let stopping: Promise<StepEnd> | undefined
  const stop = (kind: 'timed-out' | 'cancelled') => {
    stopping ??= stopStep({
      table: processTable(session.options.transport, environment),
      traces: { session: session.id, step: mark, shell: child.pid ?? 0 },
      ...{ outputs: [], ageMs: performance.now() - began, graceMs },
    }).then((stopped) => ({ kind, ...stopped }))
  }
  const cancel = () => stop('cancelled')
  const timer = step.timeoutMs === undefined ? undefined : setTimeout(() => stop('timed-out'), step.timeoutMs)
  step.signal?.addEventListener('abort', cancel, { once: true })
  const end = await new Promise<StepEnd>((resolve) => {
    child.on('error', ({ message }) =>
      resolve(refused(`the program script, which makes the terminal, is missing: ${message}`)),
    )
    child.on('exit', (status, signal) =>
      resolve(signal === null ? { kind: 'finished', status: status ?? 0 } : { kind: 'shell-ended', signal }),
    )
  })
  clearTimeout(timer)
  step.signal?.removeEventListener('abort', cancel)
  return (await stopping) ?? end
}

const refused = (reason: string): StepEnd => ({ kind: 'refused', refusal: { code: 'session/no-terminal', reason } })

const texts = (variables: Readonly<Record<string, string | Uint8Array>>) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, asText(value)]))

const asText = (value: string | Uint8Array) => (typeof value === 'string' ? value : Buffer.from(value).toString('utf8'))

const asBytes = (value: string | Uint8Array) =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value)

async function passOn(session: Session, record: string, sink: Sink): Promise<void> {
  const bare = recordedBytes()
  const filter = session.options.filter?.()
  const give = async (bytes: Uint8Array) => {
    const clean = filter ? filter.push(bytes) : bytes
    if (clean.length > 0)
      await sink({ stream: 'stdout', atMs: performance.timeOrigin + performance.now(), bytes: clean })
  }
  for await (const bytes of createReadStream(record) as AsyncIterable<Buffer>) await give(bare.push(bytes))
  await give(bare.end())
  const rest = filter?.end() ?? new Uint8Array(0)
  if (rest.length > 0) await sink({ stream: 'stdout', atMs: performance.timeOrigin + performance.now(), bytes: rest })
}
