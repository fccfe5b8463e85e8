import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Plan, Run, RunbookPage, RunWish } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { fulfil } from '../../app/acts.ts'
import { Link } from '../../app/link.tsx'
import { go, usePlace, useQueryPart } from '../../app/place.ts'
import { useMay } from '../../app/session.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ParameterFields } from '../runbook/parameter-fields.tsx'
import { type RunSettings, useRunSettings } from '../runbook/run-settings.ts'
import { runbookTo } from '../runbook/runbook-path.ts'
import { useRunbook } from '../runbook/runbook-queries.ts'
import { VariantButtons, WayButtons } from '../runbook/ways.tsx'
import { valuesOfQuery } from '../runbook/wish-values.ts'
import { confirmPlan } from './confirmed-plans.ts'
import { PlanView } from './plan-view.tsx'
import './run.css'

/** What a procedure would do exactly, before anything of it is done. */
export function PlanPage() {
  const path = useQueryPart('page')
  const procedure = useQueryPart('procedure')
  const page = useRunbook(path)
  if (path === '')
    return (
      <>
        <PageHeader title="Plan" />
        <Empty
          action={
            <Link className="button" to="/runbooks">
              Open a runbook
            </Link>
          }
        >
          No procedure is named. Choose one on its page.
        </Empty>
      </>
    )
  if (page.isPending) return <Loading />
  if (!page.data) return <ErrorNote error={page.error} onRetry={() => void page.refetch()} />
  const found = page.data.steps.find(({ id }) => id === procedure)
  if (!found)
    return (
      <ErrorNote title="There is no such procedure" error={new Error(`The page has none called “${procedure}”.`)} />
    )
  return <PlanOf page={page.data} procedure={found} />
}

function PlanOf({ page, procedure }: { page: RunbookPage; procedure: RunbookPage['steps'][number] }) {
  const { searchParams } = usePlace()
  const incident = searchParams.get('incident') ?? undefined
  const settings = useRunSettings(page, { incident, given: valuesOfQuery(searchParams) })
  const wish = useSettled(settings.wish(procedure.id), 300)
  const preview = useQuery({
    queryKey: ['plan', wish],
    queryFn: ({ signal }) =>
      ask<{ plan: Plan }>('/api/v1/plans', { method: 'POST', body: wish, signal }).then(({ plan }) => plan),
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <>
      <PageHeader
        title={<>Plan: {procedure.title}</>}
        about={
          <>
            <Link to={runbookTo(page.path, { procedure: procedure.id, incident })}>{page.title}</Link> · nothing of this
            has been done yet
          </>
        }
        actions={<StartButton wish={wish} seen={preview.isPlaceholderData ? undefined : preview.data} />}
      />
      <ParameterFields settings={settings} names={namesOf(page, procedure)} />
      <VariantButtons settings={settings} procedure={procedure} />
      <Ways settings={settings} procedure={procedure} />
      {preview.isPending ? <Loading /> : null}
      {preview.error ? <Refusals error={preview.error} /> : null}
      {preview.data && !preview.error ? (
        <>
          <h2>What would run</h2>
          <PlanView plan={preview.data} />
        </>
      ) : null}
    </>
  )
}

function Ways({ settings, procedure }: { settings: RunSettings; procedure: RunbookPage['steps'][number] }) {
  const choices = [...procedure.steps, ...procedure.verification].filter(({ kind }) => kind === 'choice')
  return choices.map((step) => <WayButtons key={step.id} settings={settings} step={step} />)
}

/** Parameters whose placeholders stand within the procedure. */
const namesOf = (
  { parameters }: RunbookPage,
  { line, endLine }: { line: number; endLine: number },
): ReadonlySet<string> =>
  new Set(
    parameters
      .filter(({ lines }) => lines.length === 0 || lines.some((each) => each >= line && each <= endLine))
      .map(({ name }) => name),
  )

function StartButton({ wish, seen }: { wish: RunWish; seen: Plan | undefined }) {
  const may = useMay('run:start')
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false })
  if (!may) return <p className="quiet">Your role does not start runs.</p>
  const start = () => {
    setState({ isBusy: true })
    fulfil<Run>({ name: `start/${wish.page}/${wish.procedure}`, path: '/api/v1/runs', body: wish }).then(
      ({ id, planHash }) => {
        // Whoever has read this very plan is not asked about it again; another one they have not seen.
        if (planHash === seen?.hash) confirmPlan(id)
        go(`/runs/${encodeURIComponent(id)}`)
      },
      (error: unknown) => setState({ isBusy: false, error }),
    )
  }
  return (
    <div>
      <button
        type="button"
        className="button button-primary"
        disabled={seen === undefined || state.isBusy}
        aria-busy={state.isBusy}
        onClick={start}
      >
        {state.isBusy ? 'Starting…' : 'Start the run'}
      </button>
      {state.error ? <ErrorNote error={state.error} /> : null}
    </div>
  )
}

/** Everything that stands in the way, with the lines of the page it is about. */
function Refusals({ error }: { error: unknown }) {
  if (!(error instanceof Problem) || error.problems.length === 0) return <ErrorNote error={error} />
  return (
    <section className="note note-bad" role="alert">
      <strong>
        {error.problems.length === 1 ? 'One thing stands' : `${error.problems.length} things stand`} in the way
      </strong>
      <ul className="refusals">
        {error.problems.map(({ code, message, hint, lines = [], parameter }) => (
          <li key={`${code} ${message}`}>
            {visibleText(message)}
            {lines.length > 0 && lines[0] !== 0 ? <span className="quiet"> Line {lines.join(', ')}.</span> : null}
            <br />
            <span className="quiet">
              {parameter === undefined ? visibleText(hint ?? '') : `Give a value for ${parameter} above.`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The value once it has not changed for a moment. */
function useSettled<Value>(value: Value, afterMs: number): Value {
  const [settled, setSettled] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Value), afterMs)
    return () => clearTimeout(timer)
  }, [text, afterMs])
  return settled
}
