import { useEffect } from 'react'
import type { RunbookPage as Shown } from '../../../src/http/contract.ts'
import { useKeys } from '../../app/keys.ts'
import { Link } from '../../app/link.tsx'
import type { PageProps } from '../../app/pages.ts'
import { go, usePlace } from '../../app/place.ts'
import { counted } from '../../ui/counted.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { runWords } from '../run/run-words.ts'
import { ParameterFields } from './parameter-fields.tsx'
import { planTo } from './plan-path.ts'
import { useRunSettings } from './run-settings.ts'
import { RunbookFacts } from './runbook-facts.tsx'
import { anchorId } from './runbook-path.ts'
import { useRunbook } from './runbook-queries.ts'
import { RunnableBlocks } from './runnable-blocks.tsx'
import { VariantButtons } from './ways.tsx'
import { valuesOfQuery } from './wish-values.ts'

/** A page of the book as its author wrote it, each step runnable where it stands. */
export function RunbookPage({ params }: PageProps) {
  const page = useRunbook(params['*']!)
  if (page.isPending) return <Loading />
  if (!page.data)
    return <ErrorNote title="The page cannot be shown" error={page.error} onRetry={() => void page.refetch()} />
  return <Runbook page={page.data} />
}

function Runbook({ page }: { page: Shown }) {
  const { searchParams, hash } = usePlace()
  const incident = searchParams.get('incident') ?? undefined
  const asked = searchParams.get('procedure') ?? undefined
  const settings = useRunSettings(page, { incident, given: valuesOfQuery(searchParams) })
  const procedure = page.steps.find(({ id }) => id === asked) ?? page.steps.find(({ steps }) => steps.length > 0)
  useKeys({ r: () => (procedure ? go(planTo(settings, procedure.id)) : undefined) })
  const anchor = hash === '' ? asked : decoded(hash.slice(1))
  useEffect(() => {
    if (anchor !== undefined) document.getElementById(anchorId(anchor))?.scrollIntoView()
  }, [anchor])
  const [first, ...rest] = page.blocks
  const blocks = first?.kind === 'heading' && first.level === 1 ? rest : page.blocks
  return (
    <>
      <title>{`${page.title} · Opsbook`}</title>
      <PageHeader title={page.title} about={<RunbookFacts page={page} />} />
      {incident === undefined ? null : (
        <p className="note">
          For incident <Link to={`/incidents/${encodeURIComponent(incident)}`}>#{incident}</Link>: values come from its
          alerts, and what you run stands on its timeline.
        </p>
      )}
      {page.steps.length > 0 ? <Procedures page={page} settings={settings} /> : null}
      <ParameterFields settings={settings} />
      {procedure ? <VariantButtons settings={settings} procedure={procedure} /> : null}
      <RunnableBlocks settings={settings} blocks={blocks} showsFindings />
      <UsedIn page={page} />
    </>
  )
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function Procedures({ page, settings }: { page: Shown; settings: ReturnType<typeof useRunSettings> }) {
  const runnable = page.steps.filter(({ steps, verification }) => steps.length + verification.length > 0)
  if (runnable.length === 0) return null
  return (
    <nav className="card procedures" aria-label="Procedures of this page">
      <ul className="rows">
        {runnable.map(({ id, title, steps, verification, line }) => (
          <li key={id} className="row">
            <div>
              <a
                href={`#${encodeURIComponent(id)}`}
                onClick={() => document.getElementById(anchorId(id))?.scrollIntoView()}
              >
                {title}
              </a>{' '}
              <span className="quiet">
                {counted(steps.length + verification.length, 'step')} · line {line}
              </span>
            </div>
            <span>
              <Link className="button button-small" to={planTo(settings, id)}>
                Plan<span className="sr-only"> {title}</span>
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function UsedIn({ page }: { page: Shown }) {
  return (
    <section aria-labelledby="used-in">
      <h2 id="used-in">Used in</h2>
      {page.usedIn.length === 0 ? <p className="quiet">Nothing of this page was run yet.</p> : null}
      <ul className="rows">
        {page.usedIn.map(({ run, procedure, state, result, by, at, incident }) => {
          const { tone, words } = runWords({ state: state as 'finished', result, waitsFor: null })
          return (
            <li key={run} className="row">
              <div>
                <Status tone={tone}>{words}</Status> <Link to={`/runs/${encodeURIComponent(run)}`}>{procedure}</Link>{' '}
                <span className="quiet">
                  {by}, <Time at={at} />
                </span>
              </div>
              {incident === null ? null : (
                <span>
                  <Link to={`/incidents/${incident}`}>incident #{incident}</Link>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
