import { parse } from 'unbash'
import type { Command, Effect, Expectation, Step, Trait } from '../book/page.ts'
import { isWorse } from '../book/shell/risk-rule.ts'
import { asPrograms, startsAnew } from './one-program.ts'
import { canonicalName } from './parameter-name.ts'
import type { PlannedExpectation, PlannedStep, StepKind, StepRole } from './plan.ts'
import { planCommand } from './plan-command.ts'
import type { PlanScope } from './plan-scope.ts'
import { annotationAt, type StepAnnotation } from './step-annotation.ts'
import { approvalFor, conditionOf, consentFor } from './step-consent.ts'
import { timeoutOf } from './step-timing.ts'
import { stepRisk, worstEffect } from './worst-risk.ts'

/** Executor of instructions that a person carries out. */
export const MANUAL = 'manual'

/** Plans one step that has no ways to choose from; a step in several languages becomes several, one behind the other. */
export function planStep(scope: PlanScope, step: Step, role: StepRole): readonly PlannedStep[] {
  const annotation = step.commands[0] ? annotationAt(scope.input.page.document, step.commands[0].line) : undefined
  for (const key of annotation?.unknown ?? []) scope.notices.push(`line ${step.line}: "${key}" means nothing here`)
  if (annotation?.roles.has('skip')) {
    scope.notices.push(`line ${step.line}: "${step.title}" is left out, as its annotation says`)
    return []
  }
  const parts = splitByLanguage(step)
  return parts.map((part, index) => {
    const id = index === 0 ? step.id : `${step.id}+${index + 1}`
    return planPart(scope, { step: part, id, role, annotation })
  })
}

interface Part {
  step: Step
  id: string
  role: StepRole
  annotation: StepAnnotation | undefined
}

function planPart(scope: PlanScope, { step: written, id, role, annotation }: Part): PlannedStep {
  const language = written.commands[0]?.language ?? ''
  const executor = written.within === undefined ? executorOf(scope, language, annotation) : MANUAL
  const apart = executor !== MANUAL && startsAnew(executor, language)
  const step = apart ? asPrograms(written, scope.input.page.document.fences) : written
  for (const name of Object.keys(annotation?.variables ?? {})) scope.names.assigned.add(name)
  const plans = () => step.commands.map((each) => planCommand(scope, each))
  const planned = executor === MANUAL ? step.commands.map(shown) : apart ? scope.forgetting(plans) : plans()
  const { effect, traits } = effectOf(scope, step, annotation)
  const risk = step.commands.length === 0 ? 'read-only' : stepRisk(effect, traits)
  const kind = kindOf(step, { executor, role, traits, annotation })
  const condition = step.condition ?? conditionOf(step.title, step.group)
  refuseUnattended(scope, step, { executor, language, kind })
  const approval = executor === MANUAL ? undefined : approvalFor(effect, scope.input.policy, annotation)
  const verifies = kind === 'verification' && effect === 'read-only'
  const { timeouts } = scope.input
  const captures = [...step.expectations.flatMap(capturedNames), ...(annotation?.captures ?? [])].map(canonicalName)
  if (executor !== MANUAL)
    for (const name of captures) if (!scope.names.captured.has(name)) scope.names.captured.set(name, id)
  return {
    id,
    title: step.title || (step.commands[0]?.text.split('\n', 1)[0] ?? ''),
    line: step.line,
    endLine: step.endLine,
    phase: step.phase,
    role,
    kind,
    language,
    executor,
    commands: planned.map(({ command }) => command),
    environment: [...new Set(planned.flatMap(({ environment }) => environment))].sort(),
    expectations: step.expectations.map((expectation) => placeExpectation(expectation, step.commands)),
    risk,
    effect,
    traits,
    reasons: [...new Set(step.commands.flatMap(({ reasons }) => reasons))],
    timeoutSeconds: timeoutOf(step, annotation, timeouts),
    retries: effect === 'read-only' || annotation?.idempotent ? (annotation?.retries ?? 0) : 0,
    ...(verifies
      ? {
          poll: {
            everySeconds: annotation?.delaySeconds ?? timeouts.pollSeconds,
            forSeconds: annotation?.timeoutSeconds ?? timeouts.verificationSeconds,
          },
        }
      : {}),
    ...(approval ? { approval } : {}),
    consent: consentFor({ kind, risk, condition }, scope.input.policy),
    ...(step.timeBound ? { timeBound: step.timeBound } : {}),
    ...(step.group === undefined ? {} : { group: step.group }),
    ...(step.caution === undefined ? {} : { caution: step.caution }),
    ...(step.within === undefined ? {} : { within: step.within }),
    ...(condition === undefined ? {} : { condition }),
    notes: step.notes,
    calls: step.calls,
    exitCodes: annotation?.exitCodes ?? [0],
    ...(annotation?.cwd === undefined ? {} : { cwd: annotation.cwd }),
    ...(annotation && Object.keys(annotation.variables).length > 0 ? { variables: annotation.variables } : {}),
    ...targetsOf(scope, step, annotation),
    ...(annotation?.id === undefined ? {} : { anchor: annotation.id }),
    ...(annotation?.undo === undefined ? {} : { undo: annotation.undo }),
    ...(kind === 'background' && annotation?.roles.has('background') ? { background: readiness(annotation) } : {}),
    captures: [...new Set(captures)],
  }
}

const readiness = ({ until }: StepAnnotation) => (until === undefined ? {} : { ready: until })

const shown = ({ text, line, endLine, risk }: Command) => ({
  command: { text, execute: '', line, endLine, risk },
  environment: [],
})

/** Commands of one language behind each other stay together; expectations go with the command above them. */
function splitByLanguage(step: Step): readonly Step[] {
  const parts: Command[][] = []
  for (const command of step.commands) {
    const last = parts.at(-1)
    if (last?.[0]?.language === command.language) last.push(command)
    else parts.push([command])
  }
  if (parts.length < 2) return [step]
  return parts.map((commands, index) => {
    const from = index === 0 ? 0 : commands[0]!.line
    const until = parts[index + 1]?.[0]?.line ?? Number.POSITIVE_INFINITY
    const expectations = step.expectations.filter(({ line }) => line >= from && line < until)
    return {
      ...step,
      commands,
      expectations,
      language: commands[0]!.language,
      line: index === 0 ? step.line : commands[0]!.line,
    }
  })
}

function executorOf(scope: PlanScope, language: string, annotation: StepAnnotation | undefined): string {
  if (language === '' || annotation?.roles.has('manual')) return MANUAL
  const { executors } = scope.input
  const own = (name: string) => (Object.hasOwn(executors, name) ? executors[name] : undefined)
  const asked = language === 'bash' && annotation?.shell !== undefined ? own(annotation.shell) : undefined
  return asked ?? own(language) ?? MANUAL
}

/** The worst of the commands; a declaration can make it worse, and better only where nothing is known. */
function effectOf(
  scope: PlanScope,
  step: Step,
  annotation: StepAnnotation | undefined,
): { effect: Effect; traits: readonly Trait[] } {
  let effect = worstEffect(step.commands.map((command) => command.effect))
  const roles = annotation?.roles
  if (roles?.has('readonly')) {
    if (effect === 'unknown') effect = 'read-only'
    else if (effect !== 'read-only') scope.notices.push(`line ${step.line}: declared read-only, but it is ${effect}`)
  }
  if (roles?.has('mutating') && isWorse('changing', effect)) effect = 'changing'
  if (roles?.has('destructive')) effect = 'destructive'
  const traits = new Set(step.commands.flatMap((command) => command.traits))
  if (roles?.has('interactive')) traits.add('interactive')
  return { effect, traits: [...traits].sort() }
}

function kindOf(
  step: Step,
  {
    executor,
    role,
    traits,
    annotation,
  }: { executor: string; role: StepRole; traits: readonly Trait[]; annotation: StepAnnotation | undefined },
): StepKind {
  if (executor === MANUAL) return 'manual'
  if (annotation?.roles.has('background') || endsInBackground(step.commands)) return 'background'
  if (traits.includes('interactive') || traits.includes('never-ending')) return 'interactive'
  if (role === 'rollback') return 'rollback'
  const checks = annotation?.roles.has('verify') || annotation?.roles.has('check')
  return checks || role === 'verification' || role === 'hook' || step.phase === 'verification'
    ? 'verification'
    : 'command'
}

/** `… &` at the end: the step is over at once, what it started goes on. */
function endsInBackground(commands: readonly Command[]): boolean {
  const last = commands.at(-1)
  if (last?.language !== 'bash' || !/&\s*$/.test(last.text)) return false
  return parse(last.text).commands.at(-1)?.background === true
}

function refuseUnattended(
  scope: PlanScope,
  step: Step,
  { executor, language, kind }: { executor: string; language: string; kind: StepKind },
): void {
  if (!scope.input.unattended || step.commands.length === 0) return
  const lines = step.commands.map(({ line }) => line)
  if (executor === MANUAL && language !== '')
    scope.refuse(
      'plan/no-executor',
      lines,
      step.within === undefined
        ? `Nothing executes ${language} here, and nobody is there to do it by hand.`
        : `This is typed into the session opened by "${step.within}", and nobody is there to do it.`,
    )
  if (kind !== 'interactive') return
  const bad = step.commands.filter(({ traits }) => traits.includes('interactive') || traits.includes('never-ending'))
  const why = bad.flatMap(({ reasons }) => reasons).find((reason) => reason !== '') ?? 'it needs a person'
  scope.refuse('plan/needs-person', bad.length > 0 ? bad.map(({ line }) => line) : lines, `Nobody is there: ${why}.`)
}

function targetsOf(
  scope: PlanScope,
  step: Step,
  annotation: StepAnnotation | undefined,
): { targets?: readonly string[] } {
  const wanted = annotation?.targets
  if (!wanted) return {}
  const known = scope.input.targets.map(({ name }) => name)
  const missing = wanted.filter((name) => !known.includes(name))
  if (missing.length > 0)
    scope.refuse('plan/unknown-target', [step.line], `The step asks for the target ${missing.join(', ')}.`)
  return { targets: wanted }
}

/** A comment is about the command above it; a labelled block about the step, unless there is one command only. */
function placeExpectation(expectation: Expectation, commands: readonly Command[]): PlannedExpectation {
  const binding = expectation.sample ? 'sample' : 'asserts'
  const whole = expectation.form === 'prose' || expectation.form === 'block'
  if (whole && commands.length !== 1) return { expectation, binding }
  const index = commands.findLastIndex(({ line }) => line <= expectation.line)
  return index < 0 ? { expectation, binding } : { expectation, binding, command: index }
}

const CAPTURE = /<(\p{L}[\p{L}\p{N} _-]{0,60})>/gu

/** Names in angle brackets in a sample of output: their text becomes the value of the parameter of that name. */
const capturedNames = ({ text, form }: Expectation): readonly string[] =>
  form === 'block' || form === 'transcript' ? Array.from(text.matchAll(CAPTURE), (match) => match[1]!) : []
