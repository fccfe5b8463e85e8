import { visible } from '../../kit/visible.ts'
import type { ExecutorFacts, Mode, Plan, PlannedAlternative, PlannedParameter, PlannedStep, Target } from './plan.ts'

export interface ExplainOptions {
  /** Columns of a line. */
  width?: number
  /** How far the run may go by itself; decides what is said about questions. */
  mode?: Mode
  /** Names of the targets that go through it together, where there is more than one group. */
  batches?: readonly (readonly string[])[]
}

/**
 * What exactly would run, as whom, where, at which risk and with what expected, as lines of plain text for a terminal.
 * Text of the page is shown with its control characters escaped; values of secrets are never shown.
 */
export function explainPlan(plan: Plan, options: ExplainOptions = {}): readonly string[] {
  const { width = 80, mode = 'interactive', batches = [] } = options
  const pen = new Pen(width)
  explainHead(pen, plan, batches)
  const numbers = { next: 1 }
  for (const step of plan.steps) explainStep(pen, step, { plan, mode, label: `${numbers.next++}`, indent: 0 })
  if (plan.rollback.length > 0) {
    pen.blank()
    pen.line(0, 'On request, to take it back:')
    for (const [index, step] of plan.rollback.entries())
      explainStep(pen, step, { plan, mode, label: `R${index + 1}`, indent: 0 })
  }
  for (const notice of plan.notices) pen.field(0, 'note', notice)
  return pen.lines
}

function explainHead(pen: Pen, plan: Plan, batches: readonly (readonly string[])[]): void {
  pen.line(0, `Plan  ${plan.title}`)
  const at = plan.procedure ? `:${plan.procedure.line}` : ''
  pen.field(2, 'page', `${plan.page}${at} @ ${plan.commit.slice(0, 12) || 'no commit'}`)
  pen.field(2, 'hash', plan.hash)
  if (plan.procedure?.when !== undefined) pen.field(2, 'when', plan.procedure.when)
  pen.field(2, 'where', plan.targets.map(showTarget).join('; ') || 'this machine, as the user of the runner')
  for (const [name, facts] of Object.entries(plan.executors ?? {})) pen.field(2, name, showExecutor(facts))
  if (plan.inherits) pen.field(2, 'inherits', plan.inherits.join(' '))
  if (batches.length > 1)
    for (const [index, names] of batches.entries())
      pen.field(2, `batch ${index + 1} of ${batches.length}`, names.join(', '))
  if (plan.variants.length > 0) pen.field(2, 'variants', plan.variants.join(', '))
  if (plan.timeBound) pen.field(2, 'promised', plan.timeBound.text)
  pen.field(2, 'risk', RISK[plan.risk] ?? plan.risk)
  for (const parameter of plan.parameters) pen.field(2, parameter.name, showValue(parameter))
  for (const prerequisite of plan.prerequisites) pen.field(2, 'first', prerequisite)
}

function showTarget({ name, kind, address, user, ...more }: Target): string {
  const place = kind === 'local' ? 'this machine' : `${kind} ${address ?? name}`
  const facts = Object.entries(more).map(([key, value]) => `, ${FACTS[key] ?? key} ${value}`)
  const login = user ?? (kind === 'local' ? 'the user of the runner' : 'the user that is usual there')
  return `${name}: ${place}${facts.join('')}, as ${login}`
}

const FACTS: Readonly<Record<string, string>> = { identityFile: 'key', configFile: 'configuration' }

function showExecutor(facts: ExecutorFacts): string {
  switch (facts.kind) {
    case 'psql': {
      const { kind: _, ...connection } = facts
      const words = Object.entries(connection).map(([key, value]) => `${key} ${value}`)
      return `psql, ${words.join(', ')}`
    }
    case 'prometheus':
      return `Prometheus at ${facts.url}, asked from this machine${facts.token === undefined ? '' : `, token ${facts.token}`}`
    case 'http':
      return `requests from this machine, ${facts.redirects === 0 ? 'no redirection is followed' : `at most ${facts.redirects} redirections are followed`}`
    case 'command':
      return `${facts.argv.map((word) => JSON.stringify(word)).join(' ')}, which reads the text on standard input`
  }
}

function showValue({ value, secret, reference, capturedBy, origin, texts, lines }: PlannedParameter): string {
  const from = ORIGINS[origin]
  const shown =
    capturedBy !== undefined
      ? `from the output of ${capturedBy}`
      : secret
        ? `(secret${reference === undefined ? '' : `, ${reference}`}), ${from}`
        : `${JSON.stringify(value ?? '')}, ${from}`
  return `${shown}; ${texts.join(', ')} on ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`
}

const ORIGINS: Readonly<Record<PlannedParameter['origin'], string>> = {
  flag: 'as given',
  file: 'from the file of values',
  env: 'from the environment',
  capture: 'from an earlier step',
  alert: 'from the alert',
  default: 'the default of the page',
}

const RISK: Readonly<Record<string, string>> = {
  'read-only': 'read',
  changing: 'CHANGE',
  destructive: 'DESTROYS',
  unknown: 'unknown',
  interactive: 'interactive',
  'never-ending': 'never ends',
  privileged: 'as root',
}

interface Place {
  plan: Plan
  mode: Mode
  label: string
  indent: number
}

function explainStep(pen: Pen, step: PlannedStep, place: Place): void {
  const { label, indent, mode } = place
  const inner = indent + 5
  pen.blank()
  const role = step.kind === 'command' ? '' : `${step.kind}, `
  pen.line(indent, `${label.padStart(3)}  ${step.title}  [${role}${RISK[step.risk] ?? step.risk}]`, inner)
  pen.field(inner, 'line', `${step.line}${step.group === undefined ? '' : `, ${step.group}`}`)
  if (step.caution !== undefined) pen.field(inner, 'caution', step.caution)
  if (step.condition !== undefined) pen.field(inner, 'condition', step.condition)
  if (step.within !== undefined) pen.field(inner, 'where', `inside the session opened by ${step.within}`)
  explainCommands(pen, step, inner)
  if (step.kind !== 'manual' && step.kind !== 'choice') explainExecution(pen, step, { ...place, indent: inner })
  for (const note of step.notes) pen.field(inner, 'note', note)
  for (const { expectation, binding } of step.expectations) {
    const judged = binding === 'sample' ? ' (sample)' : expectation.decidable ? '' : ' (a person judges)'
    pen.field(inner, 'expect', `${expectation.text.replaceAll('\n', ' | ')}${judged}`)
  }
  if (step.approval) pen.field(inner, 'approval', showApproval(step.approval))
  pen.field(inner, 'start', CONSENT[step.consent[mode]])
  for (const alternative of step.alternatives ?? []) explainAlternative(pen, alternative, { ...place, indent: inner })
}

const CONSENT = {
  runs: 'runs without a further question',
  asks: 'asks first',
  stops: 'stops here: needs a person',
  skips: 'left out: needs a judgement',
} as const

function explainCommands(pen: Pen, step: PlannedStep, indent: number): void {
  for (const command of step.commands) {
    const manual = step.executor === 'manual'
    const text = manual ? command.text : command.execute
    const sign = manual ? 'by hand' : step.executor === 'bash' ? '$' : `${step.executor}>`
    pen.code(indent, sign, text)
    if (!manual && command.execute !== command.text) pen.code(indent, '  page', command.text)
  }
}

function explainExecution(pen: Pen, step: PlannedStep, { plan, indent }: Place): void {
  if (step.targets) pen.field(indent, 'on', step.targets.join(', '))
  if (step.traits.includes('privileged')) pen.field(indent, 'as', 'root, through the command itself')
  else if (plan.targets.some(({ user }) => user !== undefined)) pen.field(indent, 'as', 'the user of the target')
  if (step.cwd !== undefined) pen.field(indent, 'in', step.cwd)
  if (step.environment.length > 0) pen.field(indent, 'env', step.environment.join(' '))
  if (step.risk !== 'read-only') for (const reason of step.reasons) pen.field(indent, 'why', reason)
  const retries = step.retries > 0 ? `, tried ${step.retries + 1} times at most` : ''
  const poll = step.poll ? `, tried again every ${step.poll.everySeconds} s for ${step.poll.forSeconds} s` : ''
  pen.field(indent, 'stopped', `after ${step.timeoutSeconds} s${retries}${poll}`)
}

const showApproval = ({ count, of, twoPerson }: NonNullable<PlannedStep['approval']>): string =>
  `${count} of ${of.length > 0 ? of.join(', ') : 'anybody who may approve'}${twoPerson ? ', not whoever asks for the run' : ''}`

function explainAlternative(pen: Pen, alternative: PlannedAlternative, place: Place): void {
  const { key, title, steps, refusals } = alternative
  pen.blank()
  pen.line(place.indent, `(${key})  ${title}`, place.indent + 5)
  for (const { message } of refusals) pen.field(place.indent + 5, 'blocked', message)
  for (const [index, step] of steps.entries())
    explainStep(pen, step, { ...place, label: `${key}${index + 1}`, indent: place.indent + 2 })
}

const printable = (text: string): string => visible(text.replaceAll('\t', '    '))

/** Writes lines of at most so many columns; what does not fit goes on below, further in. */
class Pen {
  readonly lines: string[] = []
  private readonly width: number

  constructor(width: number) {
    this.width = Math.max(40, width)
  }

  blank(): void {
    this.lines.push('')
  }

  line(indent: number, text: string, hang = indent + 2): void {
    const words = printable(text.replaceAll('\n', ' ')).split(' ')
    let line = ' '.repeat(indent)
    let empty = true
    for (const word of words) {
      if (!empty && line.length + 1 + word.length > this.width) {
        this.lines.push(line.trimEnd())
        line = ' '.repeat(hang)
        empty = true
      }
      line += empty ? word : ` ${word}`
      empty = false
      while (line.length > this.width) {
        this.lines.push(line.slice(0, this.width))
        line = ' '.repeat(hang) + line.slice(this.width)
      }
    }
    this.lines.push(line.trimEnd())
  }

  field(indent: number, name: string, text: string): void {
    this.line(indent, `${name}: ${text}`, indent + 4)
  }

  /** Commands keep their lines and spaces; a line that is too long goes on below behind a `›`. */
  code(indent: number, sign: string, text: string): void {
    for (const [index, raw] of text.split('\n').entries()) {
      let rest = `${' '.repeat(indent)}${index === 0 ? `${sign} ` : ' '.repeat(sign.length + 1)}${printable(raw)}`
      while (rest.length > this.width) {
        this.lines.push(rest.slice(0, this.width))
        rest = `${' '.repeat(indent)}${' '.repeat(sign.length)}› ${rest.slice(this.width)}`
      }
      this.lines.push(rest)
    }
  }
}
