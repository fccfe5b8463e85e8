import { useState } from 'react'
import type { RunProgress, ShownRun } from '../../../src/http/contract.ts'
import { useKeys } from '../../app/keys.ts'
import { useClock } from '../../ui/clock.ts'
import { Status } from '../../ui/status.tsx'
import { span } from '../../ui/time-words.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { riskWord } from '../runbook/risk-words.ts'
import { findStep } from './by-hand.ts'
import { stepWords } from './run-words.ts'
import { Verdicts } from './verdicts.tsx'

type Step = RunProgress['steps'][number]

const CURRENT: readonly Step['state'][] = ['running', 'unknown', 'failed', 'waits', 'begun']

/** The step that is at hand; undefined when all are done or none has begun. */
export const currentStep = ({ steps, paused }: RunProgress): Step | undefined =>
  steps.find(({ state }) => CURRENT.includes(state)) ??
  steps.find(({ id, state }) => id === paused?.step && state === 'open')

/** Every step with its state; the one at hand is open, space opens and closes it. */
export function RunSteps({ run, progress }: { run: ShownRun; progress: RunProgress }) {
  const current = currentStep(progress)
  const asked = run.question?.step
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const turn = (id: string) =>
    setTurned((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const here = asked ?? current?.id
  useKeys({ ' ': () => (here === undefined ? undefined : turn(here)) })
  return (
    <ol className="run-steps">
      {progress.steps.map((step, at) => (
        <StepRow
          key={`${step.rollsBack} ${step.id}`}
          step={step}
          label={
            step.rollsBack ? `R${at + 1 - progress.steps.filter(({ rollsBack }) => !rollsBack).length}` : `${at + 1}`
          }
          run={run}
          isHere={step.id === here}
          isAsked={step.id === asked}
          isOpen={(step.id === here) !== turned.has(step.id)}
          onTurn={() => turn(step.id)}
        />
      ))}
    </ol>
  )
}

interface StepRowProps {
  readonly step: Step
  readonly label: string
  readonly run: ShownRun
  readonly isHere: boolean
  readonly isAsked: boolean
  readonly isOpen: boolean
  readonly onTurn: () => void
}

function StepRow({ step, label, run, isHere, isAsked, isOpen, onTurn }: StepRowProps) {
  const { tone, words } = stepWords(isAsked && step.state === 'open' ? 'waits' : step.state)
  const planned = findStep(run.plan, step.id)
  return (
    <li aria-current={isHere ? 'step' : undefined} data-state={step.state}>
      <div className="run-step-head">
        <Status tone={tone}>{words}</Status>
        <strong>
          {label}. {visibleText(step.title)}
        </strong>
        <span className="quiet">
          {planned && planned.commands.length > 0 ? `${riskWord(planned.risk).word} · ` : ''}line {step.line}
          <Duration step={step} promised={planned?.timeBound?.text} />
        </span>
        <button type="button" className="button button-small" aria-expanded={isOpen} onClick={onTurn}>
          {isOpen ? 'Less' : 'More'}
          <span className="sr-only"> about step {label}</span>
        </button>
      </div>
      {step.reason === null ? null : <p>{visibleText(step.reason)}</p>}
      {step.missingApproval === null ? null : <p className="quiet">{visibleText(step.missingApproval)}</p>}
      <Verdicts step={step} />
      {isOpen && planned ? (
        <>
          {planned.commands.length > 0 ? (
            <pre className="step-commands">
              {planned.commands.map(({ execute }) => visibleText(execute)).join('\n')}
            </pre>
          ) : null}
          {planned.expectations.map(({ expectation }) => (
            <p key={`${expectation.line} ${expectation.text}`} className="quiet">
              Success looks like: <code>{visibleText(expectation.text)}</code>
            </p>
          ))}
          {planned.notes.map((note) => (
            <p key={note} className="quiet">
              {visibleText(note)}
            </p>
          ))}
        </>
      ) : null}
    </li>
  )
}

function Duration({
  step: { startedAt, endedAt, attempts, state },
  promised,
}: {
  step: Step
  promised: string | undefined
}) {
  const now = useClock(1_000)
  if (startedAt === null) return null
  const end = endedAt === null ? (state === 'running' ? now : undefined) : Date.parse(endedAt)
  return (
    <>
      {end === undefined ? null : ` · ${span(end - Date.parse(startedAt))}`}
      {promised === undefined ? null : ` of ${promised}`}
      {attempts > 1 ? ` · try ${attempts}` : null}
    </>
  )
}
