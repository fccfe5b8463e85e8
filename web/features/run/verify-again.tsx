import { useState } from 'react'
import type { Run, RunWish, ShownRun } from '../../../src/http/contract.ts'
import { fulfil } from '../../app/acts.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { StepRun } from './step-run.tsx'

/** Runs the checks of the procedure that only read, in a run of their own, so that somebody can say what happened. */
export function VerifyAgain({ run, step }: { run: ShownRun; step: string | undefined }) {
  const [started, setStarted] = useState<string>()
  const [error, setError] = useState<unknown>()
  const { plan } = run
  const at = plan.steps.findIndex(({ id }) => id === step)
  const checks = plan.steps
    .slice(at + 1)
    .filter(({ effect, kind }) => effect === 'read-only' && kind !== 'manual' && kind !== 'choice')
  if (at < 0 || checks.length === 0 || !plan.procedure) return null
  const wish: RunWish = {
    ...{ page: plan.page, procedure: plan.procedure.id, mode: 'auto', steps: checks.map(({ id }) => id) },
    params: Object.fromEntries(
      plan.parameters.flatMap(({ name, value, secret, capturedBy }) =>
        secret || value === undefined || capturedBy !== undefined ? [] : [[name, value]],
      ),
    ),
    targets: plan.targets.map(({ name }) => name).filter((name) => name !== 'local'),
    ...(run.incidentId === null ? {} : { incident: run.incidentId }),
  }
  const start = () =>
    void fulfil<Run>({ name: `verify/${run.id}/${step}`, path: '/api/v1/runs', body: wish }).then(({ id }) => {
      setStarted(id)
      setError(undefined)
    }, setError)
  return (
    <div>
      <button type="button" className="button" onClick={start}>
        Run verify
      </button>{' '}
      <span className="quiet">
        {checks.length === 1 ? 'one check that only reads' : `${checks.length} checks that only read`}
      </span>
      {error ? <ErrorNote error={error} /> : null}
      {started === undefined ? null : <StepRun run={started} confirms={false} />}
    </div>
  )
}
