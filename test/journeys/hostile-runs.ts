/** Whole runs that send values through places: page, plan, session and journal are the real ones. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTargets } from '../../src/app/run-targets.ts'
import { readPage } from '../../src/runbook/book/parse/read-page.ts'
import { linearRegex } from '../../src/runbook/plan/linear-regex.ts'
import { makePlan } from '../../src/runbook/plan/make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  DEFAULT_TIMEOUTS,
  type ExecutorFacts,
  type Plan,
  type PlanResult,
} from '../../src/runbook/plan/plan.ts'
import { verifyJournal } from '../../src/runbook/record/journal-text.ts'
import { sha256 } from '../../src/runbook/record/store.ts'
import { startRun } from '../../src/runbook/run/actions.ts'
import { absentOperator } from '../../src/runbook/run/operator.ts'
import { inheritedEnvironment } from '../../src/runbook/run/session/environment.ts'
import { accepts, type Position } from './hostile-positions.ts'

/** Writes down what it was given, in hexadecimal digits: nothing on the way can be mistaken for what arrived. */
const RECORD = `#!/usr/bin/perl
my ($reads, $held) = (0, 0);
while (@ARGV && $ARGV[0] =~ /^-([ie])$/) { $1 eq 'i' ? ($reads = 1) : ($held = 1); shift }
my $id = shift;
my @saw = @ARGV;
if ($reads) { binmode STDIN; local $/; push @saw, scalar <STDIN> // '' }
push @saw, $ENV{HELD} if $held;
open my $file, '>>', $ENV{SEEN} or die;
syswrite $file, '{"id":"' . $id . '","saw":[' . join(',', map { '"' . unpack('H*', $_) . '"' } @saw) . "]}\\n";
`

export interface Case {
  id: string
  value: string
}

/** One way to carry a language out. */
export interface Way {
  name: string
  /** Of the fence. */
  language: string
  /** Behind the language of the fence. */
  annotation?: string
  /** The lines of a step are one command: each command of a page is an event of its own, and a write to the disk. */
  grouped?: boolean
  sql?: ExecutorFacts
}

export interface Tally {
  arrived: number
  refused: number
  leftOut: number
  runs: number
}

const STEP = 50

export class HostileRuns {
  readonly folder = mkdtempSync(join(tmpdir(), 'opsbook-hostile-'))
  /** Folders where a file called CANARY would appear. */
  readonly #watched: string[]
  readonly #work = join(this.folder, 'work')
  readonly #seen = join(this.folder, 'seen')
  readonly #before: ReadonlySet<string>
  #run = 0

  constructor(watched: readonly string[] = []) {
    for (const name of ['work', 'home', 'bin', 'runs']) mkdirSync(join(this.folder, name))
    // Something for patterns to find.
    for (const name of ['a', 'b', 'x y']) writeFileSync(join(this.#work, name), '')
    writeFileSync(join(this.folder, 'bin/record'), RECORD)
    chmodSync(join(this.folder, 'bin/record'), 0o755)
    this.#watched = [
      ...['', 'work', 'home', 'bin'].map((name) => join(this.folder, name)),
      ...watched,
      '/',
      '/tmp',
      process.cwd(),
    ]
    this.#before = new Set(this.#named())
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Files that should not be there. */
  canaries(): readonly string[] {
    const strange = readdirSync(this.#work).filter((name) => !['a', 'b', 'x y'].includes(name))
    return [
      ...this.#named().filter((path) => !this.#before.has(path)),
      ...strange.map((name) => join(this.#work, name)),
    ]
  }

  #named(): readonly string[] {
    return this.#watched.flatMap((place) =>
      readdirSync(place)
        .filter((name) => /canary/i.test(name))
        .map((name) => join(place, name)),
    )
  }

  /** Sends values through one place, as many in a run as there are: what may not be put there has to be refused, the rest has to arrive. */
  async send(way: Way, position: Position, values: readonly string[]): Promise<Tally> {
    const kept = values.filter((value) => !position.leavesOut?.(value))
    const cases = kept.map((value, index): Case => ({ id: `c${index}`, value }))
    const good = cases.filter(({ value }) => accepts(position, value))
    const refused = cases.length - good.length
    if (refused > 0) this.#mustRefuse(way, position, cases)
    if (good.length > 0) await this.#mustArrive(way, position, good)
    return { arrived: good.length, refused, leftOut: values.length - kept.length, runs: good.length > 0 ? 1 : 0 }
  }

  #plan(way: Way, position: Position, cases: readonly Case[]): PlanResult & { text: string } {
    const text = page(way, position, cases)
    const planned = makePlan({
      ...{ page: readPage('hostile.md', text), source: { commit: 'c', contentHash: sha256(text) } },
      ...{ what: { procedure: 'send-it' }, variants: [], choices: {}, variables: ['SEEN', 'HELD', 'NONE'] },
      values: cases.map(({ id, value }) => ({ name: id, value, origin: 'flag' })),
      targets: [{ name: 'local', kind: 'local' }],
      executors: { ...DEFAULT_EXECUTORS, ...(way.sql ? { sql: 'sql' } : {}) },
      ...(way.sql ? { executorFacts: { sql: way.sql } } : {}),
      ...{ policy: { ...DEFAULT_POLICY, unattendedChanges: true }, timeouts: DEFAULT_TIMEOUTS, unattended: true },
      ...{ sha256, matches: linearRegex },
    })
    return { ...planned, text }
  }

  #mustRefuse(way: Way, position: Position, cases: readonly Case[]): void {
    const planned = this.#plan(way, position, cases)
    const title = `${way.name}, ${position.name}`
    if (planned.ok) throw new Error(`${title}: nothing is refused`)
    const wrong = new Map(
      planned.refusals.flatMap(({ parameter, message }) => (parameter ? [[parameter, message]] : [])),
    )
    const lines = new Set(planned.refusals.flatMap((refusal) => refusal.lines))
    const all = planned.text.split('\n')
    for (const { id, value } of cases) {
      // A place that takes nothing is refused with its line, a value that does not fit with its name.
      const at = all.findIndex((line) => line.includes(`<${id}>`)) + 1
      const isRefused = position.takes === 'nothing' ? lines.has(at) : wrong.has(id)
      if (isRefused === accepts(position, value))
        throw new Error(`${title}: ${shown(value)} is ${isRefused ? `refused: ${wrong.get(id)}` : 'not refused'}`)
    }
  }

  async #mustArrive(way: Way, position: Position, cases: readonly Case[]): Promise<void> {
    const planned = this.#plan(way, position, cases)
    const title = `${way.name}, ${position.name}`
    if (!planned.ok) throw new Error(`${title}: ${JSON.stringify(planned.refusals.slice(0, 3))}`)
    const { plan } = planned
    const steps = Math.ceil(cases.length / STEP)
    if (plan.steps.length !== steps || plan.steps.some(({ kind }) => kind === 'manual' || kind === 'interactive'))
      throw new Error(`${title}: planned as ${plan.steps.map(({ kind, commands }) => `${kind} ${commands.length}`)}`)
    const { result, printed } = await this.#carryOut(plan, planned.text)
    const seen = new Map([...this.#recorded(), ...fromSql(printed)])
    for (const { id, value } of cases) {
      const [got, wanted] = [seen.get(id), position.arrives!(value)]
      if (JSON.stringify(got) !== JSON.stringify(wanted))
        throw new Error(
          `${title}: ${shown(value)} arrived as ${got?.map(shown) ?? 'nothing'}; the run ${result}; ${printed.slice(-1500)}`,
        )
    }
    if (result !== 'succeeded') throw new Error(`${title}: the run ${result}; ${printed.slice(-1500)}`)
    const rejected = cases.filter(({ value }) => position.arrives!(value) === undefined).length
    const errors = printed.match(/ERROR: +(?:22P02|22003)\b/g)?.length ?? 0
    if (seen.size + rejected !== cases.length || errors !== rejected)
      throw new Error(
        `${title}: ${cases.length} cases, ${seen.size} seen, ${errors} of ${rejected} rejected by the server`,
      )
  }

  async #carryOut(plan: Plan, text: string): Promise<{ result: string; printed: string }> {
    const run = `r${++this.#run}`
    const root = join(this.folder, 'runs')
    const printed: Uint8Array[] = []
    const { PATH } = process.env
    const never = new AbortController().signal
    const { reach, interpreters, executors, close } = runTargets(plan, {
      secrets: new Map(),
      home: join(this.folder, 'home'),
    })
    const environment = {
      ...{
        ...inheritedEnvironment(process.env),
        PATH: `${join(this.folder, 'bin')}:${PATH}`,
        HOME: join(this.folder, 'home'),
      },
      ...{ LC_ALL: 'C.UTF-8', SEEN: this.#seen, CANARY: join(this.folder, 'CANARY') },
    }
    const watcher = { output: (_: unknown, { bytes }: { bytes: Uint8Array }) => void printed.push(bytes.slice()) }
    const outcome = await startRun(
      {
        run,
        plan,
        page: text,
        mode: 'yes-changes',
        folder: this.#work,
        batches: [['local']],
        mayFail: 0,
        rollsBack: false,
      },
      {
        ...{ root, version: '0', environment, reach, interpreters, executors, secrets: new Map() },
        ...{ operator: absentOperator('test'), watcher, matches: linearRegex, pause: never, kill: never },
      },
    )
    close()
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    const journal = readFileSync(join(root, run, 'journal.ndjson'), 'utf8')
    if (!verifyJournal(journal, sha256).sound) throw new Error('the journal is not sound')
    rmSync(join(root, run), { recursive: true })
    return { result: outcome.state.finished?.result ?? 'did not end', printed: Buffer.concat(printed).toString('utf8') }
  }

  #recorded(): readonly (readonly [string, readonly string[]])[] {
    if (!existsSync(this.#seen)) return []
    const lines = readFileSync(this.#seen, 'utf8').trimEnd().split('\n')
    rmSync(this.#seen)
    return lines.map((line) => {
      const { id, saw } = JSON.parse(line) as { id: string; saw: readonly string[] }
      return [id, saw.map(text)]
    })
  }
}

const text = (digits: string) => Buffer.from(digits, 'hex').toString('utf8')
const shown = (value: string) =>
  JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}… (${value.length})` : value)

/** Lines `c7|hex|hex;` that statements print. */
const fromSql = (printed: string): readonly (readonly [string, readonly string[]])[] =>
  Array.from(printed.matchAll(/^(c\d+)\|((?:[\da-f|])*);$/gm), ([, id, digits]) => [id!, digits!.split('|').map(text)])

function page({ language, annotation, grouped }: Way, position: Position, cases: readonly Case[]): string {
  const info = annotation === undefined ? language : `${language} ${annotation}`
  const fences: string[] = []
  for (let at = 0; at < cases.length; at += STEP) {
    const written = cases.slice(at, at + STEP).map(({ id }) => position.write(`<${id}>`, id))
    const lines = grouped && position.name !== 'bare' ? ['if true; then', ...written, 'fi'] : written
    const text = [...(position.before ? [position.before] : []), ...lines].join('\n')
    fences.push(`Part ${at / STEP + 1}:\n\n\`\`\`${info}\n${text}\n\`\`\`\n`)
  }
  return `# Hostile\n\n## Send It\n\n${fences.join('\n')}`
}
