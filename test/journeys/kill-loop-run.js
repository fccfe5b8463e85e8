/**
 * A run of twelve changing steps, as a process that can be killed: every step appends its name to a file. It prints a line
 * for every acknowledged event, and kills itself or its shell at the event it is told to. Started again, it resumes.
 *
 * Arguments: folder of runs, the file, number, and what dies there: `before` or `after` an event the process, `shell` its
 * shell; or in the step of this number the shell `undone` before the effect, or `done` after it.
 */
import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { openOutputs } from '../../dist/runbook/record/output/store.js'
import { partKey, replay, startProblem } from '../../dist/runbook/record/replay.js'
import { createJournal, openJournal } from '../../dist/runbook/record/store.js'
import { openSession } from '../../dist/runbook/run/session/actions.js'
import { inheritedEnvironment } from '../../dist/runbook/run/session/environment.js'
import { endLeftovers } from '../../dist/runbook/run/session/processes/actions.js'
import { localTransport } from '../../dist/runbook/run/session/transport.js'

const [root, effects, at, how] = process.argv.slice(2)
const STEPS = 12
const transport = localTransport()
const environment = { ...inheritedEnvironment(process.env), EFFECTS: effects }

const created = await createJournal({ root, run: 'r1' })
const opened = created.ok ? created : await openJournal({ root, run: 'r1' })
if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
const { journal, events } = opened.value
const state = replay(events)
const outputs = await openOutputs(journal.folder)

let appends = 0
let shell
/** Writes events and tells that they are durable; the place where this process may die. */
async function append(...news) {
  const now = ++appends === Number(at)
  if (now && how === 'before') process.kill(process.pid, 'SIGKILL')
  if (now && how === 'shell' && shell !== undefined) process.kill(shell, 'SIGKILL')
  await journal.append(...news)
  writeSync(1, `${journal.head.events}\n`)
  if (now && how === 'after') process.kill(process.pid, 'SIGKILL')
}

if (state.finished) process.exit(0)
const process_ = { pid: process.pid, host: 'here' }
if (state.started) await append({ type: 'run.resumed', actor: 'test', process: process_ })
else {
  const page = { file: 'page.md', commit: '', sha256: '', pinned: '' }
  await append({
    type: 'run.started',
    run: 'r1',
    format: 1,
    version: '0',
    actor: 'test',
    mode: 'test',
    planHash: '',
    page,
    procedure: 'p',
    targets: ['local'],
    parameters: [],
    steps: [],
    process: process_,
  })
}

/** What a person would do: end what is left of the step, then look whether it took effect. */
async function settle(part) {
  const started = events.find(({ seq }) => seq === part.startedSeq)
  const { pid } = events.findLast((event) => event.type === 'session.opened' && event.session === started.session)
  const ageMs = Date.now() - Date.parse(started.at)
  const left = await endLeftovers({
    transport,
    environment,
    session: started.session,
    mark: started.mark,
    shell: pid,
    ageMs,
    graceMs: 0,
  })
  if (left.processes !== 'all-gone') throw new Error('the step is still running')
  const done = (await readFile(effects, 'utf8').catch(() => '')).split('\n').includes(part.step)
  const { step, command, target, attempts } = part
  const settles = { step, command, target, as: done ? 'succeeded' : 'again' }
  await append(
    { type: 'step.unknown', step, command, target, attempt: attempts, reason: 'the run was killed' },
    { type: 'decision', by: 'test', question: 'Did it take effect?', answer: settles.as, settles },
  )
  return { ...part, state: done ? 'succeeded' : 'unknown', again: !done }
}

const session = await openSession({ transport, environment, graceMs: 100 })
if (!session.ok) throw new Error(JSON.stringify(session.refusal))
shell = session.value.pid
await append({ type: 'session.opened', target: 'local', session: session.value.id, pid: shell, restored: false })

for (let number = 1; number <= STEPS; number++) {
  const name = { step: `step-${number}`, command: 0, target: 'local' }
  let part = state.parts.get(partKey(name))
  if (part?.state === 'unknown' && !part.again) part = await settle(part)
  if (part?.state === 'succeeded') continue
  const problem = startProblem(part)
  if (problem) throw new Error(`${name.step}: ${problem}`)
  await carryOut(name, (part?.attempts ?? 0) + 1)
}

async function carryOut(name, attempt) {
  const mark = `${process.pid}x${name.step.slice(5)}x${attempt}`
  const step = { ...name, attempt }
  await append({
    type: 'step.started',
    ...step,
    effect: 'changing',
    repeatable: false,
    textHash: '',
    session: session.value.id,
    mark,
  })
  const record = outputs.record()
  const dies = name.step === `step-${at}` ? how : ''
  const text = `echo doing
${dies === 'undone' ? 'kill -9 $$' : ''}
echo "$OPSBOOK_STEP_ID" >>"$EFFECTS"
${dies === 'done' ? 'kill -9 $$' : ''}`
  const outcome = await session.value.run({ id: name.step, mark, language: 'bash', text, timeoutMs: 5000 }, (chunk) =>
    record.sink(chunk),
  )
  shell = session.value.pid
  const succeeded = outcome.end.kind === 'finished' && outcome.end.status === 0
  const result = succeeded ? 'succeeded' : 'unknown'
  await append(await record.finish(step), {
    type: 'step.finished',
    ...step,
    result,
    end: outcome.end,
    durationMs: outcome.durationMs,
  })
  // A lost shell leaves the outcome open in this very process: a later start has to settle it.
  if (!succeeded) process.exit(3)
}

await append({ type: 'run.finished', result: 'succeeded' })
await session.value.close()
await journal.close()
