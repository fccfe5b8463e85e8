/** Starts a shell, finds out whether it answers, and brings it into the state of an earlier one. */
import { setTimeout as delay } from 'node:timers/promises'
import { type HandshakeOptions, handshakeRequest, readGreeting } from '../handshake.ts'
import type { Opening, SessionRefusal } from '../session.ts'
import { type Answer, type Receiver, type Shell, type ShellOptions, startShell } from '../shell/actions.ts'
import { FOLDER_GONE, restoreProgram, type Snapshot } from '../snapshot.ts'

export interface OpenShell {
  shell: Shell
  /** Process number at the target. */
  pid: number
  cwd: string
  /** The nine fields of a snapshot of the fresh shell. */
  fresh: readonly string[]
  trap: 'ours' | 'own' | 'none'
  restored: boolean
  /** What could not be restored, in the words of bash. */
  problems: readonly string[]
}

export interface OpeningOptions extends ShellOptions, HandshakeOptions {
  timeoutMs: number
  /** The state to take over. */
  snapshot: Snapshot | undefined
}

/** What a shell may print before it is of no use for a message any more. */
const KEPT = 4096

export async function openShell(options: OpeningOptions): Promise<Opening<OpenShell>> {
  const shell = await startShell(options)
  const greeting = collect()
  const answer = await within(options.timeoutMs, shell.exchange(handshakeRequest(options), greeting.receive))
  const opened = judge({ answer, options, output: greeting.text('stdout'), messages: greeting.text('stderr') })
  if (!opened.ok || !options.snapshot) {
    if (!opened.ok) shell.abandon()
    return opened.ok ? { ok: true, value: { shell, restored: false, problems: [], ...opened.value } } : opened
  }
  const restoring = collect()
  const restored = await within(options.timeoutMs, shell.exchange(restoreRequest(options.snapshot), restoring.receive))
  const messages = restoring
    .text('stderr')
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (restoring.text('stdout').includes(FOLDER_GONE)) {
    shell.abandon()
    return noAnswer(options, `the folder of the session is gone: ${messages.join('; ')}`)
  }
  if (!restored || !('record' in restored)) {
    shell.abandon()
    return noAnswer(options, `the shell ended while its state was restored: ${messages.join('; ')}`)
  }
  const { cwd, trap } = restored.record
  return { ok: true, value: { shell, ...opened.value, cwd, trap, restored: true, problems: messages } }
}

const restoreRequest = (snapshot: Snapshot) => ({
  id: 'session',
  mark: '0',
  number: 'unlimited',
  text: restoreProgram(snapshot),
  variables: [],
  forget: ['OPSBOOK_STEP_ID', 'OPSBOOK_STEP_MARK'],
  snapshot: false,
  armTrap: false,
})

interface Judgement {
  /** Nothing when the time was over. */
  answer: Answer | undefined
  options: OpeningOptions
  output: string
  messages: string
}

type Known = Pick<OpenShell, 'pid' | 'cwd' | 'fresh' | 'trap'>

function judge({ answer, options, output, messages }: Judgement): Opening<Known> {
  const greeting = readGreeting(output)
  const said = messages.trim() === '' ? '' : `: ${messages.trim()}`
  if (greeting.kind === 'old') return refused({ code: 'session/old-shell', version: greeting.version, needed: '4.4' })
  if (!answer) return noAnswer(options, `no answer within ${options.timeoutMs / 1000} s${said}`)
  if ('end' in answer) {
    const program = options.transport.argv[0]!
    if (answer.end.notStarted) return refused({ code: 'session/no-shell', program, reason: answer.end.reason })
    return noAnswer(options, answer.end.reason + said)
  }
  if (greeting.kind === 'nowhere') return noAnswer(options, `the session cannot begin in ${options.cwd}${said}`)
  if (greeting.kind === 'noise') return noAnswer(options, 'what answers there is no bash')
  const { cwd, trap, snapshot = [] } = answer.record
  return { ok: true, value: { pid: greeting.pid, cwd, trap, fresh: snapshot } }
}

const refused = (refusal: SessionRefusal): Opening<never> => ({ ok: false, refusal })
const noAnswer = ({ transport }: OpeningOptions, reason: string): Opening<never> =>
  refused({ code: 'session/no-answer', target: transport.target, reason })

function collect(): { receive: Receiver; text(stream: 'stdout' | 'stderr'): string } {
  const texts = { stdout: '', stderr: '' }
  return {
    receive(stream, bytes) {
      texts[stream] = (texts[stream] + Buffer.from(bytes).toString('utf8')).slice(-KEPT)
    },
    text: (stream) => texts[stream],
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController()
  const over = delay(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)
  const result = await Promise.race([work, over])
  timer.abort()
  return result
}
