/**
 * A run of twelve changing steps through the product's own `startRun` and `resumeRun`, as a process that can be killed: every
 * step appends its name to a file. It prints a line for every acknowledged event, and kills itself or its shell at the
 * event it is told to, or when a line of output comes. Started again, it resumes; what is unknown is settled by looking into the file, as a person would.
 *
 * Arguments: folder of runs, the file, number, and what dies there: `before` or `after` an event the process, `torn` in the
 * middle of writing it, `shell` its shell; or in the step of this number the shell `undone` before the effect, or `done` after it;
 * or the process when the `first` or the `last` line of output of that step comes.
 */
import { appendFileSync, existsSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readPage } from '../../dist/runbook/book/parse/read-page.js'
import { linearRegex } from '../../dist/runbook/plan/linear-regex.js'
import { makePlan } from '../../dist/runbook/plan/make-plan.js'
import { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS } from '../../dist/runbook/plan/plan.js'
import { Journal, sha256 } from '../../dist/runbook/record/store.js'
import { resumeRun, startRun } from '../../dist/runbook/run/actions.js'
import { inheritedEnvironment } from '../../dist/runbook/run/session/environment.js'
import { localTransport } from '../../dist/runbook/run/session/transport.js'

const [root, effects, at, how] = process.argv.slice(2)
const STEPS = 12
const die = () => process.kill(process.pid, 'SIGKILL')
let shell

// The journal is the product's; only the moment of death is ours.
const { append } = Journal.prototype
let appends = 0
Journal.prototype.append = async function (...events) {
  const now = ++appends === Number(at)
  if (now && how === 'before') die()
  if (now && how === 'torn') {
    appendFileSync(join(this.folder, 'journal.ndjson'), `{"seq":${this.head.events + 1},"at":"2026-01-01T00:00`)
    die()
  }
  if (now && how === 'shell' && shell !== undefined) process.kill(shell, 'SIGKILL')
  const written = await append.apply(this, events)
  for (const event of events) if (event.type === 'session.opened') shell = event.pid
  writeSync(1, `${this.head.events}\n`)
  if (now && how === 'after') die()
  return written
}

/** Each command dies at most once: a step that is run again by somebody's word must be able to end. */
const dying = (number) => `[ -e "$EFFECTS-died" ] || { : >"$EFFECTS-died"; kill -9 $$; } # ${number}`
const step = (number) => {
  const dies = String(number) === at ? how : ''
  const [before, after] = [dies === 'undone' ? `${dying(number)}\n` : '', dies === 'done' ? `\n${dying(number)}` : '']
  const effect = `echo "step-${number}" >>"$EFFECTS"`
  const slowly = `echo first; sleep 0.05; ${effect}; for i in 1 2 3 4; do echo "$i"; done; sleep 0.05; echo last; sleep 0.05`
  const does = dies === 'first' || dies === 'last' ? slowly : effect
  return `# ${number}. Step ${number}\n{ ${before}${does}${after}\n}`
}
const text = `# Kill Loop\n\n## Go\n\n\`\`\`bash\n${Array.from({ length: STEPS }, (_, index) => step(index + 1)).join('\n')}\n\`\`\`\n`

/** Each line of output of the step kills us once: nothing of it is acknowledged. */
function output(_, { bytes }) {
  if (how !== 'first' && how !== 'last') return
  if (Buffer.from(bytes).toString('utf8').includes(how)) die()
}

/** Settles by looking, and is never asked for anything else. */
const operator = {
  ...{ name: 'test', present: true },
  async settle({ step: { title } }) {
    const name = title.toLowerCase().replace(' ', '-')
    const done = (await readFile(effects, 'utf8').catch(() => '')).split('\n').includes(name)
    return { answer: done ? 'succeeded' : 'again' }
  },
}

const surroundings = {
  ...{ root, version: '0', operator, watcher: { output }, matches: linearRegex, graceMs: 100 },
  environment: { ...inheritedEnvironment(process.env), EFFECTS: effects },
  reach: () => ({ ok: true, value: localTransport() }),
  ...{ interpreters: {}, executors: {}, secrets: new Map() },
  ...{ pause: new AbortController().signal, kill: new AbortController().signal },
}

function begin() {
  const planned = makePlan({
    ...{ page: readPage('kill-loop.md', text), source: { commit: 'c', contentHash: sha256(text) } },
    ...{ what: { procedure: 'go' }, values: [], variants: [], choices: {}, variables: ['EFFECTS'] },
    ...{ targets: [{ name: 'local', kind: 'local' }], executors: DEFAULT_EXECUTORS, timeouts: DEFAULT_TIMEOUTS },
    ...{ policy: { ...DEFAULT_POLICY, unattendedChanges: true }, unattended: false, sha256, matches: linearRegex },
  })
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusals))
  const { plan } = planned
  if (plan.steps.length !== STEPS) throw new Error(`the plan has ${plan.steps.length} steps`)
  const request = { run: 'r1', plan, page: text, mode: 'yes-changes', folder: dirname(effects) }
  return startRun({ ...request, batches: [['local']], mayFail: 0, rollsBack: false }, surroundings)
}

const resume = () => resumeRun({ run: 'r1', secretsFor: async () => new Map() }, surroundings)
const isThere = existsSync(join(root, 'r1', 'journal.ndjson'))
let outcome = isThere ? await resume() : await begin()
// A journal without its first event is a run that never began; one that is over needs nothing.
if (!outcome.ok && outcome.refusal.code === 'run/over') process.exit(0)
if (!outcome.ok && outcome.refusal.code === 'run/pinned-missing' && isThere) {
  const { rmSync } = await import('node:fs')
  rmSync(join(root, 'r1'), { recursive: true })
  outcome = await begin()
}
if (!outcome.ok) {
  process.stderr.write(`${JSON.stringify(outcome.refusal)}\n`)
  process.exit(outcome.refusal.code === 'journal/unwritable' ? 1 : 4)
}
process.exit(outcome.state.finished?.result === 'succeeded' ? 0 : 3)
