import { useState } from 'react'
import type { Run, StepOutput } from '../../../src/http/contract.ts'
import { fulfil } from '../../app/acts.ts'
import { useMay } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { Status } from '../../ui/status.tsx'
import { StepRun } from '../run/step-run.tsx'
import type { PlacedStep } from './place-steps.ts'
import { riskOf, riskWord } from './risk-words.ts'
import type { RunSettings } from './run-settings.ts'
import { WayButtons } from './ways.tsx'

const PARTS: Readonly<Record<PlacedStep['part'], string>> = {
  steps: 'Step',
  verification: 'Check',
  rollback: 'Rollback',
  hook: 'After any procedure',
}

/** A step where it stands on its page: what it does, what success looks like, and its button. */
export function StepPanel({ placed, settings }: { placed: PlacedStep; settings: RunSettings }) {
  const { step, part, number } = placed
  const risk = riskOf(step)
  const { word, tone, isChange } = riskWord(risk ?? 'read-only')
  const isByHand = step.kind === 'manual' || (step.kind === 'command' && step.commands.length === 0)
  return (
    <section className="step-panel" data-step={step.id} aria-label={`${PARTS[part]} ${number}: ${step.title}`}>
      <div className="step-head">
        <span>
          {PARTS[part]} {number}
        </span>
        {isByHand ? <Status tone="quiet">by hand</Status> : <Status tone={tone}>{word}</Status>}
        {step.timeBoundSeconds === null ? null : <span className="quiet">within {words(step.timeBoundSeconds)}</span>}
        {step.condition === null ? null : <span className="quiet">{step.condition}</span>}
      </div>
      <Facts step={step} />
      {step.kind === 'choice' ? <WayButtons settings={settings} step={step} /> : null}
      {isByHand ? null : <Runner placed={placed} settings={settings} isChange={isChange} />}
    </section>
  )
}

function Facts({ step }: { step: StepOutput }) {
  const expected = [
    ...step.expectations,
    ...step.alternatives.flatMap(({ steps }) => steps.flatMap((each) => each.expectations)),
  ]
  return (
    <>
      {step.caution === null ? null : <p className="note note-warning">{step.caution}</p>}
      {step.within === null ? null : (
        <p className="quiet">
          Typed inside of <code>{step.within}</code>, by hand.
        </p>
      )}
      {expected.map(({ text, line }) => (
        <p key={`${line} ${text}`} className="quiet">
          Success looks like: <code>{text}</code>
        </p>
      ))}
    </>
  )
}

function Runner({ placed, settings, isChange }: { placed: PlacedStep; settings: RunSettings; isChange: boolean }) {
  const { step, procedure } = placed
  const may = useMay('run:start')
  const [run, setRun] = useState<string>()
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false })
  // Checks after every procedure run with whichever comes first.
  const owner = procedure ?? settings.page.steps[0]
  if (!may || !owner) return null
  const needsWay = step.kind === 'choice' && settings.choices[step.id] === undefined
  const start = () => {
    setState({ isBusy: true })
    const body = settings.wish(owner.id, [step.id])
    fulfil<Run>({ name: `run/${settings.page.path}/${step.id}`, path: '/api/v1/runs', body }).then(
      ({ id }) => {
        setRun(id)
        setState({ isBusy: false })
      },
      (error: unknown) => setState({ isBusy: false, error }),
    )
  }
  return (
    <>
      <div className="actions">
        {needsWay ? (
          <span className="quiet">Choose a way to run it.</span>
        ) : isChange ? (
          <HoldButton kind="danger" confirm={`Run: ${step.title}`} isBusy={state.isBusy} onDone={start}>
            {state.isBusy ? 'Sending…' : 'Hold to run'}
          </HoldButton>
        ) : (
          <button
            type="button"
            className="button"
            disabled={state.isBusy}
            aria-busy={state.isBusy}
            onClick={start}
            aria-label={`Run ${step.title}`}
          >
            {state.isBusy ? 'Sending…' : run === undefined ? 'Run' : 'Run again'}
          </button>
        )}
      </div>
      {state.error ? <ErrorNote error={state.error} /> : null}
      {run === undefined ? null : <StepRun key={run} run={run} confirms />}
    </>
  )
}

function words(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
