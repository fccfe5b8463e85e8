import type { Incident, WorkflowPosition } from '../../../src/http/contract.ts'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Time } from '../../ui/time.tsx'
import { incidentApi } from './incident-path.ts'
import { usePolicy, useWorkflow } from './incident-queries.ts'

/** The book's own way through an incident, one step at a time. */
export function WorkflowGuide({ incident }: { incident: Incident }) {
  return incident.workflow === null ? <Choose number={incident.number} /> : <Walk incident={incident} />
}

function Choose({ number }: { number: number }) {
  const workflows = usePolicy().data?.workflows ?? []
  const mayWrite = useMay('incident:write')
  if (workflows.length === 0 || !mayWrite) return null
  return (
    <section aria-labelledby="workflow">
      <h2 id="workflow">The way through</h2>
      <ActForm
        name={`incident/${number}/workflow`}
        path={`${incidentApi(number)}/workflow`}
        method="PUT"
        body={(fields) => ({ workflow: typed(fields, 'workflow') })}
        submit="Guide me"
        kind="plain"
      >
        <div className="field">
          <label htmlFor="workflow-choice">The book describes how to go about it</label>
          <select id="workflow-choice" name="workflow">
            {workflows.map(({ id, title, steps }) => (
              <option key={id} value={id}>
                {title} ({steps} steps)
              </option>
            ))}
          </select>
        </div>
      </ActForm>
    </section>
  )
}

function Walk({ incident: { number, workflow } }: { incident: Incident }) {
  const position = useWorkflow(number, true)
  return (
    <section aria-labelledby="workflow">
      <h2 id="workflow">{workflow}</h2>
      {position.error ? <ErrorNote error={position.error} onRetry={() => void position.refetch()} /> : null}
      {position.isPending ? <Loading lines={2} /> : null}
      {position.data ? <Steps position={position.data} number={number} /> : null}
    </section>
  )
}

function Steps({
  position: { current, done, finished, steps },
  number,
}: {
  position: WorkflowPosition
  number: number
}) {
  return (
    <>
      {finished ? <p>The way is walked to its end.</p> : null}
      {current.map((step) => (
        <CurrentStep key={step.id} step={step} number={number} />
      ))}
      {done.length === 0 ? (
        <p className="quiet">{steps} steps in all.</p>
      ) : (
        <details>
          <summary>
            {done.length} of {steps} done
          </summary>
          <ol className="walked">
            {done.map(({ step, text, answer, by, at }) => (
              <li key={`${step} ${at}`}>
                {text}
                {answer === null ? '' : `: ${answer}`}{' '}
                <span className="quiet">
                  {by}, <Time at={at} />
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}

function CurrentStep({ step, number }: { step: WorkflowPosition['current'][number]; number: number }) {
  const { id, text, question, answers, likely } = step
  const mayWrite = useMay('incident:write')
  const wish = (answer?: string) => ({
    name: `incident/${number}/step/${id}${answer === undefined ? '' : `/${answer}`}`,
    path: `${incidentApi(number)}/workflow/steps`,
    body: { step: id, answer },
  })
  return (
    <div className="card">
      <p>
        <strong>{text}</strong>
      </p>
      {mayWrite ? (
        <div className="actions">
          {question && answers.length > 0 ? (
            answers.map((answer) => (
              <ActButton key={answer} {...wish(answer)}>
                {answer}
                {answer === likely ? ' (likely)' : ''}
              </ActButton>
            ))
          ) : (
            <ActButton {...wish()}>Done</ActButton>
          )}
        </div>
      ) : null}
    </div>
  )
}
