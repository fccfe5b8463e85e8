import { useId, useState } from 'react'
import type { RunProgress, ShownRun } from '../../../src/http/contract.ts'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { useClock } from '../../ui/clock.ts'
import { CopyText } from '../../ui/copy-text.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { handWork, stepsOf } from './by-hand.ts'
import { runApi } from './run-queries.ts'

/** A run that no runner takes for so long is somebody's to do. */
const PATIENCE_MS = 8_000

/** No runner is there: the commands to paste, and a place to say what came of them. */
export function ByHandCard({ run, progress }: { run: ShownRun; progress: RunProgress | undefined }) {
  const now = useClock(2_000)
  const may = useMay('run:start')
  const isUntaken = run.state === 'queued' && now - Date.parse(run.requestedAt) > PATIENCE_MS
  if (run.state !== 'lost' && !isUntaken) return null
  const done = new Set(
    progress?.steps.flatMap(({ id, state }) => (state === 'done' || state === 'skipped' ? [id] : [])),
  )
  const left = stepsOf(run.plan.steps).filter(({ id, commands }) => !done.has(id) && commands.length > 0)
  return (
    <section className="note note-warning" aria-labelledby="by-hand">
      <h2 id="by-hand">{isUntaken ? 'No runner has taken this run' : 'The runner is silent'}</h2>
      <p>
        {isUntaken
          ? 'It begins when a runner comes. You can do the steps yourself meanwhile; the first one you mark takes the run off the queue, so that nothing is done twice.'
          : 'What ran when it fell silent may have taken effect. Look before you repeat anything. When the runner comes back, it tells how far it came.'}
      </p>
      {left.slice(0, 20).map((step) => (
        <HandStep key={step.id} run={run} id={step.id} title={step.title} work={handWork(run.plan, step)} may={may} />
      ))}
    </section>
  )
}

interface HandStepProps {
  readonly run: ShownRun
  readonly id: string
  readonly title: string
  readonly work: ReturnType<typeof handWork>
  readonly may: boolean
}

function HandStep({ run, id, title, work, may }: HandStepProps) {
  const field = useId()
  const [output, setOutput] = useState('')
  return (
    <details>
      <summary>{visibleText(title)}</summary>
      {work.text === undefined ? (
        <>
          <p>These commands hold signs that do not show; type them from here instead of pasting.</p>
          <pre>{work.shown}</pre>
        </>
      ) : (
        <CopyText text={work.text} label={`commands of ${visibleText(title)}`} />
      )}
      {may ? (
        <>
          <div className="field">
            <label htmlFor={field}>What it printed, or what you saw</label>
            <textarea
              id={field}
              rows={3}
              maxLength={9_000}
              value={output}
              onChange={({ target }) => setOutput(target.value)}
            />
          </div>
          <ActButton
            name={`run/${run.id}/by-hand/${id}`}
            path={`${runApi(run.id)}/notes`}
            body={{
              step: id,
              byHand: true,
              text: `${title}${output.trim() === '' ? '' : `\n${output.trim()}`}`.slice(0, 10_000),
            }}
          >
            Mark done by hand
          </ActButton>
        </>
      ) : null}
    </details>
  )
}
